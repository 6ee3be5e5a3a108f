"""VIVE 2021: a national survey in Denmark, always with both tails."""

import polars as pl
import pytest
from journey import check_claims

from genklang.analysis.describe import describe_difference

pytestmark = pytest.mark.xdist_group("vive")

HOME, RESIDENTIAL = "Eget hjem", "Botilbud"


@pytest.fixture(scope="module")
def journey(journeys):
    return journeys("vive_2021")


def test_claims_of_the_page(journey):
    check_claims(journey, journey.story.claims)


def test_four_in_five_and_both_tails(journey):
    text = journey.text("txt")
    assert "4 ud af 5" in text
    assert "81 procent af de borgere, der har taget stilling" in text
    assert "Modsat har 7 procent svaret ”utilfreds” eller ”meget utilfreds”" in text


def test_all_5040_are_told(journey):
    assert "I alt har 5.040 borgere svaret" in journey.text("txt")


def test_groups_with_their_intervals(journey):
    text = journey.text()
    assert "Støtte i eget hjem 86 % 1.950 84–87 %" in text
    assert "Botilbud 77 % 3.000 75–78 %" in text


def test_home_against_residential_homes(journey):
    assert "ligger tydeligt over resten af Danmark (86 mod 77 procent)" in journey.text("txt", unit=HOME)
    assert "ligger tydeligt under resten af Danmark (77 mod 86 procent)" in journey.text("txt", unit=RESIDENTIAL)


def test_cooperation_and_its_other_tail(journey):
    assert "Godt samarbejde med sagsbehandleren 57 %" in journey.text(unit=HOME)
    assert "Godt samarbejde med sagsbehandleren 49 %" in journey.text(unit=RESIDENTIAL)


@pytest.mark.parametrize("home", [500, 1500, 2500, 3500, 4500])
def test_the_difference_holds_for_any_plausible_split(home):
    rest = 5040 - home
    own, others = (round(0.86 * home), home), (round(0.77 * rest), rest)
    assert describe_difference(own=own, others=others, language="da")[0] == 1


def _share(journey, item: str, statistic: str, group: str | None) -> int:
    here = pl.col("target_group").is_null() if group is None else pl.col("target_group") == group
    rows = journey.figures.filter(
        here, pl.col("unit").is_null(), pl.col("gender").is_null(), item=item, statistic=statistic
    )
    (value,) = rows["value"].to_list()
    return round(value)


@pytest.mark.parametrize(
    ("item", "group", "tails"),
    [
        ("tilfreds", "eget_hjem", (86, 6)),
        ("tilfreds", "botilbud", (77, 8)),
        ("sagsbehandler", "eget_hjem", (57, 13)),
        ("sagsbehandler", "botilbud", (49, 14)),
        ("uddannelse", None, (83, 4)),
        ("praktisk", None, (79, 3)),
        ("samtaler", None, (79, 4)),
    ],
)
def test_both_tails_of_every_printed_figure(journey, item, group, tails):
    assert tuple(_share(journey, item, s, group) for s in ("share_positive", "share_negative")) == tails


def test_no_rate_without_the_number_asked(journey):
    text = journey.text()
    assert "svarprocenten ikke regnes ud" in text


def test_quote_with_name_and_title(journey):
    assert "siger Ulrik Wilbek, formand for socialudvalget i KL" in journey.text("txt")
