"""Who looks at what: a second reader on demand or always, differences settled, units apart, everything undone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from people import add_member, sign_in
from scan_station import (
    decide_all,
    fill_sheets,
    make_reader,
    open_forms,
    pile_address,
    print_forms,
    read_pages,
    run_worker,
    send_pile,
    write_pages,
)

from genklang.paper.synthesis.people import ACTS
from genklang.server.fieldwork.models import PileState, Round, ScanPile, ScanTask, State, TaskState
from genklang.server.jobs.erase_scans import erase_due, set_days
from genklang.server.jobs.report_scans import report_pile
from genklang.server.jobs.review_scans import decide, skip, undo
from genklang.server.jobs.scan_files import find_folder, make_files, open_files
from genklang.server.jobs.scan_inbox import find_inbox, look_through
from genklang.server.jobs.scan_tasks import Reader, find_tasks, read_answer
from genklang.server.organisation.models import AuditEntry, Role
from genklang.server.web.respondent.form import read_published

pytestmark = [
    pytest.mark.django_db(databases=["default", "responses"], transaction=True),
    pytest.mark.usefixtures("own_folders"),
]
DOUBTFUL = {**dict.fromkeys(ACTS, 0.0), "cross": 0.5, "beside": 0.5}


@pytest.fixture
def readers(open_round):
    """Three people who key in."""
    print_forms(open_round)
    return [add_member(open_round.organisation, Role.HELPER, email=f"{name}@example.org") for name in ("a", "b", "c")]


def read_doubts(readers, round_, sheets=2, **fields):
    _, pages = fill_sheets(open_forms(round_), sheets, acts=DOUBTFUL)
    pile = read_pages(sign_in(readers[0]), round_, pages, **fields)
    return pile, [make_reader(pile, each) for each in readers], read_published(round_.instrument)


def first_of(pile, reader):
    return find_tasks(pile, reader, "marks")[0]


def test_a_task_that_is_left_waits_for_another_person(readers, open_round):
    pile, (anna, bo, _), published = read_doubts(readers, open_round)
    total = ScanTask.objects.filter(kind="marks").count()
    task = first_of(pile, anna)
    assert skip(pile, anna, task.id)
    assert decide(pile, anna, task.id, ["1"], published) == "gone"
    assert len(find_tasks(pile, anna, "marks", most=99)) == total - 1
    assert len(find_tasks(pile, bo, "marks", most=99)) == total
    assert decide(pile, bo, task.id, ["1"], published) == "taken"
    assert ScanTask.objects.get(pk=task.id).state == TaskState.DECIDED


def test_every_doubt_is_read_twice_where_that_is_wished_and_a_difference_is_settled(readers, open_round):
    pile, (anna, bo, cia), published = read_doubts(readers, open_round, is_double="on")
    same, other = find_tasks(pile, anna, "marks", most=2)
    for task in (same, other):
        assert decide(pile, anna, task.id, ["1"], published) == "taken"
    assert decide(pile, bo, same.id, ["1"], published) == "taken"
    assert ScanTask.objects.get(pk=same.id).state == TaskState.DECIDED
    assert decide(pile, bo, other.id, ["2"], published) == "taken"
    assert ScanTask.objects.get(pk=other.id).state == TaskState.SETTLE
    assert decide(pile, bo, other.id, ["2"], published) == "gone", "who differs does not settle"
    page = sign_in(cia.user).get(f"{pile_address(pile)}review/marks/?task={other.id}").content.decode()
    assert "Två personer har läst olika" in page
    assert decide(pile, cia, other.id, [], published) == "taken"
    assert read_answer(open_files(pile.pk), ScanTask.objects.get(pk=other.id)) == ""


def test_what_was_done_is_taken_back_by_whoever_did_it(readers, open_round):
    pile, (anna, bo, _), published = read_doubts(readers, open_round)
    task = first_of(pile, anna)
    decide(pile, anna, task.id, ["1"], published)
    assert undo(pile, bo, task.id) is None
    assert undo(pile, anna, task.id).id == task.id
    assert undo(pile, anna, task.id) is None
    assert ScanTask.objects.get(pk=task.id).state == TaskState.OPEN


@pytest.mark.parametrize("raw", [["99"], ["1", "2"], ["x"], ["keep"]])
def test_what_is_no_answer_is_not_taken(readers, open_round, raw):
    pile, (anna, *_), published = read_doubts(readers, open_round)
    task = first_of(pile, anna)
    assert decide(pile, anna, task.id, raw, published) == "no_answer"
    client = sign_in(anna.user)
    reply = client.post(f"{pile_address(pile)}review/marks/", {"task": task.id, "said": raw, "go": "save"})
    assert reply.status_code == 302
    scripted = {"task": task.id, "said": raw, "go": "save", "scripted": "1"}
    assert client.post(f"{pile_address(pile)}review/marks/", scripted).status_code == 409
    assert ScanTask.objects.get(pk=task.id).state == TaskState.OPEN


def test_a_helper_of_one_unit_sees_the_forms_of_that_unit_alone(readers, open_round):
    pile, (anna, *_), published = read_doubts(readers, open_round)
    north = open_round.organisation.units.get(code="north")
    helper = add_member(open_round.organisation, Role.HELPER, email="n@example.org", unit=north)
    own = Reader(helper, frozenset([north.pk]))
    tasks = find_tasks(pile, own, "marks", most=99)
    assert {task.unit for task in tasks} == {"Enhet Nord"}
    foreign = next(t for t in find_tasks(pile, anna, "marks", most=99) if t.unit == "Enhet Syd")
    assert decide(pile, own, foreign.id, ["1"], published) == "gone"
    client = sign_in(helper)
    assert "Enhet Syd" not in client.get(f"{pile_address(pile)}review/marks/?task={foreign.id}").content.decode()
    for page in ("unread/", "send/", "discard/", "reopen/"):
        assert client.post(f"{pile_address(pile)}{page}").status_code == 403


def test_the_checks_tell_how_many_sure_answers_are_wrong(readers, open_round):
    pile, (anna, *_), _ = read_doubts(readers, open_round, sheets=8)
    checks = ScanTask.objects.filter(kind="checks").count()
    assert checks > 0
    wrong = iter([True])

    def choose(task):
        if task.kind == "checks" and next(wrong, False):
            return ["1" if task.codes != (1,) else "2"]
        return [str(code) for code in task.codes]

    decide_all(pile, anna.user, choose=choose)
    report = report_pile(ScanPile.objects.get(pk=pile.pk), anna)
    assert (report.checked, report.wrong, report.is_reviewed) == (checks, 1, True)
    assert 0 < report.low <= report.estimate <= report.high < 100
    sent = send_pile(sign_in(anna.user), pile)
    after = report_pile(sent, anna)
    assert (after.checked, after.wrong, after.low, after.high) == (checks, 1, report.low, report.high)


def test_fifty_answers_are_checked_of_a_small_pile_and_all_of_a_smaller_one(readers, open_round):
    client, forms = sign_in(readers[0]), open_forms(open_round)
    small = read_pages(client, open_round, fill_sheets(forms, 8)[1])
    assert (small.counts["accepted"] > 50, count_checks(small)) == (True, 50)
    decide_all(small, readers[0])
    report = report_pile(small, make_reader(small, readers[0]))
    assert (report.checked, report.is_checked_wholly, report.low) == (50, False, 0)
    assert 0 < report.high < 7.1
    smaller = read_pages(client, open_round, fill_sheets(forms, 3, seed=50)[1])
    assert (smaller.counts["accepted"] < 50, count_checks(smaller)) == (True, smaller.counts["accepted"])
    assert all(task.picture for task in find_tasks(smaller, make_reader(smaller, readers[0]), "checks", most=99))


def test_every_answer_of_a_pile_is_looked_at_where_that_is_wished(readers, open_round):
    client = sign_in(readers[0])
    pile = read_pages(client, open_round, fill_sheets(open_forms(open_round), 7)[1], checks_all="on")
    accepted = pile.counts["accepted"]
    assert count_checks(pile) == accepted > 50
    assert "Vet vi när stickprovet är granskat" in client.get(pile_address(pile)).content.decode()
    decide_all(pile, readers[0])
    report = report_pile(pile, make_reader(pile, readers[0]))
    assert (report.is_checked_wholly, report.wrong, report.low, report.high) == (True, 0, 0, 0)
    page = client.get(pile_address(pile)).content.decode()
    assert f"En människa har tittat på alla {accepted} säkra svar: 0 var fel" in page


def count_checks(pile):
    return ScanTask.objects.filter(sheet__pile=pile, kind="checks").count()


def test_a_page_costs_the_same_for_one_task_and_for_many(readers, open_round):
    pile, (anna, *_), published = read_doubts(readers, open_round, sheets=3)
    client = sign_in(anna.user)
    address = f"{pile_address(pile)}review/marks/"
    many = count_queries(client, address), count_queries(client, pile_address(pile))
    tasks = find_tasks(pile, anna, "marks", most=99)
    assert len(tasks) > 3
    with CaptureQueriesContext(connection) as found:
        client.post(address, {"task": tasks[0].id, "said": "1", "go": "save", "scripted": "1"})
    assert len(found) <= 20
    for task in tasks[1:-1]:
        decide(pile, anna, task.id, ["1"], published)
    assert (count_queries(client, address), count_queries(client, pile_address(pile))) == many


def count_queries(client, page):
    with CaptureQueriesContext(connection) as found:
        assert client.get(page).status_code == 200
    return len(found)


def test_pictures_go_by_policy_and_the_log_says_so(readers, open_round):
    pile, (anna, *_), _ = read_doubts(readers, open_round)
    decide_all(pile, anna.user)
    send_pile(sign_in(anna.user), pile)
    set_days(open_round, 3)
    now = timezone.now()
    assert erase_due(now + timedelta(days=2)) == []
    folder = find_folder(pile.pk)
    assert list(folder.iterdir())
    assert erase_due(now + timedelta(days=3)) == [pile.pk]
    assert not folder.exists()
    pile.refresh_from_db()
    assert (pile.state, pile.sheets.count(), pile.counts["sent"]) == (PileState.SENT, 0, 2)
    assert AuditEntry.objects.get(action="scan.erased").details == {"pages": 4}
    page = sign_in(anna.user).get(pile_address(pile)).content.decode()
    assert "Bilderna raderades" in page
    assert "Bilderna raderades" in sign_in(anna.user).get(f"{pile_address(pile)}unread/").content.decode()
    assert erase_due(now + timedelta(days=9)) == []


def test_a_pile_that_was_never_sent_goes_when_its_round_is_long_closed(readers, open_round):
    pile, _, _ = read_doubts(readers, open_round)
    closed = timezone.now()
    Round.objects.filter(pk=open_round.pk).update(state=State.MIXED, closed_at=closed)
    assert erase_due(closed + timedelta(days=13)) == []
    assert erase_due(closed + timedelta(days=15)) == [pile.pk]
    pile.refresh_from_db()
    assert (pile.state, pile.fault) == (PileState.STOPPED, "closed")


def test_what_a_broken_upload_has_left_goes(readers, open_round, settings):
    left, kept = uuid4(), read_doubts(readers, open_round, sheets=1)[0].pk
    make_files(left).take_in("scan-1", [b"x"])
    erase_due(timezone.now() + timedelta(hours=1))
    assert find_folder(left).exists()
    erase_due(timezone.now() + timedelta(days=2))
    assert [find_folder(pile).exists() for pile in (left, kept)] == [False, True]
    assert not list(settings.KEYS.glob(f"{left.hex}*"))


def test_a_folder_is_looked_through(readers, open_round, tmp_path):
    now = timezone.now()
    assert look_through(now) == 0
    inbox = find_inbox(open_round)
    _, pages = fill_sheets(open_forms(open_round), 1)
    (inbox / "scan.tif").write_bytes(write_pages(pages))
    (inbox.parent / "scan.pdf").write_bytes(write_pages(fill_sheets(open_forms(open_round), 1, seed=9)[1], "pdf"))
    (tmp_path / "secret").write_bytes(b"%PDF-secret")
    (inbox / "link.pdf").symlink_to(tmp_path / "secret")
    assert look_through(now) == 0, "a scanner may still be writing"
    assert look_through(now + timedelta(minutes=1)) == 2
    assert sorted(path.name for path in inbox.iterdir()) == ["link.pdf"]
    run_worker()
    pile = ScanPile.objects.get()
    assert (pile.state, pile.sheets.count()) == (PileState.REVIEW, 2)
    assert AuditEntry.objects.filter(action="scan.taken").count() == 1
    assert "granskas" in sign_in(readers[0]).get("/o/soderlunda/rounds/2026/scans/").content.decode()


def test_answers_of_a_sheet_that_does_not_count_are_not_among_those_that_are_checked(readers, open_round):
    client = sign_in(readers[0])
    pages = fill_sheets(open_forms(open_round), 8)[1][:-1]
    pile = read_pages(client, open_round, pages, checks_all="on")
    reader = make_reader(pile, readers[0])
    (half,) = find_tasks(pile, reader, "sheets")
    aside = ScanTask.objects.filter(kind="checks", sheet__tasks=half.id).count()
    assert aside > 0
    assert decide(pile, reader, half.id, ["drop"], read_published(open_round.instrument)) == "taken"
    decide_all(pile, readers[0])
    report = report_pile(pile, reader)
    assert report.counts["accepted"] == pile.counts["accepted"] - aside
    assert report.is_checked_wholly


def test_a_pile_with_more_errors_than_chance_makes_is_not_sent_unwarned(readers, open_round):
    client = sign_in(readers[0])
    pile = read_pages(client, open_round, fill_sheets(open_forms(open_round), 8)[1])
    warning = "Så många fel beror inte på slumpen"
    wrong = iter(range(12))

    def choose(task):
        is_wrong = task.kind == "checks" and next(wrong, None) is not None
        return ["1" if task.codes != (1,) else "2"] if is_wrong else [str(code) for code in task.codes]

    assert warning not in client.get(pile_address(pile)).content.decode()
    decide_all(pile, readers[0], choose=choose)
    assert warning in client.get(pile_address(pile)).content.decode()
    assert warning not in client.get(pile_address(send_pile(client, pile))).content.decode()
