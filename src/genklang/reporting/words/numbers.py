"""Numbers by the rules of the language: 1 283, 1.283, 1,283; "procent" in text and "%" in figures."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import isnan

from babel.core import Locale
from babel.numbers import NumberPattern, format_decimal, parse_pattern

from genklang.reporting.words.phrases import BABEL_LOCALES, phrases


def format_count(count: int, language: str) -> str:
    """Return a whole number with the language's thousands separator (no-break where it is a space)."""
    return _write(Decimal(count), language, 0)


def format_number(value: float, language: str, *, decimals: int = 0) -> str:
    """Return a number rounded half up to `decimals`, with the language's decimal mark."""
    if isnan(value):
        raise ValueError("a figure that is not a number cannot be written")
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return _write(abs(rounded) if rounded == 0 else rounded, language, decimals)


def format_share(value: float, language: str, *, decimals: int = 0) -> str:
    """Return a share in per cent, without its unit; never rounded up to all nor down to none."""
    step = 10.0**-decimals
    inside = 0.0 < value < 100.0
    return format_number(min(max(value, step), 100.0 - step) if inside else value, language, decimals=decimals)


def percent_figure(value: float, language: str, *, decimals: int = 0) -> str:
    """Return a share as a chart or a table shows it: "90 %", in English "90%"."""
    return phrases(language).say("numbers.percent.figure", share=format_share(value, language, decimals=decimals))


def percent_text(value: float, language: str, *, decimals: int = 0) -> str:
    """Return a share as a sentence says it: "90 procent", "90 per cent"."""
    return phrases(language).say("numbers.percent.text", share=format_share(value, language, decimals=decimals))


def interval_figure(low: float, high: float, language: str, *, decimals: int = 0) -> str:
    """Return an interval of per cent as a figure: "86–93 %"."""
    ends = [format_number(end, language, decimals=decimals) for end in (low, high)]
    return phrases(language).say("numbers.percent.interval", low=ends[0], high=ends[1])


def points_text(points: float, language: str, *, decimals: int = 0) -> str:
    """Return the size of a difference in words: "7 procentenheter", "7 percentage points"."""
    size = format_number(abs(points), language, decimals=decimals)
    return phrases(language).say("numbers.points", n=1 if size == "1" else 2, points=size)


def number_word(count: int, language: str) -> str:
    """Return a count inside a sentence: as a word up to twelve, in figures above."""
    words = phrases(language).listed("numbers.words")
    return words[count] if 0 <= count < len(words) else format_count(count, language)


def _write(number: Decimal, language: str, decimals: int) -> str:
    locale, pattern = _rules(language, decimals)
    return format_decimal(number, format=pattern, locale=locale)


@cache
def _rules(language: str, decimals: int) -> tuple[Locale, NumberPattern]:
    fraction = "." + "0" * decimals if decimals else ""
    return Locale.parse(BABEL_LOCALES[language]), parse_pattern("#,##0" + fraction)
