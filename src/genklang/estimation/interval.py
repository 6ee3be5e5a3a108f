"""Intervals for shares and for differences of shares, 95 %, as proportions between 0 and 1.

Every function takes numbers or arrays, broadcasts them, and answers NaN (never a warning) where nobody answered.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from genklang.estimation.tail import Floats, mass, upper_tail

Z = 1.959963984540054
"""The standard normal's 97.5th percentile."""
ONE_SIDE = 0.025
NOISE = 1e-9
"""Relative error allowed for in a tail; a tie is kept inside, which widens the interval and never narrows it."""
TINY = 1e-290
"""Below this a divisor counts as zero."""
STEPS = 24
"""How far a limit is walked one person at a time before its tail is summed anew."""

Limits = tuple[Floats, Floats]


def wilson(k: ArrayLike, n: ArrayLike) -> Limits:
    """Return Wilson's score interval for `k` of `n` (Wilson 1927). `n` may be an effective number of answers."""
    k, n = np.broadcast_arrays(np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64))
    return wilson_of_share(divide(k, n), n)


def wilson_of_share(share: Floats, n: Floats) -> Limits:
    """Return Wilson's interval around a share that rests on `n` (possibly effective) answers."""
    known = (n > 0) & np.isfinite(share)
    size = np.where(known, n, 1.0)
    p = np.where(known, share, 0.0)
    middle = (p + Z**2 / (2 * size)) / (1 + Z**2 / size)
    reach = Z * np.sqrt(np.maximum(p * (1 - p) / size + Z**2 / (4 * size**2), 0.0)) / (1 + Z**2 / size)
    # The ends are exact at 0 and 1, where rounding would leave a trace.
    low = np.where(p <= 0, 0.0, np.clip(middle - reach, 0.0, p))
    high = np.where(p >= 1, 1.0, np.clip(middle + reach, p, 1.0))
    return np.where(known, low, np.nan)[()], np.where(known, high, np.nan)[()]


def size_behind(share: Floats, low: Floats, high: Floats) -> Floats:
    """Return the (effective) number of answers that Wilson's interval around a share rests on; NaN without one."""
    end = np.where(share > 0, low, high)
    return np.asarray(divide(Z**2 * end * (1 - end), (share - end) ** 2))


def wilson_of_mean(share: Floats, variance: Floats, n: Floats) -> Limits:
    """Return Wilson's interval for a mean on a bounded scale, rescaled to 0–1, from its linearised variance.

    The effective number of answers is share (1 − share) / variance, corrected for the degrees of freedom as in
    Korn and Graubard (1998). Without variance (all answered alike) it is the number of answers.
    """
    spread = share * (1 - share)
    effective = np.where(variance > 0, divide(spread, variance), n)
    correction = (Z / np.abs(stdtrit(np.maximum(n - 1, 1), ONE_SIDE))) ** 2
    return wilson_of_share(share, np.where(n > 0, effective * correction, 0.0))


def hypergeometric(k: ArrayLike, n: ArrayLike, population: ArrayLike) -> Limits:
    """Return the exact interval for the share of `population` people when `k` of the `n` who answered say yes.

    Equal-tailed inversion of the hypergeometric test: a number of yes in the population is left out when a result
    as extreme as `k` has a chance below 2.5 %. The ends are whole people, so the interval never covers less
    than 95 %. NaN where `n` is 0 or above the population.
    """
    arrays = (np.asarray(a, dtype=np.int64) for a in (k, n, population))
    k, n, population = np.broadcast_arrays(*arrays)
    shape = k.shape
    low, high = np.full(k.size, np.nan), np.full(k.size, np.nan)
    rows = np.flatnonzero((n.ravel() > 0) & (n.ravel() <= population.ravel()))
    if rows.size:
        triples = np.stack([a.ravel()[rows] for a in (k, n, population)])
        low[rows], high[rows] = _limits_of(triples)
    return low.reshape(shape)[()], high.reshape(shape)[()]


def _limits_of(triples: NDArray[np.int64]) -> Limits:
    """Return both ends for columns (k, n, N). The upper end is the lower one of those who said no, mirrored."""
    k, n, total = triples.astype(np.float64)
    fewest = _fewest(np.concatenate([k, n - k]), np.tile(n, 2), np.tile(total, 2))
    return fewest[: len(k)] / total, (total - fewest[len(k) :]) / total


def _fewest(k: Floats, n: Floats, total: Floats) -> Floats:
    """Return the smallest number K of yes in the population with P(X ≥ k | K) not below 2.5 %.

    P(X ≥ k | K) is P(T ≤ K), T the place of the k-th yes-sayer if the population stood in line; so its steps in K
    are single terms. Newton's method finds the neighbourhood, steps of one person the limit.
    """
    least, most = k.copy(), total - n + k
    at = _first_guess(k, n, total)
    left = np.flatnonzero((k > 0) & (n < total))
    at[k == 0] = 0.0
    at[n == total] = k[n == total]
    while left.size:
        tail, _ = upper_tail(k[left], n[left], at[left], total[left])
        step = _step_mass(at[left], k[left], n[left], total[left])
        reached = tail >= ONE_SIDE * (1 - NOISE)
        most[left] = np.where(reached, at[left], most[left])
        least[left] = np.where(reached, least[left], at[left] + 1)
        found, place = _walk(at[left], tail, step, (k[left], n[left], total[left]))
        newton = at[left] + np.round(divide(ONE_SIDE - tail, step))
        halved = np.floor((least[left] + most[left]) / 2)
        inside = (newton >= least[left]) & (newton <= most[left])
        at[left] = np.where(found, place, np.where(inside, newton, halved))
        left = left[~found & (least[left] < most[left])]
    return at


def _first_guess(k: Floats, n: Floats, total: Floats) -> Floats:
    """Return Wilson's lower end with the finite-population factor, in whole people."""
    factor = (total - n) / np.maximum(total - 1, 1)
    low, _ = wilson_of_share((k - 0.5).clip(0) / n, n / np.maximum(factor, 1e-9))
    return np.clip(np.round(np.asarray(low) * total), k, total - n + k)


def _step_mass(at: Floats, k: Floats, n: Floats, total: Floats) -> Floats:
    """Return P(T = at): what P(X ≥ k | K) gains as K goes from at − 1 to at."""
    return mass(k - 1, n - 1, at - 1, total - 1) * n / total


def _walk(
    at: Floats, tail: Floats, step: Floats, triple: tuple[Floats, Floats, Floats]
) -> tuple[NDArray[np.bool_], Floats]:
    """Walk person by person from `at` towards the limit; say which rows found it and where they stand."""
    k, n, total = triple
    limit = ONE_SIDE * (1 - NOISE)
    reached = tail >= limit
    found = np.zeros(at.shape, dtype=bool)
    for _ in range(STEPS):
        down = reached & ~found
        # Down: the tail without the present person; if it still reaches the limit, go on.
        lower = tail - step
        found |= down & (lower < limit)
        move_down = down & ~found
        up = ~reached & ~found
        ratio_up = at * (total - at - n + k) / np.maximum((at - k + 1) * (total - at), 1)
        ratio_down = (at - k) * (total - at + 1) / np.maximum((at - 1) * (total - at - n + k + 1), 1)
        step_up = step * ratio_up
        tail = np.where(move_down, lower, np.where(up, tail + step_up, tail))
        step = np.where(move_down, step * ratio_down, np.where(up, step_up, step))
        at = at + np.where(up, 1, np.where(move_down, -1, 0))
        found |= up & (tail >= limit)
        if found.all():
            break
    return found, at


def newcombe(own: tuple[ArrayLike, ArrayLike], other: tuple[ArrayLike, ArrayLike]) -> Limits:
    """Return Newcombe's hybrid interval for own share minus other share, each given as (k, n) (Newcombe 1998)."""
    own_share, other_share = (divide(np.asarray(k, float), np.asarray(n, float)) for k, n in (own, other))
    return hybrid((own_share, *wilson(*own)), (other_share, *wilson(*other)))


def hybrid(
    own: tuple[Floats, Floats, Floats], other: tuple[Floats, Floats, Floats], correlation: ArrayLike = 0.0
) -> Limits:
    """Return the interval for own minus other from the (value, low, high) of two sides.

    `correlation`: that of their errors, where they are not independent (Zou and Donner 2008).
    """
    (a, a_low, a_high), (b, b_low, b_high) = own, other
    low = a - b - _reach(a - a_low, b_high - b, correlation)
    high = a - b + _reach(a_high - a, b - b_low, correlation)
    return low, high


def _reach(own: Floats, other: Floats, correlation: ArrayLike) -> Floats:
    shared = 2 * np.asarray(correlation) * own * other
    return np.asarray(np.sqrt(np.maximum(own**2 + other**2 - shared, 0.0)))


def kish_size(weight: Floats, square: Floats) -> Floats:
    """Return Kish's effective number of answers, (Σw)² / Σw²; 0 where all weights are 0."""
    return np.where(square > 0, divide(weight * weight, square), 0.0)


def divide(a: Floats, b: Floats) -> Floats:
    """Return a / b without ever a warning: NaN where b is 0, or so small that the quotient would be no number."""
    is_nothing = np.abs(b) < TINY
    return np.where(is_nothing, np.nan, a / np.where(is_nothing, 1.0, b))[()]
