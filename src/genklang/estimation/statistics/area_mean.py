"""Quality-area mean: the mean, with equal weights, of the share positive of the area's items."""

from collections.abc import Iterator

from genklang.estimation.items import asked, opinions, positives
from genklang.estimation.linear import Part, has_pairs, mean_of_items
from genklang.estimation.measure import PER_CENT, DomainSums, Figures, estimate_mean
from genklang.estimation.plan import area_items, area_pairs, pair_names
from genklang.estimation.statistic import Statistic
from genklang.instrument.model import Item
from genklang.tables.estimate import Interval

NAME = "area_mean"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    return tuple(_areas(sums))


def _areas(sums: DomainSums) -> Iterator[Figures]:
    for area in sums.plan.instrument.areas:
        items = area_items(sums.plan.instrument, area)
        place = {item.code: i for i, item in enumerate(items)}
        pairs = {
            (place[a.code], place[b.code]): pair_names(a.code, b.code, by_score=False)
            for a, b in area_pairs(sums.plan.instrument)
            if a.area == area
        }
        if not items or not has_pairs(sums.plan, pairs):
            continue
        were_asked = [sums.count(*asked(i)) for i in items]
        result = mean_of_items(sums, [_positive(i) for i in items], pairs, asked=were_asked)
        yield estimate_mean(
            sums,
            item=f"area:{area}",
            statistic=NAME,
            mean=result.mean,
            variance=result.variance,
            base=result.base,
            asked=result.asked,
            scale=PER_CENT,
        )


def _positive(item: Item) -> Part:
    return Part(item.code, {name: float(name in positives(item)) for name in opinions(item)})


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category of the area's items, and their sums over pairs of items",
    formula="mean over the area's items, those asked in the domain, of share positive",
    variance="Taylor linearisation with the covariances of the items; Wilson's interval on the effective size",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
