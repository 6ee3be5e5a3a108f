"""Tyresö 2013: a postal survey with an index, printed with one decimal."""

import pytest
from journey import check_claims

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


def test_strong_and_weak_sides(journey):
    """Telephone, continuity and treatment are above influence and the number of persons involved."""
    text = journey.text()
    for label in ("Nå handläggaren på telefon", "Samma person över tid", "Bemötande"):
        assert label in text
    assert "Möjlighet att påverka hjälpen" in text
    assert "Lagom många inblandade" in text
