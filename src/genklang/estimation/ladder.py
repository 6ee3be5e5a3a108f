"""The ladder of words: how sure a difference is, from 1 (clear) to 4 (nothing certain); 0 is no figure."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

CLEAR_POINTS = 5.0
"""A difference is called clear from here, and likeness needs the whole interval inside it."""


def rungs(p: ArrayLike, difference: ArrayLike, low: ArrayLike, high: ArrayLike) -> NDArray[np.int64]:
    """Return the rung for each p-value, difference and 95 % interval (in points); NaN gives 0.

    1: p < .01 and at least 5 points; 2: p < .05; 3: p < .20; 4: else. Where the interval holds zero although the
    test rejects, the softer rung 3 wins.
    """
    p, difference, low, high = (np.asarray(a, dtype=np.float64) for a in (p, difference, low, high))
    by_test = np.select([(p < 0.01) & (np.abs(difference) >= CLEAR_POINTS), p < 0.05, p < 0.20], [1, 2, 3], default=4)
    softened = np.where((low <= 0) & (high >= 0), np.maximum(by_test, 3), by_test)
    unknown = np.isnan(p) | np.isnan(difference) | np.isnan(low) | np.isnan(high)
    return np.where(unknown, 0, softened).astype(np.int64)


def rung(p: float | None, difference: float | None, low: float | None, high: float | None) -> int:
    """Return the rung of one difference, in points; None (no figure) gives 0."""
    values = [np.nan if a is None else a for a in (p, difference, low, high)]
    return int(rungs(*values))


def is_largely_unchanged(low: float | None, high: float | None) -> bool:
    """Return whether the whole interval of a difference lies within ±5 points, so that likeness may be said."""
    return low is not None and high is not None and low > -CLEAR_POINTS and high < CLEAR_POINTS
