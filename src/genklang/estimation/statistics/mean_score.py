"""Mean score of an item over its categories' scores, or mean of the numbers given."""

from collections.abc import Iterator

import numpy as np
from scipy.special import stdtrit

from genklang.estimation.design import limit_mean
from genklang.estimation.drawn import Drawn, Spread, invert
from genklang.estimation.interval import divide
from genklang.estimation.items import asked
from genklang.estimation.linear import Part, mean_of_items
from genklang.estimation.measure import DomainSums, Figures, Scale, drop_noise, estimate_mean, tell_status
from genklang.estimation.plan import count_of, opinions_of, squares_of, sum_of
from genklang.estimation.statistic import Statistic
from genklang.estimation.tail import Floats
from genklang.instrument.item_type import stored_items
from genklang.instrument.model import Item
from genklang.tables.estimate import Interval

NAME = "mean_score"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    return tuple(_means(sums))


def _means(sums: DomainSums) -> Iterator[Figures]:
    for item in stored_items(sums.plan.instrument):
        scores = {count_of(item.code, c.code): c.score for c in item.substantive if c.score is not None}
        if item.type == "number":
            yield _mean_of_numbers(sums, item)
        elif item.type != "multiple_choice" and len(scores) == len(item.substantive) > 1:
            yield _mean_of_scores(sums, item, scores)


def _mean_of_scores(sums: DomainSums, item: Item, scores: dict[str, float]) -> Figures:
    were_asked = sums.count(*asked(item))
    result = mean_of_items(sums, [Part(item.code, scores)], {}, asked=[were_asked])
    least, most = min(scores.values()), max(scores.values())
    return estimate_mean(
        sums,
        item=item.code,
        statistic=NAME,
        mean=result.mean,
        variance=result.variance,
        base=result.base,
        asked=were_asked,
        scale=Scale(least, most, least, most),
        spread=result.spread,
    )


def _mean_of_numbers(sums: DomainSums, item: Item) -> Figures:
    n = sums.count(opinions_of(item.code))
    weight = sums.weight(opinions_of(item.code))
    mean = divide(sums.weight(sum_of(item.code)), weight)
    status = tell_status(sums, mean, sums.count(*asked(item)))
    if sums.drawn:
        drawn = _spread_numbers(sums.drawn, item, mean, weight)
        low, high = limit_mean(mean, drawn.found)
        return Figures(item.code, NAME, mean, low, high, n, None, drawn.kinds, status, spread=drawn)
    square, total = sums.square(squares_of(item.code)), sums.square(sum_of(item.code))
    spread = square - 2 * mean * total + mean**2 * sums.square(opinions_of(item.code))
    variance = divide(drop_noise(spread, square) * n, np.maximum(n - 1, 1) * weight**2)
    reach = np.where(variance > 0, np.abs(stdtrit(np.maximum(n - 1, 1), 0.025)) * np.sqrt(variance), np.nan)
    return Figures(item.code, NAME, mean, mean - reach, mean + reach, n, None, Interval.PROCESS, status)


def _spread_numbers(drawn: Drawn, item: Item, mean: Floats, weight: Floats) -> Spread:
    n, total, square = (drawn.count(name(item.code)) for name in (opinions_of, sum_of, squares_of))
    middle, whole = drawn.at(mean), drawn.at(invert(weight))
    spread = square - 2 * middle * total + middle**2 * n
    return drawn.spread(n, (total - middle * n) * whole, spread * whole**2, square * whole**2)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category; for numbers their sum and the sum of their squares",
    formula="Σ score × count / Σ count over the categories with an opinion",
    variance="Taylor linearisation; Wilson's interval on the effective size, Student's t for numbers; by design where "
    "there is one",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
