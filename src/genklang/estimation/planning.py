"""Planning: how many answers a change takes to be seen, and how large a change so many answers show."""

from math import ceil, sqrt
from typing import Final

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from genklang.errors import Failure, problem
from genklang.estimation.interval import Z

POWER: Final = 0.8
"""So often is a change of that size then found."""
Z_POWER: Final = float(ndtri(POWER))
"""The normal quantile of that."""


def minimum_detectable_change(n_before: float, n_after: float, share: float, *, power: float = POWER) -> float:
    """Return the smallest change (0–1) that is found, rise or fall, in at least `power` of all such surveys.

    `share` (0–1) is what is expected before, `n_before` and `n_after` the answers that count. The test is two-sided at
    5 %. The larger of what is needed upwards and downwards is returned; a direction in which even the end of the scale
    would not be found is left out, and NaN is returned where both are. Failure E153. Source: the usual normal
    approximation for two independent shares (Fleiss, Levin and Paik 2003, ch. 4), without continuity correction, as
    the test is a mid-p.

    >>> round(minimum_detectable_change(100, 100, share=0.8), 2)
    0.17
    """
    if not (n_before > 0 and n_after > 0 and 0 < share < 1 and 0 < power < 1):
        raise Failure(problem("E153", "n_before, n_after, share", before=n_before, after=n_after, share=share))
    sizes = (float(n_before), float(n_after))
    found = [_find_change(sizes, share, end=end, power=power) for end in (0.0, 1.0)]
    return max((change for change in found if change is not None), default=np.nan)


def find_power(n: tuple[float, float], before: float, after: float) -> float:
    """Return the chance that a change between two shares is found, by the normal approximation."""
    (n1, n2), difference = n, abs(after - before)
    middle = (n1 * before + n2 * after) / (n1 + n2)
    none = np.sqrt(middle * (1 - middle) * (1 / n1 + 1 / n2))
    real = np.sqrt(before * (1 - before) / n1 + after * (1 - after) / n2)
    return float(ndtr((difference - Z * none) / real))


def _find_change(n: tuple[float, float], share: float, *, end: float, power: float) -> float | None:
    """Return the change towards `end` of the scale that is found with this power, None where none is."""
    reach = abs(end - share)

    def lacking(change: float) -> float:
        return find_power(n, share, share + np.sign(end - share) * change) - power

    if lacking(reach) < 0:
        return None
    return float(brentq(lacking, 1e-9, reach, xtol=1e-9))


def find_answers_needed(*, before: float, change: float) -> int:
    """Return how many answers each of two rounds needs, so that a change is seen in four of five cases.

    `before` is the share in the first round and `change` the difference, in per cent and points. Two-sided test at
    95 per cent, normal approximation without continuity correction: Fleiss, Levin and Paik (2003), formula 4.14. The
    later share must lie between 0 and 100. Answers are those of people with a view.
    """
    first, second = before / 100, (before + change) / 100
    middle = (first + second) / 2
    reach = Z * sqrt(2 * middle * (1 - middle)) + Z_POWER * sqrt(first * (1 - first) + second * (1 - second))
    return ceil((reach / (second - first)) ** 2)


def find_change_seen(*, before: float, answers: int) -> float | None:
    """Return the smallest change in points, to one decimal, that so many answers in each of two rounds show.

    The change is away from the nearer end, where there is room for it; None where not even the largest is seen.
    """
    end = 1.0 if before <= 50 else 0.0
    found = _find_change((answers, answers), before / 100, end=end, power=POWER)
    return None if found is None else ceil(1000 * found) / 10
