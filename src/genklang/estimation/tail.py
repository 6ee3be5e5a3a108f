"""Exact tails of the hypergeometric distribution, for many populations at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]

TERMS_AT_ONCE = 1 << 18
"""Size of the matrix of terms that is summed at a time: it stays in the processor's cache."""
SPREAD, FEWEST_TERMS = 8.0, 12
"""Terms further out than this many standard deviations, and a few more, are below the precision of a float."""


def log_choose(n: Floats, k: Floats) -> Floats:
    """Return ln C(n, k), elementwise, for 0 ≤ k ≤ n."""
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), dtype=np.float64)


def mass(x: Floats, draws: Floats, marked: Floats, total: Floats) -> Floats:
    """Return P(X = x), X the number of `marked` among `draws` taken from `total` without replacement."""
    possible = (x >= 0) & (x <= draws) & (x <= marked) & (draws - x <= total - marked)
    inside = np.where(possible, x, np.maximum(0.0, draws + marked - total))
    log = log_choose(marked, inside) + log_choose(total - marked, draws - inside) - log_choose(total, draws)
    return np.where(possible, np.exp(np.minimum(log, 0.0)), 0.0)


def upper_tail(x: ArrayLike, draws: ArrayLike, marked: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    """Return P(X ≥ x) and P(X = x) for one-dimensional arrays of whole numbers, exact to about 1e-12.

    The first term comes from log-factorials, the others from the ratio of neighbours, so the sum is as short as
    the tail; where `x` is below the mean the other tail is summed instead.
    """
    x, draws, marked, total = (np.asarray(a, dtype=np.float64) for a in (x, draws, marked, total))
    at = mass(x, draws, marked, total)
    below = x * np.maximum(total, 1) < draws * marked
    # P(X ≥ x) = 1 − P(X < x), and X < x is "draws − x + 1 or more" among those that are not marked.
    start = np.where(below, draws - x + 1, x)
    kind = np.where(below, total - marked, marked)
    summed = _sum_outwards(start, draws, kind, total)
    certain = x <= np.maximum(0.0, draws + marked - total)
    return np.where(certain, 1.0, np.where(below, 1.0 - summed, summed)), at


def _sum_outwards(x: Floats, draws: Floats, marked: Floats, total: Floats) -> Floats:
    """Return P(X ≥ x) for `x` at or above the mean, rows of like length summed together."""
    length = _tail_length(x, draws, marked, total)
    order = np.argsort(length, kind="stable")
    sums = np.zeros_like(x)
    first = mass(x, draws, marked, total)
    begin = 0
    while begin < len(order):
        # Rows are sorted by length, so a look at most a matrix ahead finds the longest row that fits.
        end = min(len(order), begin + max(1, TERMS_AT_ONCE // max(1, int(length[order[begin]]))))
        end = max(begin + 1, min(end, begin + TERMS_AT_ONCE // max(1, int(length[order[end - 1]]))))
        rows = order[begin:end]
        width = int(length[rows[-1]])
        sums[rows] = first[rows] * _relative_tail(x[rows], draws[rows], marked[rows], total[rows], width)
        begin = end
    return np.minimum(sums, 1.0)


def _tail_length(x: Floats, draws: Floats, marked: Floats, total: Floats) -> NDArray[np.int64]:
    share = marked / np.maximum(total, 1)
    left = (total - draws) / np.maximum(total - 1, 1)
    deviation = np.sqrt(np.maximum(draws * share * (1 - share) * left, 0.0))
    reach = np.maximum(draws * share + SPREAD * deviation - x, 0.0) + FEWEST_TERMS
    last = np.minimum(draws, marked) - x
    return np.asarray(np.clip(np.minimum(reach, last), 0, None), dtype=np.int64)


def _relative_tail(x: Floats, draws: Floats, marked: Floats, total: Floats, width: int) -> Floats:
    """Return Σ P(X = x + j) / P(X = x) over j = 0 … width."""
    if width == 0:
        return np.ones_like(x)
    at = x[:, None] + np.arange(width)
    ratio = draws[:, None] - at
    ratio *= marked[:, None] - at
    at += 1
    ratio /= at * np.maximum((total - marked - draws)[:, None] + at, 1.0)
    np.maximum(ratio, 0.0, out=ratio)
    return np.asarray(1.0 + np.cumprod(ratio, axis=1).sum(axis=1), dtype=np.float64)
