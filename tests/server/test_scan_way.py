"""Paper on the server: printed, uploaded, read, looked at, sent; each sheet counts once."""

import json
from collections import Counter

import pytest
from people import add_member, sign_in
from scan_station import fill_sheets, open_forms, pile_address, print_forms, read_pages, run_worker, upload, write_pages

from genklang.server.fieldwork.models import PaperForm, PileState, ScanMark, ScanSheet, ScanTask, SealedAnswer, Tally, TaskKind
from genklang.server.fieldwork.sealing import open_sealed
from genklang.server.jobs.keys import read_key
from genklang.server.jobs.review_scans import Reader, decide, find_tasks
from genklang.server.jobs.take_response import seal_context
from genklang.server.organisation.models import AuditEntry, Role
from genklang.server.web.respondent.form import read_published

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"


@pytest.fixture
def paper_round(open_round):
    print_forms(open_round)
    return open_round


@pytest.fixture
def helper(paper_round):
    """Somebody who keys in, signed in."""
    return sign_in(add_member(paper_round.organisation, Role.HELPER))


def read_queue(round_):
    """Return what was sealed, opened with the key: unit and answers."""
    keys = read_key(round_)
    found = []
    for sealed in SealedAnswer.objects.filter(place__round=round_).select_related("place__unit"):
        said = json.loads(open_sealed(keys, bytes(sealed.ciphertext), seal_context(sealed.place)))
        found.append((sealed.place.unit.name, said))
    return found


def decide_all(pile, member, choose=lambda task: [str(code) for code in task.codes]):
    """Decide all that waits for a member as the machine proposes; return how many decisions that was."""
    reader = Reader(member, frozenset(pile.round.organisation.units.values_list("pk", flat=True)))
    published, count = read_published(pile.round.instrument), 0
    for kind in TaskKind.values:
        while tasks := find_tasks(pile, reader, kind):
            said = ["keep" if tasks[0].why == "half" else "drop"] if kind == TaskKind.SHEET else choose(tasks[0])
            assert decide(pile, reader, tasks[0].id, said, published) == "taken"
            count += 1
    return count


def test_paper_goes_from_print_to_the_sealed_queue(helper, paper_round):
    meant, pages = fill_sheets(open_forms(paper_round), 6)
    pile = read_pages(helper, paper_round, pages)
    assert (pile.state, pile.pages) == (PileState.REVIEW, 12)
    page = helper.get(pile_address(pile)).content.decode()
    assert "Granskas" in page
    member = paper_round.organisation.memberships.get(role=Role.HELPER).user
    decide_all(pile, member)
    assert helper.post(f"{pile_address(pile)}send/").status_code == 302
    run_worker()
    pile.refresh_from_db()
    assert pile.state == PileState.SENT
    assert pile.counts["sent"] == 6
    found = read_queue(paper_round)
    assert {said["channel"] for _, said in found} == {"paper"}
    told = Counter((unit, *sorted(said["answers"].items())) for unit, said in found)
    wanted = Counter((unit, *sorted((i, ";".join(map(str, c))) for i, c in answers.items())) for unit, answers in meant)
    assert told == wanted
    assert sum(Tally.objects.filter(channel="paper").values_list("answered", flat=True)) == 6
    assert {entry.action for entry in AuditEntry.objects.all()} >= {"scan.uploaded", "scan.sent"}
