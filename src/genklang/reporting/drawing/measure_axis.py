"""Axes of any measure: round numbers that hold the values, and how they are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from babel.numbers import format_decimal

from genklang.reporting.drawing.axis import find_locale

STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000)
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class MeasureAxis:
    """From `start` to `end` with a tick each `step`, laid out from `begin` to `finish` px."""

    start: float
    end: float
    step: float
    begin: float
    finish: float

    def at(self, value: float) -> float:
        """Return the place of a value, in px."""
        inside = min(max(value, self.start), self.end)
        return self.begin + (inside - self.start) / (self.end - self.start) * (self.finish - self.begin)

    @property
    def ticks(self) -> list[float]:
        """The values that ticks stand at."""
        return [self.start + i * self.step for i in range(round((self.end - self.start) / self.step) + 1)]

    def label(self, value: float, language: str, suffix: str) -> str:
        """Return a tick as the language writes it."""
        pattern = "#,##0.0" if self.step < 1 else "#,##0"
        return format_decimal(value, format=pattern, locale=find_locale(language)) + suffix


def measure_axis(values: Iterable[float], *, begin: float, finish: float, most: float | None = None) -> MeasureAxis:
    """Return an axis of round numbers that holds the values with some air; it ends at `most` at the latest."""
    known = list(values)
    low, high = min(known), max(known)
    air = max((high - low) * 0.08, 1e-9)
    low, high = (low - air if low - air > 0 or low < 0 else 0.0), high + air
    high = high if most is None else min(high, most)
    step = next(s for s in (*STEPS, STEPS[-1] * 100) if ceil(high / s) - floor(low / s) <= MOST_TICKS)
    start, end = floor(low / step) * step, ceil(high / step) * step
    return MeasureAxis(start, end if end > start else start + step, step, begin, finish)
