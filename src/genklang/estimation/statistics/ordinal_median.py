"""Ordinal median: the score of the category that the middle answer falls in."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from genklang.estimation.design import count_effective
from genklang.estimation.drawn import Drawn, spread_share
from genklang.estimation.interval import divide, kish_size, wilson_of_share
from genklang.estimation.items import asked, opinions
from genklang.estimation.measure import DomainSums, Figures, tell_status
from genklang.estimation.plan import count_of
from genklang.estimation.statistic import Statistic
from genklang.estimation.tail import Floats
from genklang.instrument.item_type import stored_items
from genklang.instrument.model import Item
from genklang.tables.estimate import Interval

NAME = "ordinal_median"
ROUNDING = 1e-12
"""Half of the answers, added up in another order, is still half."""


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    return tuple(_medians(sums))


def _medians(sums: DomainSums) -> Iterator[Figures]:
    for item in stored_items(sums.plan.instrument):
        scores = {c.score: c.code for c in item.substantive if c.score is not None}
        if item.type != "multiple_choice" and len(scores) == len(item.substantive) > 1:
            yield _median(sums, item, dict(sorted(scores.items())))


def _median(sums: DomainSums, item: Item, codes: dict[float, int]) -> Figures:
    names = [count_of(item.code, code) for code in codes.values()]
    weights = np.stack([sums.weight(name) for name in names])
    total = weights.sum(axis=0)
    up_to = divide(np.cumsum(weights, axis=0), total)
    half = np.full(len(total), 0.5)
    effective = kish_size(total, sums.square(*names))
    kind: Interval | NDArray[np.str_] = Interval.PROCESS
    if sums.drawn:
        effective, kind = _effective_by_design(sums.drawn, names, total, up_to)
    low, high = wilson_of_share(half, effective)
    value, low, high = (_score_at(place, up_to, np.array([*codes])) for place in (half, low, high))
    base = sums.count(*opinions(item))
    status = tell_status(sums, value, sums.count(*asked(item)))
    return Figures(item.code, NAME, value, low, high, base, None, kind, status)


def _effective_by_design(
    drawn: Drawn, names: Sequence[str], total: Floats, up_to: Floats
) -> tuple[Floats, NDArray[np.str_]]:
    """Return how many answers drawn one by one would tell as much of the share up to the median's category.

    And what the interval is about.
    """
    parts = [names[: i + 1] for i in range(len(names))]
    spreads = [
        spread_share(drawn, share, total, positive=part, base=names) for share, part in zip(up_to, parts, strict=True)
    ]
    sizes = [count_effective(share, spread.found) for share, spread in zip(up_to, spreads, strict=True)]
    middle = np.argmax(np.nan_to_num(up_to, nan=-1.0) >= 0.5 - ROUNDING, axis=0)
    return np.asarray(np.take_along_axis(np.stack(sizes), middle[None], axis=0)[0]), spreads[0].kinds


def _score_at(place: Floats, up_to: Floats, scores: Floats) -> Floats:
    """Return the score of the first category that, with all below it, holds the part `place` of the answers."""
    reached = np.nan_to_num(up_to, nan=-1.0) >= place - ROUNDING
    return np.where(reached.any(axis=0), scores[np.argmax(reached, axis=0)], np.nan)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category but no opinion",
    formula="the lowest score that at least half of the answers with an opinion do not exceed",
    variance="Woodruff's interval: the scores at the ends of Wilson's interval for the share 50 %",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
