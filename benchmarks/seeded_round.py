"""Makes the databases of a new installation with one round, in a process in which Django has been set up."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.commands.migrate_ import migrate
from genklang.server.fieldwork.models import Place, Round, RoundChannel
from genklang.server.fieldwork.tokens import set_hashes
from genklang.server.jobs.keys import make_key, try_recovery
from genklang.server.jobs.publish_round import open_round
from genklang.server.organisation.models import Organisation, Unit

PASSPHRASE = "a passphrase of some length"


def make_round(*, channel: str, languages: Sequence[str], one_per_page: bool = False) -> Round:
    """Return a round of a new organisation, not open yet."""
    migrate()
    today = timezone.now().date()
    made = Round.objects.create(
        organisation=Organisation.objects.create(code="bench", name="Bench kommun"),
        code="bench",
        title="Bench",
        period="bench",
        instrument_id="skr-ifo",
        instrument=to_json(find_instrument("skr-ifo")),
        opens=today - timedelta(days=1),
        closes=today + timedelta(days=30),
        languages=list(languages),
        one_per_page=one_per_page,
    )
    RoundChannel.objects.create(round=made, channel=channel)
    return made


def make_place(made: Round, code: str) -> Place:
    """Return a place of a round where people can answer."""
    unit = Unit.objects.create(organisation=made.organisation, code=code, name=f"Enhet {code}")
    place = Place(round=made, unit=unit, target_group="ekonomiskt_bistand")
    set_hashes(place)
    place.save()
    return place


def open_made(made: Round) -> None:
    """Give a round its key and open it."""
    assert try_recovery(made, make_key(made, PASSPHRASE, cost=2), PASSPHRASE)
    open_round(made, now=timezone.now())
    made.refresh_from_db()
