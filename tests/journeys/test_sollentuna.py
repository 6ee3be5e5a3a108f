"""Sollentuna 2018: everyone at the authority side is handed a form, on paper and, new that year, digitally."""

import polars as pl
import pytest
from journey import check_claims

pytestmark = pytest.mark.xdist_group("sollentuna")


@pytest.fixture(scope="module")
def journey(journeys):
    return journeys("sollentuna_2018")


def test_claims_of_the_page(journey):
    check_claims(journey, journey.story.claims)


def test_headline_with_its_base_and_rate(journey):
    text = journey.text("txt")
    assert "90 procent av dem som tagit ställning är nöjda med stödet från socialtjänsten" in text
    assert "Resultatet bygger på 340 svar; 83 procent av de 411 tillfrågade svarade" in text


def test_improved_situation(journey):
    row = journey.figures.filter(
        pl.col("unit").is_null(),
        pl.col("target_group").is_null(),
        pl.col("gender").is_null(),
        pl.col("item") == "forbattrad",
        pl.col("statistic") == "share_positive",
        pl.col("round").cast(pl.String) == "2018",
    )
    assert row.select("numerator", "denominator").rows() == [(261, 308)]


def test_response_rates_per_group(journey):
    text = journey.text()
    assert "25 25 100 %" in text
    assert "79 87 91 %" in text


def test_only_changes_beyond_chance_are_called_changes(journey):
    """All five areas are up; the report says so of those where it is more than chance, and of no other."""
    text = journey.text()
    assert "Andelen som svarar att de har kunnat påverka hjälpen mycket eller ganska mycket har ökat tydligt" in text
    assert "Andelen som tycker att det är lätt att få kontakt med socialsekreteraren har ökat" not in text
    assert "alla fem kvalitetsområden" not in text


def test_digital_for_the_first_time_is_a_caveat(journey):
    for suffix in ("html", "pdf", "txt"):
        assert "För första gången gick det också att svara digitalt" in journey.text(suffix)


def test_actions_are_told_but_not_as_a_cause(journey):
    text = journey.text("txt")
    assert "personalen har arbetat för ökad tillgänglighet" in text
    assert "Enkäten kan inte visa om det har påverkat svaren" in text


def test_eight_languages_were_read(journey):
    languages = pl.read_csv(journey.files.answers, infer_schema=False).filter(pl.col("round") == "2018")["language"]
    assert languages.n_unique() == 8
