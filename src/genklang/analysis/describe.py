"""A change or a difference between two sets of counts, as a rung of the ladder and its words."""

from numbers import Integral
from typing import Final

from genklang.errors import Failure, problem
from genklang.estimation.interval import newcombe
from genklang.estimation.ladder import is_largely_unchanged, rung
from genklang.estimation.test import mid_p
from genklang.reporting.words.ladder import word_change, word_difference
from genklang.reporting.words.phrases import phrases

FEWEST: Final = 5
"""Answers: below this nothing may be told of a figure (the default disclosure policy)."""

Counts = tuple[int, int]
"""Positive answers, and all answers from those who have taken a stand."""


def describe_change(before: Counts, after: Counts, language: str = "sv") -> tuple[int, str]:
    """Return the rung (0–4) and the words of the change from `before` to `after`, each (positive, all).

    The test is the doubled one-sided Fisher mid-p, the interval Newcombe's; the softer of the two wins, and fewer
    than five answers on either side give rung 0. `language` is sv, da or en. Failures: R101 (language),
    R103–R105 and R108 (counts). Source: the ladder for change in docs/explanation/words.md.

    >>> describe_change(before=(83, 100), after=(90, 100), language="en")
    (3, 'seems to have risen, but the difference may be due to chance')
    """
    found, up, is_like = _compare(after, before, language=language, names=("after", "before"))
    return found, word_change(found, up=up, language=language, is_like=is_like)


def describe_difference(own: Counts, others: Counts, language: str = "sv") -> tuple[int, str]:
    """Return the rung (0–4) and the words of the difference of `own` from `others`, each (positive, all).

    The two sides must not overlap: the others are counted without the own answers. Test, interval, limits and
    failures as in `describe_change`.

    >>> describe_difference(own=(90, 100), others=(700, 1000), language="en")
    (1, 'is clearly above the others')
    """
    found, up, is_like = _compare(own, others, language=language, names=("own", "others"))
    return found, word_difference(found, up=up, language=language, is_like=is_like)


def _compare(own: Counts, other: Counts, *, language: str, names: tuple[str, str]) -> tuple[int, bool, bool]:
    """Return the rung of own minus other, whether own is higher, and whether the interval lies within ±5 points."""
    phrases(language)
    (k1, n1), (k2, n2) = _check(own, names[0]), _check(other, names[1])
    if min(n1, n2) < FEWEST:
        return 0, False, False
    low, high = (100 * float(end) for end in newcombe((k1, n1), (k2, n2)))
    points = 100 * (k1 / n1 - k2 / n2)
    found = rung(float(mid_p((k1, n1), (k2, n2))), points, low, high)
    return found, points > 0, is_largely_unchanged(low, high)


def _check(counts: Counts, where: str) -> Counts:
    """Return the counts as they were given, or fail with what is wrong with them."""
    if not isinstance(counts, tuple | list) or len(counts) != 2:
        raise Failure(problem("R108", where, value=counts))
    k, n = counts
    for value in (k, n):
        if not isinstance(value, Integral) or isinstance(value, bool):
            raise Failure(problem("R103", where, value=value))
    if k < 0 or n < 0:
        raise Failure(problem("R104", where, k=k, n=n))
    if k > n:
        raise Failure(problem("R105", where, k=k, n=n))
    return int(k), int(n)
