"""Sollentuna 2018 and Köping 2020 through the server: every answer comes in by its pages, and the published figures
come out in what the coordinator downloads, with nothing of anybody in them."""

import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from tests.journeys.journey import Journey, check_claims
from tests.journeys.served_story import (
    PAPER,
    ServedStory,
    answer_all,
    close_and_release,
    count_offered,
    download,
    set_up_story,
)
from tests.server.respondents import stored

from genklang.analysis import attack
from genklang.server.fieldwork.models import SealedAnswer, State
from genklang.server.jobs.keys import has_key
from genklang.server.responses.models import Response
from genklang.tables.keys import NOT_ASKED, OTHER_GENDER

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
FEWEST = 5


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"


def take_through(name: str, folder: Path) -> tuple[ServedStory, Journey]:
    """Take a story from an empty database to the coordinator's downloads; what every story must hold is held here."""
    served = set_up_story(name, folder / "story")
    count_offered(served)
    answer_all(served)
    assert stored() == served.story.round.answers
    close_and_release(served)
    served.round.refresh_from_db()
    assert served.round.state == State.PUBLISHED
    assert (SealedAnswer.objects.count(), has_key(served.round)) == (0, False)
    check_every_answer_came_through(served)
    check_nobody_is_rare(served)
    journey = download(served, folder / "downloaded")
    check_claims(journey, tuple(claim for claim in journey.story.claims if not claim.round))
    check_shares_and_rates(journey)
    check_small_units(journey)
    assert attack([journey.folder()], instrument=journey.story.instrument) == []
    return served, journey


def check_every_answer_came_through(served: ServedStory) -> None:
    """Each row of the responses is what one person answered, in no other unit and group, and there is one for each."""
    names = dict(served.round.organisation.units.values_list("code", "name"))
    rows = Counter(
        (
            names[r.unit],
            r.target_group,
            r.gender,
            frozenset((i, str(c)) for i, c in r.answers.items() if c != NOT_ASKED),
        )
        for r in Response.objects.all()
    )
    assert rows == Counter((*p.home, p.gender or OTHER_GENDER, p.answers) for p in served.people)


def check_nobody_is_rare(served: ServedStory) -> None:
    """No row keeps a language, or a language and channel, that fewer than five share where it belongs."""
    rows = list(Response.objects.values_list("unit", "target_group", "language", "channel", "form_version"))
    few = {row: count for row, count in Counter(rows).items() if count < FEWEST}
    assert all(row[2:] == ("", "", "") for row in few), few
    ways = Counter((*p.home, p.language, PAPER if p.channel == PAPER else "link") for p in served.people)
    rare = {(*way[:2], way[3]) for way, count in ways.items() if count < FEWEST}
    names = dict(served.round.organisation.units.values_list("code", "name"))
    kept = {(names[unit], group) for unit, group, _, channel, _ in rows if channel}
    assert rare, "the story has nobody whose language and channel together would tell who it is"
    assert not {way[:2] for way in rare} & kept


def check_shares_and_rates(journey: Journey) -> None:
    """What is shown of units and groups is what the story's counts give: shares of the positive, and response rates."""
    groups = {cell.target_group for cell in journey.story.round.cells}
    rows = list_shown(journey).filter(
        pl.col("statistic").is_in(("share_positive", "response_rate")),
        pl.col("numerator").is_not_null() & pl.col("gender").is_null(),
        pl.col("target_group").is_null() | pl.col("target_group").is_in(groups),
    )
    for row in rows.rows(named=True):
        k, n = count_in_story(journey, **{key: row[key] for key in ("unit", "target_group", "item")})
        assert (row["numerator"], row["denominator"], row["value"]) == (k, n, pytest.approx(100 * k / n)), row
    units = {cell.unit for cell in journey.story.round.cells}
    assert rows.filter(pl.col("item").is_not_null()).height > 7 * len(units)
    assert rows.filter(pl.col("item").is_null(), pl.col("unit").is_null()).height > 3


def count_in_story(
    journey: Journey, *, unit: str | None, target_group: str | None, item: str | None
) -> tuple[int, int]:
    """Return the positive of those with an opinion on an item; without an item, the answers of those offered."""
    cells = [c for c in journey.story.round.cells if unit in {None, c.unit} and target_group in {None, c.target_group}]
    if item is None:
        return sum(cell.answers for cell in cells), sum(cell.offered for cell in cells)
    spreads = [cell.items[item] for cell in cells if item in cell.items]
    return sum(spread.k for spread in spreads), sum(spread.n for spread in spreads)


def check_small_units(journey: Journey) -> None:
    """Of a unit with under five answers no value is shown, of one with under ten no count."""
    cells = journey.story.round.cells
    answers = Counter({unit: sum(c.answers for c in cells if c.unit == unit) for unit in {c.unit for c in cells}})
    shown = list_shown(journey)
    for unit in (unit for unit, count in answers.items() if count < FEWEST):
        assert shown.filter(unit=unit).is_empty()
        assert "kan inte visas" in journey.text(unit=unit)
    few = shown.filter(pl.col("unit").is_in([unit for unit, count in answers.items() if count < 2 * FEWEST]))
    assert few.select(pl.col("numerator", "denominator", "answers").count()).row(0) == (0, 0, 0)


def list_shown(journey: Journey) -> pl.DataFrame:
    """Return the values of the story's own round that the downloaded figures show."""
    this_round = pl.col("round").cast(pl.String) == journey.story.round.id
    return journey.figures.filter(this_round, pl.col("source") == "own", pl.col("value").is_not_null())


@pytest.mark.xdist_group("sollentuna")
def test_sollentuna_2018(tmp_path):
    """340 of 411 answer, on paper and, new that year, digitally, in eight languages."""
    served, journey = take_through("sollentuna_2018", tmp_path)
    assert set(Response.objects.values_list("language", flat=True)) == set(served.round.languages)
    assert len(served.round.languages) == 8
    text = journey.text("txt")
    assert "90 procent av dem som tagit ställning är nöjda med stödet från socialtjänsten" in text
    assert "Resultatet bygger på 340 svar; 83 procent av de 411 tillfrågade svarade" in text
    assert "För första gången gick det också att svara digitalt" in text
    page = journey.text()
    assert "Förbättrad situation 85 %" in page
    for rate in ("25 25 100 %", "79 87 91 %", "166 220 75 %", "14 21 67 %", "56 58 97 %"):
        assert rate in page
    assert "Andelen som svarar att de har kunnat påverka hjälpen mycket eller ganska mycket har ökat tydligt" in page
    assert "Andelen som tycker att det är lätt att få kontakt med socialsekreteraren har ökat" not in page


@pytest.mark.xdist_group("koping")
def test_koping_2020(tmp_path):
    """215 answer where 298 did the year before; 83 of 100 who found it easy to get in touch seem to have become 90."""
    _, journey = take_through("koping_2020", tmp_path)
    text = journey.text("txt")
    assert "Resultatet bygger på 215 svar" in text
    assert "Färre svarade än 2019 (215 mot 298)" in text
    assert "För första gången gick det också att svara digitalt" in text
    assert "Nytt för i år är att familjehem och placerade barn 13 år och äldre också har tillfrågats" in text
    page = journey.text(unit="Ekonomiskt bistånd")
    (row,) = re.findall(r"Lätt att få kontakt 90 % 100 .*? (?=Lätt att förstå informationen \d)", page)
    assert " 83 % " in row
    assert "tycks ha ökat" in row
    assert "82 %" in page
    assert "har ökat" not in journey.text(unit="Jobbcenter").replace("tycks ha ökat", "")
    few = journey.text(unit="Budget- och skuldrådgivning")
    assert "90 % eller mer" in few
    assert "100 procent" not in few
