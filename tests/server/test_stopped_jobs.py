"""What stops a job that staff wait for is said on their pages and logged, and can be begun again; nothing is half."""

import logging
from datetime import timedelta

import pytest
from answering import NOW, answer, open_now, places_of
from django.utils import timezone
from people import add_member, sign_in

from genklang.server.fieldwork.models import Round, SealedAnswer, State, Tally
from genklang.server.jobs import close_round as closing
from genklang.server.jobs import compute as computing
from genklang.server.jobs.close_round import close_round, finish
from genklang.server.jobs.compute import compute
from genklang.server.jobs.worker import work
from genklang.server.organisation.models import AuditEntry, Role
from genklang.server.results.models import Publication, ReportFile

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
LATER = NOW + timedelta(hours=48)
SECRET = "vad någon skrev"


class BrokenError(Exception):
    """An error that nobody has thought of."""


def break_down(*_, **__):
    raise BrokenError(SECRET)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path, monkeypatch):
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"
    monkeypatch.setattr(computing, "FORMATS", ("txt", "json"))


@pytest.fixture
def answered(planned_round) -> Round:
    planned_round.languages = ["sv"]
    planned_round.save()
    open_now(planned_round)
    for place in places_of(planned_round):
        for number in range(12):
            answer(place, code=1 + number % 3)
        Tally.objects.update_or_create(place=place, channel="link", day=NOW.date(), defaults={"offered": 30})
    close_round(planned_round, now=NOW)
    return planned_round


@pytest.mark.parametrize(
    "breaks", ["prepare_reports", "write_reports", "_list_files", "import_frame", "_choose_languages"]
)
def test_an_error_of_ours_in_computing_is_kept_logged_and_nothing_is_there(answered, monkeypatch, caplog, breaks):
    finish(answered, now=LATER)
    monkeypatch.setattr(computing, breaks, break_down)
    with caplog.at_level(logging.ERROR):
        made = compute(answered, now=LATER)
    assert (made.is_complete, [(p["code"], p["values"]) for p in made.problems]) == (
        False,
        [("T107", {"reason": "BrokenError"})],
    )
    assert not ReportFile.objects.exists()
    assert Round.objects.get().state == State.MIXED
    (record,) = caplog.records
    assert record.exc_info[0] is BrokenError


@pytest.mark.parametrize(
    ("language", "said"), [("sv", "Ett fel hos oss"), ("da", "En fejl hos os"), ("en", "an error of")]
)
def test_staff_see_that_computing_failed_and_begin_it_again_once(answered, monkeypatch, language, said):
    finish(answered, now=LATER)
    with monkeypatch.context() as broken:
        broken.setattr(computing, "write_reports", break_down)
        work(timezone.now, once=True)
    coordinator = sign_in(add_member(answered.organisation, Role.COORDINATOR, language=language))
    for page in ("", "results/"):
        shown = coordinator.get(f"/o/soderlunda/rounds/2026/{page}").content.decode()
        assert said in shown
        assert 'action="/o/soderlunda/rounds/2026/results/again/"' in shown
        assert SECRET not in shown
    for _ in range(2):
        coordinator.post("/o/soderlunda/rounds/2026/results/again/")
    work(timezone.now, once=True)
    made = Publication.objects.get()
    assert (made.is_complete, made.problems) == (True, [])
    assert AuditEntry.objects.filter(action="round.computed_again").count() == 1
    assert said not in coordinator.get("/o/soderlunda/rounds/2026/results/").content.decode()


def test_whoever_may_not_run_rounds_sees_the_failure_but_cannot_begin_again(answered, monkeypatch):
    finish(answered, now=LATER)
    monkeypatch.setattr(computing, "write_reports", break_down)
    compute(answered, now=LATER)
    reader = sign_in(add_member(answered.organisation, Role.READER))
    shown = reader.get("/o/soderlunda/rounds/2026/results/").content.decode()
    assert "Ett fel hos oss" in shown
    assert "again/" not in shown
    assert reader.post("/o/soderlunda/rounds/2026/results/again/").status_code == 403
    assert Publication.objects.get().problems


@pytest.mark.parametrize("breaks", ["mix", "erase_tokens", "destroy_key"])
def test_a_round_that_cannot_be_finished_says_so_and_is_finished_on_the_next_try(answered, monkeypatch, breaks):
    Round.objects.update(grace_ends=timezone.now() - timedelta(minutes=1))
    sealed = SealedAnswer.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr(closing, breaks, break_down)
        work(timezone.now, once=True)
    found = Round.objects.get()
    assert (found.state, [p["code"] for p in found.problems]) == (State.CLOSED, ["T107"])
    assert breaks != "mix" or SealedAnswer.objects.count() == sealed
    coordinator = sign_in(add_member(answered.organisation, Role.COORDINATOR))
    assert "Undersökningen kunde inte avslutas." in coordinator.get("/o/soderlunda/rounds/2026/").content.decode()
    for _ in range(2):
        coordinator.post("/o/soderlunda/rounds/2026/again/")
    work(timezone.now, once=True)
    found.refresh_from_db()
    assert (found.state, found.problems) == (State.DRAFT, [])
    assert AuditEntry.objects.filter(action="round.finished_again").count() == 1
