"""Numbers by the rules of each language."""

import pytest

from genklang.reporting.words.numbers import (
    format_count,
    format_number,
    interval_figure,
    number_word,
    percent_figure,
    percent_text,
    points_text,
)

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(("language", "text"), [("sv", f"1{NO_BREAK}283"), ("da", "1.283"), ("en", "1,283")])
def test_thousands(language, text):
    assert format_count(1283, language) == text


@pytest.mark.parametrize(("language", "text"), [("sv", "56,8"), ("da", "56,8"), ("en", "56.8")])
def test_decimal_mark(language, text):
    assert format_number(56.8, language, decimals=1) == text


@pytest.mark.parametrize(
    ("language", "figure", "words", "interval"),
    [
        ("sv", f"90{NO_BREAK}%", "90 procent", f"86–93{NO_BREAK}%"),
        ("da", f"90{NO_BREAK}%", "90 procent", f"86–93{NO_BREAK}%"),
        ("en", "90%", "90 per cent", "86–93%"),
    ],
)
def test_per_cent(language, figure, words, interval):
    assert percent_figure(90.2, language) == figure
    assert percent_text(90.2, language) == words
    assert interval_figure(85.6, 93.4, language) == interval


@pytest.mark.parametrize(
    ("points", "language", "text"),
    [
        (7, "sv", "7 procentenheter"),
        (-1, "sv", "1 procentenhet"),
        (7, "da", "7 procentpoint"),
        (7, "en", "7 percentage points"),
        (1, "en", "1 percentage point"),
    ],
)
def test_points(points, language, text):
    assert points_text(points, language) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (82.5, 0, "83"),
        (0.5, 0, "1"),
        (71.25, 1, "71,3"),
        (99.8, 0, "99"),
        (0.2, 0, "1"),
        (100.0, 0, "100"),
        (0.0, 0, "0"),
    ],
)
def test_rounding_is_half_up_and_never_makes_all_or_none(value, decimals, text):
    assert percent_text(value, "sv", decimals=decimals) == f"{text} procent"


def test_small_counts_are_words():
    assert [number_word(n, "sv") for n in (1, 7, 12, 13, 1283)] == ["en", "sju", "tolv", "13", f"1{NO_BREAK}283"]


def test_what_is_no_number_is_never_written():
    with pytest.raises(ValueError, match="not a number"):
        format_number(float("nan"), "sv")
