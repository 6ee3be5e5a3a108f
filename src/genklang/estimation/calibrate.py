"""Weights moved so that the sample adds up to the frame: by one margin (post-strata), or several in turn (raking)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genklang.errors import Failure, problem
from genklang.estimation.interval import divide
from genklang.estimation.tail import Floats

ROUNDS = 500
"""More than any raking that settles at all takes; each round is a few sums."""
CLOSE = 1e-12
"""The largest part of the population that any category may miss its number by."""
SAME = 1e-6
"""Margins that differ by less than this part are the same population, rounded."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FrameMargin:
    """One margin of the frame: the place of each cell among its categories, and their names and numbers."""

    name: str
    places: Whole
    categories: Sequence[str]
    numbers: Floats


def rake_factors(mass: Floats, margins: Sequence[FrameMargin]) -> Floats:
    """Return the factor of each cell that makes the cells' weights (`mass`) add up to every margin.

    Iterative proportional fitting (Deming and Stephan 1940). Failures: E221 (a category that nobody stands for),
    E222, E223 (margins of different size), E224 (not settled, and which category is furthest off).
    """
    _check(mass, margins)
    factor = np.ones_like(mass)
    for _ in range(ROUNDS):
        off = [_gap(mass * factor, m).max() for m in margins]
        if max(off) <= CLOSE:
            return factor
        for margin in margins:
            factor = factor * np.nan_to_num(divide(margin.numbers, _sum(mass * factor, margin)))[margin.places]
    worst = margins[int(np.argmax(off))]
    gap = _gap(mass * factor, worst)
    place = int(np.argmax(gap))
    share = 100 * gap[place] * worst.numbers.sum() / max(worst.numbers[place], 1e-300)
    category = f"{worst.name} {worst.categories[place]}"
    raise Failure(problem("E224", "margins", rounds=ROUNDS, category=category, gap=f"{share:.3g}"))


def _check(mass: Floats, margins: Sequence[FrameMargin]) -> None:
    for margin in margins:
        if not (np.isfinite(margin.numbers).all() and (margin.numbers >= 0).all()):
            raise Failure(problem("E222", margin.name))
        empty = (_sum(mass, margin) <= 0) & (margin.numbers > 0)
        if empty.any():
            names = [c for c, is_empty in zip(margin.categories, empty, strict=True) if is_empty]
            raise Failure(problem("E221", margin.name, categories=", ".join(names[:5])))
    totals = np.array([m.numbers.sum() for m in margins])
    if np.ptp(totals) > SAME * totals.max():
        said = ", ".join(f"{m.name} {t:g}" for m, t in zip(margins, totals, strict=True))
        raise Failure(problem("E223", "margins", totals=said))


def _sum(mass: Floats, margin: FrameMargin) -> Floats:
    return _sum_by(margin.places, mass, len(margin.numbers))


def _sum_by(places: Whole, mass: Floats, size: int = 0) -> Floats:
    return np.asarray(np.bincount(places, mass, size), dtype=np.float64)


def _gap(mass: Floats, margin: FrameMargin) -> Floats:
    """Return how much each category misses its number by, as a part of the population."""
    return np.abs(_sum(mass, margin) - margin.numbers) / max(float(margin.numbers.sum()), 1e-300)


def fit_margins(value: Floats, mass: Floats, margins: Sequence[Whole]) -> Floats:
    """Return what the categories of the margins explain of `value`: least squares with `mass`, margin by margin.

    The residuals that are left are what calibrated weights are uncertain by (Deville and Särndal 1992).
    """
    fit = np.zeros_like(value)
    size = float(np.sqrt((mass * value**2).sum())) or 1.0
    for _ in range(ROUNDS):
        before = fit
        for places in margins:
            mean = np.nan_to_num(divide(_sum_by(places, mass * (value - fit)), _sum_by(places, mass)))
            fit = fit + mean[places]
        if np.sqrt((mass * (fit - before) ** 2).sum()) <= CLOSE * size or len(margins) == 1:
            break
    return fit
