"""Köping 2020: the national survey with the municipality's own units, digital for the first time."""

import re

import polars as pl
import pytest
from journey import check_claims, write_reports

from genklang.analysis.describe import describe_change

pytestmark = pytest.mark.xdist_group("koping")

EB = "Ekonomiskt bistånd"


@pytest.fixture(scope="module")
def journey(journeys):
    taken = journeys("koping_2020")
    write_reports(taken, "2019")
    return taken


def test_claims_of_the_page(journey):
    check_claims(journey, journey.story.claims)


def test_contact_seems_to_have_risen(journey):
    """83 of 100 against 90 of 100 is rung three, after the correction for the seven questions of the table."""
    assert describe_change(before=(83, 100), after=(90, 100))[0] == 3
    text = journey.text(unit=EB)
    (row,) = re.findall(r"Lätt att få kontakt 90 % 100 .*? (?=Lätt att förstå informationen \d)", text)
    assert " 83 % " in row
    assert "tycks ha ökat" in row
    assert "har ökat från 83 till 90 procent" not in text


def test_with_the_counts_that_kolada_suggests_it_is_softer_still():
    assert describe_change(before=(54, 65), after=(43, 48)) == (4, "ingen säkerställd förändring")


def test_contact_against_the_nation(journey):
    text = journey.text(unit=EB)
    assert "82 %" in text
    assert "kommuner i riket, enligt Köpings kommun" in text


def test_influence_was_lowest_in_2019(journey):
    assert "ligger ”Har kunnat påverka hjälpen”, med" in journey.text(round_id="2019")


def test_fewer_answers_and_a_new_channel(journey):
    text = journey.text("txt")
    assert "Färre svarade än 2019 (215 mot 298)" in text
    assert "För första gången gick det också att svara digitalt" in text


def test_new_groups_are_said_to_be_new(journey):
    expected = "Nytt för i år är att familjehem och placerade barn 13 år och äldre också har tillfrågats"
    assert expected in journey.text("txt")


def test_jobbcenter_is_not_told_to_have_risen(journey):
    """Six of seven figures are up, one is not; with 30 answers none of it is certain."""
    text = journey.text(unit="Jobbcenter")
    assert "ingen säkerställd förändring" in text.lower()
    assert "har ökat" not in text.replace("tycks ha ökat", "")


def test_unanimous_answers_are_a_limit(journey):
    text = journey.text(unit="Budget- och skuldrådgivning")
    assert "90 % eller mer" in text
    assert "100 procent" not in text


def test_actions_and_quote(journey):
    text = journey.text("txt")
    assert "längre öppettider" in text
    assert "säger Liselott Eriksson Niiranen, samordnare" in text


def test_small_units_are_withheld(journey):
    """Of seven answers no count is given, of four no figure at all; the page says why in words."""
    assert "kan inte visas" in journey.text(unit="Placerade barn och unga")
    now = journey.figures.filter(pl.col("round").cast(pl.String) == "2020", pl.col("source") == "own")
    four = now.filter(unit="Placerade barn och unga")
    seven = now.filter(unit="Öppenvård vuxna")
    assert four.height > 7
    assert seven.height > 7
    assert four["value"].null_count() == four.height
    for counts in ("numerator", "denominator", "answers"):
        assert seven[counts].null_count() == seven.height
