"""Comments: read by a person, released or kept back, told without traces (attacks 16, 17, 18, 36 and 46)."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from answering import NOW, answer, open_now, places_of
from django.template import engines
from django.utils.html import escape
from people import add_member, sign_in
from python_calamine import CalamineWorkbook
from tenants import make_tenant

from genklang.disclosure.comments import Ruling
from genklang.errors import Failure
from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import Place, Round, State
from genklang.server.jobs import compute as computing
from genklang.server.jobs.close_round import close_round, finish
from genklang.server.jobs.review_comments import count_rulings, decide, find_waiting, list_released, undo
from genklang.server.organisation.models import AuditEntry, Role, User
from genklang.server.responses.models import Comment, Response
from genklang.server.results.models import Publication

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
HERE = "/o/soderlunda/rounds/2026/comments/"
PAGES = ("", "review/", "decided/", "export/csv/", "export/xlsx/")
HOSTILE = (
    "<script>alert(1)</script> bra",
    '"><img src=x onerror=alert(1)> bra',
    "{{7*7}} javascript:alert(1)",
    "=HYPERLINK(1) bra",
    '#read("/etc/passwd") bra',
    "\u202eomvänt a\u0308 z\u0351\u0352\u0353 😀",
)


def ask_for_words(round_: Round) -> None:
    """Open the round with a questionnaire that asks for one's own words."""
    published = find_instrument("samarbejdskommuner")
    round_.instrument, round_.languages = to_json(published), ["da"]
    round_.save()
    round_.places.update(target_group=published.instrument.target_groups[0].code)
    open_now(round_)


@pytest.fixture
def commented(planned_round, settings, tmp_path) -> Round:
    """A mixed round in which twelve answered in the north and eleven in the south, all with comments."""
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"
    ask_for_words(planned_round)
    north, south = places_of(planned_round)
    for number in range(12):
        answer(north, comment=f"Nord {number}", language="da")
    for number in range(11):
        answer(south, comment=f"Syd {number}" if number < 3 else "", language="da")
    close_round(planned_round, now=NOW)
    finish(planned_round, now=NOW + timedelta(hours=48))
    answers = {"north": 12, "south": 11, "": 23}
    Publication.objects.create(round=planned_round, made_at=NOW, policy="standard", is_complete=True, answers=answers)
    return planned_round


def release_all(round_: Round, reviewer: User) -> None:
    while waiting := find_waiting(round_):
        decide(round_, waiting.key, waiting.review.written, reviewer=reviewer)


@pytest.fixture
def coordinator(commented) -> User:
    return add_member(commented.organisation, Role.COORDINATOR)


def told(round_, unit_ids=None):
    return {each.unit: set(each.texts) for each in list_released(round_, unit_ids)}


def test_nothing_is_read_by_others_before_a_person_has_released_it(commented, coordinator):
    assert told(commented) == {}
    waiting = find_waiting(commented)
    assert decide(commented, waiting.key, "Bra bemötande", reviewer=coordinator)
    assert [*told(commented).values()] == [{"Bra bemötande"}]
    assert not decide(commented, waiting.key, None, reviewer=coordinator), "somebody was first"
    assert undo(commented, waiting.key)
    assert told(commented) == {}


def test_what_may_tell_who_somebody_is_is_marked_and_cannot_be_released(commented, coordinator):
    add_member(commented.organisation, Role.HELPER, email="ulla.karlgren@soderlunda.example")
    Comment.objects.update(text="Ulla Karlgren ringde 070-123 45 67, Anna grät")
    waiting = find_waiting(commented)
    assert {mark.kind for mark in waiting.review.marks} == {"staff", "phone", "name"}
    with pytest.raises(Failure, match="D121"):
        decide(commented, waiting.key, "Karlgren ringde", reviewer=coordinator)
    browser = sign_in(coordinator, second_factor=True)
    page = browser.get(f"{HERE}review/").content.decode()
    assert "[medarbetare]" in page
    assert page.count("<mark") == 4
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    refused = browser.post(f"{HERE}review/", {"key": key, "told": "Ring 070-123 45 67", "release": "1"})
    assert refused.status_code == 400
    assert "D121 kommentaren, tecken 6: Det står kvar något som ser ut som ett telefonnummer" in (
        refused.content.decode().replace("som telefonnummer", "som ett telefonnummer")
    )
    assert "Ring 070-123 45 67" in refused.content.decode(), "what was typed stands"
    assert count_rulings(commented)[Ruling.CLEARED] == 0


def test_a_person_releases_keeps_back_skips_and_undoes_and_the_log_tells_without_the_words(commented, coordinator):
    browser = sign_in(coordinator, second_factor=True)

    def key_of(query=""):
        return re.search(r'name="key" value="(\w+)"', browser.get(f"{HERE}review/{query}").content.decode())[1]

    first = key_of()
    assert key_of(f"?after={first}") != first
    browser.post(f"{HERE}review/", {"key": first, "told": "Gott kaffe", "release": "1"})
    second = key_of()
    browser.post(f"{HERE}review/", {"key": second, "told": "", "withhold": "1"})
    assert "Gott kaffe" in browser.get(HERE).content.decode()
    decided = browser.get(f"{HERE}decided/").content.decode()
    assert first in decided
    assert second in decided
    browser.post(f"{HERE}decided/", {"key": first})
    assert "Gott kaffe" not in browser.get(HERE).content.decode()
    entries = AuditEntry.objects.filter(action__startswith="comment.").order_by("number")
    decisions = [(e.action, e.actor, e.subject) for e in entries if "read" not in e.action]
    assert decisions == [
        ("comment.released", coordinator.email, "2026"),
        ("comment.withheld", coordinator.email, "2026"),
        ("comment.undone", coordinator.email, "2026"),
    ]
    told = [e.action.removeprefix("comment.") for e in entries]
    assert told == ["read", "read", "released", "withheld", "reread", "undone"], "the second was read before"
    assert "kaffe" not in str(list(entries.values()))
    assert first not in str(list(entries.values()))


def test_reading_without_deciding_is_in_the_log_once_for_each_comment(commented, coordinator):
    browser = sign_in(coordinator, second_factor=True)
    first, *_ = [find_waiting(commented).key for _ in range(2)]
    for query in ("", "", f"?after={first}", f"?after={first}", ""):
        assert browser.get(f"{HERE}review/{query}").status_code == 200
    assert AuditEntry.objects.filter(action="comment.read").count() == 3
    browser.post(f"{HERE}review/", {"key": first, "told": "", "withhold": "1"})
    for _ in range(3):
        browser.get(f"{HERE}decided/")
    (entry,) = AuditEntry.objects.filter(action="comment.reread")
    assert (entry.subject, entry.details) == ("2026", {"count": 1})
    assert "Läste en kommentar som väntade" in browser.get("/o/soderlunda/log/").content.decode()


def test_a_unit_manager_reads_released_comments_of_the_own_unit_once_results_are_released(commented, coordinator):
    release_all(commented, coordinator)
    north = commented.organisation.units.get(code="north")
    manager = sign_in(add_member(commented.organisation, Role.UNIT_MANAGER, unit=north), second_factor=True)
    assert "Nord" not in re.sub("Enhet Nord", "", manager.get(HERE).content.decode())
    Publication.objects.update(is_released=True)
    page = manager.get(HERE).content.decode()
    assert "Nord 3" in page
    assert "Syd" not in page
    assert manager.get(f"{HERE}review/").status_code == 403
    assert manager.get(f"{HERE}decided/").status_code == 403
    assert manager.post(f"{HERE}review/", {"key": "00", "told": "x"}).status_code == 403
    assert manager.get(f"{HERE}export/csv/").status_code == 403


def test_a_unit_with_too_few_answers_shows_none(commented, coordinator):
    release_all(commented, coordinator)
    assert set(told(commented)) == {"Enhet Nord", "Enhet Syd"}
    Round.objects.update(policy="careful")
    from django.conf import settings

    shelf = settings.DATA / "policies"
    shelf.mkdir(parents=True)
    (shelf / "careful.toml").write_text('name = "careful"\nminimum = 12\nfull = 12\n')
    assert set(told(Round.objects.select_related("organisation").get())) == {"Enhet Nord"}


def test_a_unit_whose_number_of_answers_is_not_told_shows_none_nor_does_any_before_there_are_results(
    commented, coordinator
):
    release_all(commented, coordinator)
    Publication.objects.update(answers={"north": 12, "": 23})
    assert set(told(commented)) == {"Enhet Nord"}
    Publication.objects.update(is_complete=False)
    assert told(commented) == {}


def test_computing_notes_the_numbers_of_answers_that_the_reports_tell(commented, monkeypatch, settings):
    Publication.objects.all().delete()
    monkeypatch.setattr(computing, "FORMATS", ("json",))
    made = computing.compute(commented, now=NOW)
    file = (settings.DATA / made.files.get(unit=None, language="da").path).read_text("utf-8")
    rows = [row for row in json.loads(file)["estimates"] if row["target_group"] is None and row["gender"] is None]
    printed = {row["unit"]: row["answers"] for row in rows if row["answers"] is not None}
    assert made.answers == {"north": 12, "south": 11, "": 23}
    assert printed == {"Enhet Nord": 12, "Enhet Syd": 11, None: 23}
    Comment.objects.all().delete()
    for response in Response.objects.filter(unit="south")[:8]:
        response.delete()
    withheld = computing.compute(commented, now=NOW)
    assert "south" not in withheld.answers


def test_texts_stand_in_an_order_that_says_nothing(commented, coordinator):
    release_all(commented, coordinator)
    orders = {next(e.texts for e in list_released(commented, None) if e.unit == "Enhet Nord") for _ in range(6)}
    assert len(orders) > 1


@pytest.mark.parametrize("role", [Role.READER, Role.HELPER, Role.SYSTEM_OWNER, Role.PROGRAMME_OWNER])
def test_nobody_without_the_right_reads_or_takes_comments(commented, coordinator, role):
    release_all(commented, coordinator)
    member = sign_in(add_member(commented.organisation, role), second_factor=True)
    for page in PAGES:
        answered = member.get(f"{HERE}{page}")
        assert answered.status_code == 403, page
        assert "Nord 3" not in answered.content.decode()


def test_without_a_second_factor_there_is_no_access_and_with_one_there_is(commented, coordinator):
    release_all(commented, coordinator)
    Comment.objects.filter(text="Nord 1").update(ruling="waiting")
    weak = sign_in(coordinator)
    for page in PAGES:
        refused = weak.get(f"{HERE}{page}")
        assert refused.status_code == 403, page
        assert "Nord 3" not in refused.content.decode()
    strong = sign_in(coordinator, second_factor=True)
    assert {strong.get(f"{HERE}{page}").status_code for page in PAGES} == {200}


def test_another_organisation_finds_nothing(commented, coordinator):
    release_all(commented, coordinator)
    stranger = sign_in(make_tenant("other", "Annanby").memberships.first().user, second_factor=True)
    for page in PAGES:
        assert stranger.get(f"{HERE}{page}").status_code == 404


def test_before_the_mix_there_are_no_pages(commented, coordinator):
    browser = sign_in(coordinator, second_factor=True)
    for state in (State.PLANNED, State.OPEN, State.CLOSED):
        Round.objects.update(state=state)
        assert {browser.get(f"{HERE}{page}").status_code for page in PAGES} == {404}


def is_run(page: str) -> bool:
    """Return whether a page holds markup of a comment's own."""
    return any(sign in page for sign in ("<script>alert", "<img src=x", ">49<", "49 javascript"))


def test_the_same_look_sees_markup_that_runs():
    page = (
        engines["django"].from_string("{% autoescape off %}{{ text }}{% endautoescape %}").render({"text": HOSTILE[0]})
    )
    assert is_run(page)


def test_hostile_comments_are_text_on_pages_and_in_files(commented, coordinator):
    keys = list(Comment.objects.filter(unit="north").order_by("key").values_list("key", flat=True))
    for key, text in zip(keys, HOSTILE, strict=False):
        Comment.objects.filter(key=key).update(text=text)
    browser = sign_in(coordinator, second_factor=True)
    after = ""
    for _ in range(15):
        page = browser.get(f"{HERE}review/?after={after}").content.decode()
        assert not is_run(page)
        after = re.search(r'name="key" value="(\w+)"', page)[1]
    release_all(commented, coordinator)
    for page in ("", "decided/"):
        shown = browser.get(f"{HERE}{page}").content.decode()
        assert not is_run(shown)
        assert escape(HOSTILE[0]) in shown
    sheet = browser.get(f"{HERE}export/csv/").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet)))
    assert rows[0] == ["Enhet", "Fråga", "Kommentar"]
    assert "'=HYPERLINK(1) bra" in {row[2] for row in rows}
    assert not any(row[2].startswith(("=", "+", "-", "@")) for row in rows)
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(f"{HERE}export/xlsx/").content))
    assert "=HYPERLINK(1) bra" in {row[2] for row in book.get_sheet_by_index(0).to_python()}
    assert AuditEntry.objects.filter(action="comment.exported").count() == 2


def test_what_nobody_can_see_in_a_comment_is_taken_out_on_its_way_in(planned_round, settings, tmp_path):
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"
    ask_for_words(planned_round)
    place = Place.objects.order_by("unit__code").first()
    for found in places_of(planned_round):
        if found.pk == place.pk:
            for number in range(10):
                answer(found, comment=f"a\x00b\x0bc {number}", language="da")
    close_round(planned_round, now=NOW)
    finish(planned_round, now=NOW + timedelta(hours=48))
    assert Comment.objects.count() == 10
    assert not any(set(text) & set("\x00\x0b") for text in Comment.objects.values_list("text", flat=True))
