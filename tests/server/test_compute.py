"""A mixed round becomes reports of every unit and of all, made once, attacked before they are there."""

import json
from datetime import timedelta

import polars as pl
import pytest
from answering import NOW, answer, open_now, places_of

from genklang.instrument.publish import from_json
from genklang.server.fieldwork.models import Round, State, Tally
from genklang.server.fieldwork.operations.questions import add_question
from genklang.server.fieldwork.operations.rounds import Basics, copy_round
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs import compute as computing
from genklang.server.jobs.close_round import close_round, finish
from genklang.server.jobs.compute import compute
from genklang.server.jobs.round_frames import frame_offered
from genklang.server.results.models import Publication, ReportFile

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
LATER = NOW + timedelta(hours=48)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path, monkeypatch):
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"
    monkeypatch.setattr(computing, "FORMATS", ("txt", "json"))


def run(round_: Round, north: int, south: int, *, offered: int = 60, languages: tuple[str, ...] = ("sv",)) -> Round:
    round_.languages = languages
    round_.save()
    open_now(round_)
    for place, count in zip(places_of(round_), (north, south), strict=True):
        for number in range(count):
            answer(place, code=1 + number % 3)
        if count:
            Tally.objects.update_or_create(place=place, channel="link", day=NOW.date(), defaults={"offered": offered})
    close_round(round_, now=NOW)
    finish(round_, now=LATER)
    return round_


def figures_of(publication: Publication, settings, unit: str | None) -> pl.DataFrame:
    file = publication.files.get(unit=None, language="sv", format="json")
    found = json.loads((settings.DATA / file.path).read_text("utf-8"))
    return pl.DataFrame(found["estimates"], infer_schema_length=None).filter(pl.col("unit").eq_missing(unit))


def test_every_unit_and_the_whole_have_their_reports_in_the_rounds_languages(planned_round, settings):
    made = compute(run(planned_round, 30, 40, languages=("sv", "en", "ar")), now=LATER)
    assert (made.problems, made.is_complete, made.is_released) == ([], True, False)
    found = {(f.unit.code if f.unit else None, f.language, f.format) for f in made.files.select_related("unit")}
    assert found == {(u, s, f) for u in (None, "north", "south") for s in ("sv", "en") for f in ("txt", "json")}
    assert made.files_done == made.files_total == len(found)
    for file in made.files.select_related("unit"):
        text = (settings.DATA / file.path).read_text("utf-8")
        assert file.format != "txt" or (file.unit.name if file.unit else "Söderlunda kommun") in text
    planned_round.refresh_from_db()
    assert planned_round.state == State.DRAFT


def test_a_unit_of_few_answers_is_withheld_and_the_whole_is_not(planned_round, settings):
    made = compute(run(planned_round, 40, 4), now=LATER)
    assert figures_of(made, settings, "Enhet Syd")["value"].drop_nulls().is_empty()
    assert not figures_of(made, settings, None)["value"].drop_nulls().is_empty()


def test_where_more_answered_than_were_offered_no_rate_is_told(planned_round):
    run(planned_round, 30, 20, offered=25)
    offered = frame_offered(planned_round, from_json(planned_round.instrument))
    assert offered.select("unit", "offered").rows() == [("Enhet Syd", 25)]


def test_a_test_round_and_an_open_one_have_no_results(planned_round):
    with pytest.raises(Refusal, match="only_mixed"):
        compute(planned_round, now=NOW)
    planned_round.state, planned_round.is_test = State.MIXED, True
    with pytest.raises(Refusal, match="is_test"):
        compute(planned_round, now=NOW)


def test_a_round_without_answers_says_so(planned_round):
    made = compute(run(planned_round, 0, 0), now=LATER)
    assert not made.is_complete
    assert made.problems[0]["code"] == "T103"
    assert not ReportFile.objects.exists()


def test_killed_in_the_middle_there_is_one_publication(planned_round, monkeypatch, settings):
    run(planned_round, 12, 12)

    class Killed(BaseException):
        pass

    def dies(*_):
        raise Killed

    monkeypatch.setattr(computing, "_list_files", dies)
    with pytest.raises(Killed):
        compute(planned_round, now=LATER)
    assert not Publication.objects.get().is_complete
    monkeypatch.undo()
    monkeypatch.setattr(computing, "FORMATS", ("txt",))
    made = compute(planned_round, now=LATER)
    assert made.is_complete
    assert Publication.objects.count() == 1
    kept = [p for p in (settings.DATA / "reports").rglob("*") if p.is_file()]
    assert len(kept) == made.files.count() == 3


def test_two_years_are_compared(planned_round, settings):
    first = run(planned_round, 40, 40)
    second = Round.objects.get(pk=first.pk)
    places = list(second.places.all())
    second.pk, second.code, second.period, second.state = None, "2027", "2027", State.PLANNED
    second.save()
    for place in places:
        place.pk, place.round, place.token_hash = None, second, f"{place.token_hash[:60]}2027"
        place.save()
    run(second, 40, 40)
    made = compute(second, now=LATER)
    text = (settings.DATA / made.files.get(unit=None, language="sv", format="txt").path).read_text("utf-8")
    assert "2026" in text


def test_a_year_with_a_new_local_question_is_still_compared_with_the_year_before(planned_round, settings):
    compute(run(planned_round, 30, 40), now=LATER)
    basics = Basics(title="2027", period="2027", opens=planned_round.opens, closes=planned_round.closes)
    after = copy_round(planned_round, basics)
    add_question(after, scale="ease", groups=[], words=dict.fromkeys(planned_round.languages, "Är det lätt att hitta?"))
    made = compute(run(after, 30, 40), now=LATER)
    assert made.problems == []
    assert set(figures_of(made, settings, None).get_column("round")) == {planned_round.code, after.code}
    assert from_json(after.instrument).digest != from_json(planned_round.instrument).digest
