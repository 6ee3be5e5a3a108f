"""The demonstration: its rounds could have been opened by hand, and all that they offer can be printed."""

import pytest
from django.utils import timezone

from genklang.server.fieldwork.models import Round, State
from genklang.server.fieldwork.queries.checklist import list_missing
from genklang.server.jobs.demo.seed import seed
from genklang.server.jobs.print_paper import paper_languages, print_paper
from genklang.server.jobs.print_posters import print_posters

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "responses"]),
    pytest.mark.usefixtures("own_folders"),
]


def test_every_open_round_is_whole_and_is_printed_in_each_of_its_languages():
    seed(timezone.now(), lambda _: None)
    rounds = Round.objects.filter(state=State.OPEN)
    assert len(rounds) >= 4
    for round_ in rounds:
        assert list_missing(round_, today=timezone.localdate()) == []
        place = round_.places.first()
        for language in round_.languages:
            assert print_posters(round_, [place], languages=[language]).startswith(b"%PDF")
        if round_.channels.filter(channel="paper").exists():
            assert paper_languages(round_) == round_.languages
            assert print_paper(round_, [place], languages=round_.languages, variant="standard", count=1).content
