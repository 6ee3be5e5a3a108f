"""Kofoedsminde 2022: caseworkers on an institution, held against the average of the other institutions."""

import pytest
from journey import check_claims

from genklang.analysis.describe import describe_difference

pytestmark = pytest.mark.xdist_group("kofoedsminde")

UNIT = "Kofoedsminde"


@pytest.fixture(scope="module")
def journey(journeys):
    return journeys("kofoedsminde_2022")


def test_claims_of_the_page(journey):
    check_claims(journey, journey.story.claims)


def test_eighty_and_twenty_and_none(journey):
    """“None dissatisfied” only with how many took a stand and how far the uncertainty reaches."""
    text = journey.text("txt", unit=UNIT)
    assert "80 procent har svaret ”i høj grad” og 20 procent ”i nogen grad”" in text
    assert "Ingen af de 25 sagsbehandlere, der har taget stilling" in text
    assert "Usikkerheden rækker op til 13 procent" in text


def test_not_above_the_average(journey):
    """64 against 56 per cent, and every other question: not told as above with 25 answers."""
    assert describe_difference(own=(16, 25), others=(168, 300), language="da")[0] == 4
    for suffix in ("html", "pdf", "txt"):
        text = journey.text(suffix, unit=UNIT)
        assert "ligger over" not in text
        assert "over gennemsnittet" not in text
    assert "ingen sikker forskel" in journey.text("txt", unit=UNIT)
    assert "64 %" in journey.text(unit=UNIT)
    assert "56 %" in journey.text(unit=UNIT)


def test_few_answers_is_a_caveat(journey):
    assert "Der er få svar (25), så tallene er usikre" in journey.text("txt", unit=UNIT)


def test_caseworkers_are_not_told_as_citizens(journey):
    text = journey.text("txt", unit=UNIT)
    assert "sagsbehandlere" in text
    assert "hver tredje" not in text


def test_the_comment_is_quoted_where_ten_have_answered(journey):
    assert "De kan gennemskue borgerens strategier og imødekomme dem" in journey.text("txt")
