"""Equivalence: whether a difference is certainly too small to matter, which no missing proof of one can say."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from genklang.estimation.interval import Z, divide, newcombe
from genklang.estimation.tail import Floats

MARGIN = 0.05
"""A difference below this is of no relevance unless the survey's owner has said otherwise."""

Counts = tuple[ArrayLike, ArrayLike]


def is_equivalent(own: Counts, other: Counts, *, margin: float = MARGIN) -> NDArray[np.bool_]:
    """Return whether the whole 95 % interval of own minus other, each (k, n), lies within ± `margin` (0–1).

    This is two one-sided tests at 2.5 % each, stricter than the usual 5 % (Schuirmann 1987), so that likeness is said
    as carefully as difference. False where a side is empty.
    """
    low, high = newcombe(own, other)
    return np.asarray((low > -margin) & (high < margin))[()]


def equivalence_p(own: Counts, other: Counts, *, margin: float = MARGIN) -> Floats:
    """Return the p-value of "they differ by `margin` or more": the larger of the two one-sided ones.

    Each reads Newcombe's reach towards its side as 1.96 standard errors. NaN where a side is empty.
    """
    (k1, n1), (k2, n2) = ((np.asarray(a, dtype=np.float64) for a in side) for side in (own, other))
    difference = divide(k1, n1) - divide(k2, n2)
    low, high = newcombe((k1, n1), (k2, n2))
    up, down = (divide(room * Z, reach) for room, reach in _rooms(difference, low, high, margin))
    return np.asarray(ndtr(-np.minimum(up, down)))[()]


def _rooms(difference: Floats, low: Floats, high: Floats, margin: float) -> tuple[tuple[Floats, Floats], ...]:
    """Return the room to each margin, and the reach of the interval towards it."""
    return (margin - difference, high - difference), (difference + margin, difference - low)
