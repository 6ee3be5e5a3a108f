"""Paper on the server: printed, uploaded, read, looked at, sent; each sheet counts once, however often scanned."""

from collections import Counter
from datetime import timedelta

import cv2
import pytest
from django.utils import timezone
from people import add_member, sign_in
from scan_station import (
    decide_all,
    fill_sheets,
    make_reader,
    open_forms,
    pile_address,
    read_pages,
    read_queue,
    run_worker,
    send_pile,
    upload,
    write_pages,
)

from genklang.server.fieldwork.models import (
    PaperForm,
    PileState,
    Round,
    ScanMark,
    ScanPile,
    ScanSheet,
    ScanTask,
    Tally,
    TaskKind,
)
from genklang.server.fieldwork.operations.tallies import add_offered
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs import send_scans as sending
from genklang.server.jobs.close_round import close_round
from genklang.server.jobs.print_paper import print_paper
from genklang.server.jobs.read_scans import read_scanned
from genklang.server.jobs.scan_files import open_files
from genklang.server.jobs.scan_tasks import find_tasks
from genklang.server.jobs.send_scans import begin_sending
from genklang.server.jobs.write_scans import seal_json
from genklang.server.organisation.models import AuditEntry, Role

pytestmark = [
    pytest.mark.django_db(databases=["default", "responses"], transaction=True),
    pytest.mark.usefixtures("own_folders"),
]
LIGHT = 215
"""How light the inside of a box is that nobody has crossed."""


@pytest.fixture
def member(paper_round):
    return add_member(paper_round.organisation, Role.HELPER)


@pytest.fixture
def helper(member):
    """Somebody who keys in, signed in."""
    return sign_in(member)


def show(unit, answers):
    return (unit, *sorted((item, ";".join(map(str, codes))) for item, codes in answers.items()))


def test_paper_goes_from_print_to_the_sealed_queue(helper, member, paper_round):
    meant, pages = fill_sheets(open_forms(paper_round), 6)
    pile = read_pages(helper, paper_round, pages)
    assert (pile.state, pile.pages) == (PileState.REVIEW, 12)
    assert "Granskas" in helper.get(pile_address(pile)).content.decode()
    decide_all(pile, member)
    assert send_pile(helper, pile).state == PileState.SENT
    assert pile.counts["sent"] == 6
    found = read_queue(paper_round)
    assert {said["channel"] for _, said in found} == {"paper"}
    told = Counter((unit, *sorted(said["answers"].items())) for unit, said in found)
    assert told == Counter(show(*each) for each in meant)
    assert sum(Tally.objects.filter(channel="paper").values_list("answered", flat=True)) == 6
    assert {entry.action for entry in AuditEntry.objects.all()} >= {"scan.uploaded", "scan.sent"}
    assert "Fel bland de säkra svaren" in helper.get(pile_address(pile)).content.decode()


def test_a_sheet_scanned_again_counts_once(helper, member, paper_round):
    _, pages = fill_sheets(open_forms(paper_round), 3)
    pile = read_pages(helper, paper_round, pages)
    assert ScanMark.objects.count() == 6
    again = read_pages(helper, paper_round, [page[::-1, ::-1].copy() for page in pages], kind="pdf")
    assert list(again.sheets.values_list("fate", flat=True)) == ["asked"] * 3
    twice = find_tasks(again, make_reader(again, member), TaskKind.SHEET, most=5)
    assert [task.why for task in twice] == ["twice"] * 3
    for each in (pile, again):
        decide_all(each, member)
        assert send_pile(helper, each).state == PileState.SENT
    assert len(read_queue(paper_round)) == 3
    assert again.counts["dropped"] == 3


def test_a_sheet_that_is_there_twice_lies_beside_the_one_read_before(helper, member, paper_round):
    """In its own pile the page itself is shown, of an earlier pile the ink; a cross on one of them alone is named."""
    form = open_forms(paper_round)[0]
    pages = fill_sheets([form], 1, turned=False)[1]
    item = form.layout.questions[0].item
    more = [add_cross(pages[0], form, item), pages[1]]
    pile = read_pages(helper, paper_round, [*pages, *more])
    (here,) = find_tasks(pile, make_reader(pile, member), TaskKind.SHEET, most=5)
    assert (here.day, here.differs) == (None, (item,))
    one = helper.get(f"{pile_address(pile)}review/sheets/").content.decode()
    decide_all(pile, member)
    again = read_pages(helper, paper_round, pages, kind="pdf")
    (later,) = find_tasks(again, make_reader(again, member), TaskKind.SHEET, most=5)
    assert (later.day, later.differs) == (pile.made_on, ())
    assert {each[:2] for task in (here, later) for each in (task.picture, task.twin)} == {b"\xff\xd8"}
    two = helper.get(f"{pile_address(again)}review/sheets/").content.decode()
    assert "Läst tidigare, i samma hög" in one
    assert "Bara ett av bladen har ett kryss här" in one
    assert "Läst tidigare, i högen från" in two
    assert "Alla tydliga kryss finns på båda bladen" in two


def add_cross(page, form, item):
    """Return a page with a cross in one more box of a question, or none where there was one."""
    page, scale = page.copy(), page.shape[1] / 210
    for box in [b for b in form.layout.boxes if b.item == item]:
        left, top, right, bottom = (round(v * scale) for v in (box.x, box.y, box.x + box.width, box.y + box.height))
        inner = page[top + 3 : bottom - 3, left + 3 : right - 3]
        if inner.mean() > LIGHT:
            cv2.line(page, (left, top), (right, bottom), 30, 3)
            cv2.line(page, (left, bottom), (right, top), 30, 3)
            return page
    raise AssertionError("no box was empty")


def test_the_same_file_is_read_once(helper, paper_round):
    content = write_pages(fill_sheets(open_forms(paper_round), 1)[1])
    reply = upload(helper, paper_round, ("a.tif", content), ("b.tif", content))
    assert reply.status_code == 302
    upload(helper, paper_round, ("c.tif", content))
    run_worker()
    assert ScanSheet.objects.count() == 1
    assert "Redan uppladdad" in helper.get(reply["Location"]).content.decode()


def test_a_job_that_is_begun_again_reads_and_sends_nothing_twice(helper, member, paper_round, monkeypatch):
    _, pages = fill_sheets(open_forms(paper_round), 2)
    pile = read_pages(helper, paper_round, pages)
    assert not read_scanned(pile), "what was read is not read again"
    decide_all(pile, member)
    begin_sending(pile, now=timezone.now())
    pile.refresh_from_db()
    with monkeypatch.context() as killed:
        killed.setattr(sending, "_finish", kill)
        with pytest.raises(KeyboardInterrupt):
            sending.send_scans(pile, now=timezone.now())
    assert len(read_queue(paper_round)) == 2
    assert sending.send_scans(pile, now=timezone.now())
    assert len(read_queue(paper_round)) == 2
    assert pile.counts["sent"] == 2


def test_a_sheet_that_cannot_be_sealed_goes_back_and_the_others_are_in(helper, member, paper_round):
    pile = read_pages(
        helper, paper_round, fill_sheets(open_forms(paper_round), 2, acts={"cross": 0.3, "beside": 0.7})[1]
    )
    decide_all(pile, member, choose=lambda _: ["1"])
    asked = ScanTask.objects.filter(kind=TaskKind.MARK).first()
    sheet, files = asked.sheet, open_files(pile.pk)
    whole = bytes(sheet.sealed)
    ScanSheet.objects.filter(pk=sheet.pk).update(sealed=seal_json(files, sheet.pk.hex, {"no_such_question": [1]}))
    assert (send_pile(helper, pile).state, pile.fault) == (PileState.REVIEW, "unreadable")
    assert len(read_queue(paper_round)) == 1
    asked.refresh_from_db()
    assert asked.state == "open"
    assert "Granska dess svar" in helper.get(pile_address(pile)).content.decode()
    ScanSheet.objects.filter(pk=sheet.pk).update(sealed=whole)
    decide_all(pile, member, choose=lambda _: ["1"])
    assert (send_pile(helper, pile).state, len(read_queue(paper_round))) == (PileState.SENT, 2)


def kill(*_, **__):
    raise KeyboardInterrupt


def test_half_a_sheet_is_asked_about(helper, member, paper_round):
    _, pages = fill_sheets(open_forms(paper_round), 2)
    pile = read_pages(helper, paper_round, pages[:3])
    (task,) = find_tasks(pile, make_reader(pile, member), TaskKind.SHEET, most=5)
    assert task.why == "half"
    page = helper.get(f"{pile_address(pile)}review/sheets/").content.decode()
    assert "Ena sidan av bladet saknas" in page
    assert " checked" not in page
    decide_all(pile, member)
    assert send_pile(helper, pile).counts["sent"] == 2


def test_fronts_and_backs_in_piles_of_their_own_are_told_as_such(helper, member, paper_round):
    _, pages = fill_sheets(open_forms(paper_round)[:1], 3)
    pile = read_pages(helper, paper_round, [*pages[::2], *pages[1::2]])
    whys = {task.why for task in find_tasks(pile, make_reader(pile, member), TaskKind.SHEET, most=9)}
    assert (whys, pile.sheets.count()) == ({"apart"}, 6)
    assert "var sin hög" in helper.get(pile_address(pile)).content.decode()


@pytest.mark.parametrize(("fault", "is_told"), [("one_bit", True), ("copier", False)])
def test_black_and_white_is_told_before_anybody_looks_at_its_doubts(helper, paper_round, fault, is_told):
    pile = read_pages(helper, paper_round, fill_sheets(open_forms(paper_round), 2, only=fault)[1])
    page = helper.get(pile_address(pile)).content.decode()
    assert ("4 av 4 sidor är svartvita utan gråskala" in page) == is_told
    assert page.find("släng högen och skanna dem i gråskala") < page.find('id="queues"')


def test_nothing_is_sent_before_all_is_looked_at(helper, member, paper_round):
    pile = read_pages(helper, paper_round, fill_sheets(open_forms(paper_round), 1)[1][:1])
    assert send_pile(helper, pile).state == PileState.REVIEW
    assert read_queue(paper_round) == []
    assert "granskas" in helper.get("/o/soderlunda/rounds/2026/scans/").content.decode()


def test_a_closed_round_takes_what_was_scanned_before_until_its_grace_ends(helper, member, paper_round):
    _, pages = fill_sheets(open_forms(paper_round), 2)
    piles = [read_pages(helper, paper_round, pages[2 * n : 2 * n + 2], name=f"{n}.tif") for n in range(2)]
    for pile in piles:
        decide_all(pile, member)
    close_round(Round.objects.get(pk=paper_round.pk), now=timezone.now(), grace=timedelta(hours=1))
    reply = upload(helper, paper_round, ("late.tif", write_pages(pages)))
    assert (reply.status_code, ScanPile.objects.count()) == (400, 2)
    assert "tar inte emot svar nu" in reply.content.decode()
    assert send_pile(helper, piles[0]).state == PileState.SENT
    Round.objects.filter(pk=paper_round.pk).update(grace_ends=timezone.now())
    assert "stängd" in helper.get(pile_address(piles[1])).content.decode()
    assert helper.post(f"{pile_address(piles[1])}send/").status_code == 302
    piles[1].refresh_from_db()
    assert piles[1].state == PileState.REVIEW
    assert len(read_queue(paper_round)) == 1


def test_forms_are_printed_once_and_counted(open_round):
    client = sign_in(add_member(open_round.organisation, Role.COORDINATOR))
    places = [str(place.pk) for place in open_round.places.all()]
    here = "/o/soderlunda/rounds/2026/paper/"
    fields = {"place": places, "language": ["sv", "ar", "ti"], "variant": "standard", "count": "40"}
    reply = client.post(f"{here}print/", fields)
    assert (reply.status_code, reply["Content-Type"]) == (200, "application/zip")
    assert PaperForm.objects.count() == 6
    one = client.post(f"{here}print/", {**fields, "place": places[:1], "language": ["ti"], "count": "2"})
    assert one.content.startswith(b"%PDF")
    assert sorted(PaperForm.objects.values_list("printed", flat=True)) == [40, 40, 40, 40, 40, 42]
    assert "Tillsammans 242 exemplar" in client.get(here).content.decode()
    client.post(f"{here}offered/", {"place": places[0], "count": "31"})
    assert Tally.objects.get(channel="paper").offered == 31
    add_offered(open_round.places.first(), "paper", 2, timezone.localdate())
    assert sum(Tally.objects.values_list("offered", flat=True)) == 33


def test_forms_of_a_round_that_may_still_change_are_not_printed(planned_round):
    with pytest.raises(Refusal, match="only_open"):
        print_paper(planned_round, list(planned_round.places.all()), languages=["sv"], variant="standard", count=1)


def test_the_order_of_the_sheets_is_nowhere(helper, paper_round):
    """Ids are drawn by chance, and rows lie in a shuffled order: what lies beside what tells nothing."""
    _, pages = fill_sheets(open_forms(paper_round), 20)
    pile = read_pages(helper, paper_round, pages)
    units = dict(ScanSheet.objects.values_list("pk", "form__place__unit__code"))
    by_row = [units[sheet.pk] for sheet in ScanSheet.objects.raw("SELECT id FROM fieldwork_scansheet ORDER BY rowid")]
    assert sorted(by_row) == ["north"] * 10 + ["south"] * 10
    assert by_row != ["north", "south"] * 10
    assert pile.state == PileState.REVIEW
    fields = {f.name for model in (ScanSheet, ScanTask, ScanMark) for f in model._meta.get_fields() if f.concrete}
    assert not {"number", "page_number", "made_at", "at", "file"} & fields
