"""Tyresö 2013: a postal survey with an index, printed with one decimal."""

import pytest
from journey import check_claims, squeeze

pytestmark = pytest.mark.xdist_group("tyreso")


@pytest.fixture(scope="module")
def journey(journeys):
    return journeys("tyreso_2013")


def test_claims_of_the_page(journey):
    check_claims(journey, journey.story.claims)


def test_index_against_the_nation(journey):
    """56.8 against 52.9 with n = 423 and a spread of 25: above, but by less than the five points of “clearly”."""
    text = journey.text("txt")
    assert "Nöjd-Kund-Index (NKI) är 56,8" in text
    assert "Nöjd-Kund-Index ligger högre än" in text
    assert "deltagande kommuner i Brukarbarometern (56,8 mot 52,9)" in text
    assert "tydligt högre" not in text


def test_satisfied_and_very_satisfied_apart_and_together(journey):
    text = journey.text()
    assert "71,2 procent av dem som tagit ställning är som helhet nöjda" in text
    assert "22,8 procent svarade ”mycket nöjd” och 48,4 procent ”nöjd”" in text


def test_low_response_is_said(journey):
    text = journey.text("txt")
    assert "33,0 procent av de 1 283 tillfrågade svarade" in text.replace("\u00a0", " ")
    assert "Svarsfrekvensen var låg" in text


@pytest.mark.parametrize(
    ("label", "mean"),
    [
        ("Bemötande", "7,4"),
        ("Nå handläggaren på telefon", "7,0"),
        ("Samma person över tid", "6,8"),
        ("Möjlighet att påverka hjälpen", "4,6"),
        ("Lagom många inblandade", "4,4"),
    ],
)
def test_strong_and_weak_sides(journey, label, mean):
    """Treatment, telephone and continuity are above influence and the number of persons involved."""
    for suffix in ("html", "pdf"):
        assert squeeze(f"{label} {mean}") in squeeze(journey.text(suffix))
