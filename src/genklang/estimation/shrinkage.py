"""Empirical-Bayes shrinkage: shares of small units drawn towards the mean of all, for ordering and for maps only."""

import numpy as np
from numpy.typing import ArrayLike

from genklang.errors import Failure, problem
from genklang.estimation.interval import divide
from genklang.estimation.tail import Floats

ROUNDS = 100
SETTLED = 1e-10


def shrink(k: ArrayLike, n: ArrayLike) -> Floats:
    """Return shares (0–1) of many units drawn towards their common mean, the more the fewer answers a unit has.

    `k` of `n` answers are positive, one entry a unit; the result has the same shape, NaN where n is 0. With units as
    draws from a beta distribution, mean μ and variance τ², it is (k + Mμ) / (n + M), M = μ (1 − μ) / τ² − 1. Never
    the headline: the raw share is. Failure E152 where counts do not fit. Source: Kleinman (1973), moments with
    weights that settle; Efron and Morris (1975).

    >>> shrink([5, 45, 60], [5, 50, 100]).round(2).tolist()
    [0.92, 0.89, 0.61]
    """
    k, n = check_counts(k, n)
    mean, size = fit_beta(k, n)
    pulled = np.full(k.shape, mean) if np.isinf(size) else divide(k + size * mean, n + size)
    return np.where(n > 0, pulled, np.nan)


def fit_beta(k: Floats, n: Floats) -> tuple[float, float]:
    """Return the mean of the units' own shares and the size M that it counts as; infinite where they do not differ."""
    k, n = k[n > 0], n[n > 0]
    if k.size == 0:
        return np.nan, np.inf
    share, variance = k / n, 0.0
    weight = n.copy()
    for _ in range(ROUNDS):
        mean, before = float(np.average(share, weights=weight)), variance
        variance = _spread_between(share, n, weight, mean)
        spread = mean * (1 - mean)
        weight = 1 / np.maximum(variance * (1 - 1 / n) + spread / n, 1e-12)
        if abs(variance - before) < SETTLED:
            break
    return mean, spread / variance - 1 if 0 < variance < spread else (np.inf if variance <= 0 else 0.0)


def _spread_between(share: Floats, n: Floats, weight: Floats, mean: float) -> float:
    """Return the variance of the units' own shares: what the weighted squares hold beyond chance."""
    portion = weight / weight.sum()
    squares = float((portion * (share - mean) ** 2).sum())
    spread = mean * (1 - mean)
    chance = spread * float((portion * (1 - portion) / n).sum())
    room = float((portion * (1 - portion) * (1 - 1 / n)).sum())
    return max((squares - chance) / room, 0.0) if room > 0 else 0.0


def check_counts(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Return counts as numbers of one shape; E152 where they are negative, or more are positive than answered."""
    positive, answers = np.broadcast_arrays(np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64))
    if not (np.isfinite(answers).all() and ((positive >= 0) & (positive <= answers)).all()):
        raise Failure(problem("E152", "k, n"))
    return positive, answers
