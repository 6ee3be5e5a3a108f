"""Axes of per cent: where they start and end, where their ticks stand and how these are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import ceil, floor

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_percent

LOCALES = {"en": "en_GB", "prs": "fa_AF"}
"""Where Babel's name of a language differs from ours."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Per cent from `start` to `end` with a tick each `step`, laid out from `begin` to `finish` px."""

    start: int
    end: int
    step: int
    begin: float
    finish: float

    def at(self, value: float) -> float:
        """Return the place of a value, in px; a value outside is set at the axis' end."""
        inside = min(max(value, self.start), self.end)
        return self.begin + (inside - self.start) / (self.end - self.start) * (self.finish - self.begin)

    @property
    def ticks(self) -> range:
        """The values that ticks stand at."""
        return range(self.start, self.end + 1, self.step)


def share_axis(values: Iterable[float | None], *, begin: float, finish: float, span: int = 40) -> Axis:
    """Return an axis that holds `values` with some air, at least `span` points long, with at most six ticks."""
    known = [v for v in values if v is not None] or [0.0, 100.0]
    low, high = max(min(known) - 3, 0), min(max(known) + 3, 100)
    step = 10 if ceil(high / 10) - floor(low / 10) <= 5 else 20
    end = ceil(high / step) * step
    start = max(min(floor(low / step) * step, end - span), 0)
    return Axis(start, max(end, start + span), step, begin, finish)


@cache
def tick_label(value: float, language: str) -> str:
    """Return a whole per cent as the language writes it: "50 %", in English "50%"."""
    return format_percent(value / 100, locale=find_locale(language))


def find_locale(language: str) -> Locale:
    """Return the rules by which a language writes numbers; English ones where they are not known."""
    try:
        return Locale.parse(LOCALES.get(language, language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
