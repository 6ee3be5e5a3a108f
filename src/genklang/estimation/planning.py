"""How many answers it takes to see a change of a share, before anybody has been asked."""

from math import ceil, sqrt
from typing import Final

from genklang.estimation.interval import Z

Z_POWER: Final = 0.8416212335729143
"""The normal quantile of 80 per cent: so often is a change of that size then seen."""


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
    direction = 1 if before <= 50 else -1
    room = 100 - before if direction > 0 else before
    changes = (tenths / 10 for tenths in range(1, int(10 * room)))
    return next((c for c in changes if find_answers_needed(before=before, change=direction * c) <= answers), None)
