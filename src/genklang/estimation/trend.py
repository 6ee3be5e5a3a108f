"""A trend in a share over three rounds or more: its direction, how much of it, and how sure; one wild year is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from genklang.estimation.interval import Z
from genklang.estimation.shrinkage import check_counts

FEWEST = 3
"""Rounds that make a trend."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The straight line through the rounds' shares, as proportions: its ends, and the rise between them."""

    first: float
    last: float
    low: float
    high: float
    p: float

    @property
    def change(self) -> float:
        """Last minus first."""
        return self.last - self.first


def fit_trend(k: ArrayLike, n: ArrayLike, at: Sequence[float]) -> Trend | None:
    """Return the trend of k of n over rounds that stand at `at` (years); None with fewer than three, or all alike.

    The test is Cochran's and Armitage's for a trend in proportions (Armitage 1955). Where the rounds stray from the
    line by more than chance, its error is widened by how much (quasi-likelihood), so that one round far off does not
    make a trend. The interval is 95 %, of the rise along the line.
    """
    k, n = check_counts(k, n)
    time = np.asarray(at, dtype=np.float64)
    if len(k) < FEWEST or (n <= 0).any():
        return None
    share = k.sum() / n.sum()
    spread = share * (1 - share)
    if spread <= 0:
        return None
    away = time - np.average(time, weights=n)
    room = float((n * away**2).sum())
    slope = float((n * away * (k / n)).sum()) / room
    line = share + slope * away
    strays = float((n * (k / n - line) ** 2).sum()) / spread / (len(k) - 2)
    span = float(time[-1] - time[0])
    reach = Z * np.sqrt(max(strays, 1.0) * spread / room) * span
    rise = slope * span
    return Trend(float(line[0]), float(line[-1]), rise - reach, rise + reach, float(2 * ndtr(-abs(rise) / reach * Z)))


def place_rounds(periods: Sequence[str]) -> list[float]:
    """Return where rounds stand in time: by their years where all periods are years, else one step apart."""
    if all(p.isdigit() for p in periods) and all(int(a) < int(b) for a, b in pairwise(periods)):
        return [float(p) for p in periods]
    return [float(i) for i in range(len(periods))]
