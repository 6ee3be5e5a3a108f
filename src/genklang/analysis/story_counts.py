"""From a story's figures to whole counts per category: exactly those shares, whatever else is assumed."""

from collections.abc import Sequence
from statistics import NormalDist, fmean, pstdev

from genklang.analysis.story import Named, Positive, Scores, Spread
from genklang.errors import Failure, problem
from genklang.instrument.model import Category, Item

STEPS = 60
"""Rounds of the search for scores with a given mean and standard deviation; it settles within about twenty."""


def count_codes(item: Item, spread: Spread, *, where: str) -> list[tuple[int, int]]:
    """Return (category code, how many gave it), the best category first.

    Failure S102 where the counts cannot be, S103 where a category is unknown.
    """
    if isinstance(spread, Named):
        return _count_named(item, spread, where)
    if isinstance(spread, Scores):
        return _count_scores(spread)
    return _count_positive(item, spread, where)


def _count_named(item: Item, spread: Named, where: str) -> list[tuple[int, int]]:
    names = {c.name: c.code for c in item.substantive}
    for name in spread.counts:
        if name not in names:
            raise Failure(problem("S103", where, kind="category", name=name, known=", ".join(names)))
    return [(code, spread.counts[name]) for name, code in names.items() if name in spread.counts]


def _count_positive(item: Item, spread: Positive, where: str) -> list[tuple[int, int]]:
    rest = spread.n - spread.k
    negative = [c for c in item.substantive if c.negative]
    neutral = [c for c in item.substantive if not c.positive and not c.negative]
    below = spread.negative if spread.negative is not None else rest if not neutral else rest // 2
    if not 0 <= spread.k <= spread.n or not 0 <= below <= rest:
        raise Failure(problem("S102", where, reason=f"{spread.k} positive and {below} negative of {spread.n}"))
    parts = ((list(item.positive), spread.k), (neutral, rest - below), (negative, below))
    counted = [pair for categories, number in parts for pair in _share_out(categories, number, where)]
    return counted[::-1] if item.reversed else counted


def _share_out(categories: Sequence[Category], number: int, where: str) -> list[tuple[int, int]]:
    """Divide a number over categories, each getting the larger half of what is left; the last gets the rest."""
    if number and not categories:
        raise Failure(problem("S102", where, reason=f"{number} answers and no category for them"))
    shares = []
    for category in categories[:-1]:
        taken = (number * 11 + 19) // 20
        shares.append((category.code, taken))
        number -= taken
    return [*shares, *((c.code, number) for c in categories[-1:])]


def _count_scores(spread: Scores) -> list[tuple[int, int]]:
    values = draw_scores(spread)
    return [(score, values.count(score)) for score in range(10, 0, -1)]


def draw_scores(spread: Scores) -> list[int]:
    """Return scores 1–10 in rising order with the wanted sum, and close to the wanted standard deviation."""
    quantiles = [NormalDist().inv_cdf((i + 0.5) / spread.n) for i in range(spread.n)]
    middle, width = spread.mean, spread.sd
    for _ in range(STEPS):
        values = [min(max(round(middle + width * q), 1), 10) for q in quantiles]
        middle += spread.mean - fmean(values)
        width *= spread.sd / (pstdev(values) or spread.sd)
    return sorted(_nudge(values, round(spread.mean * spread.n) - sum(values)))


def _nudge(values: list[int], missing: int) -> list[int]:
    """Move scores in the middle by one until the sum is right."""
    step = 1 if missing > 0 else -1
    inside = [i for i, v in enumerate(values) if 1 < v < 10]
    start = (len(inside) - abs(missing)) // 2
    moved = set(inside[start : start + abs(missing)])
    return [v + step if i in moved else v for i, v in enumerate(values)]
