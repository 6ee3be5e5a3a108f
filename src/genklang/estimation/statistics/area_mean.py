"""Quality-area mean: the mean, with equal weights, of the share positive of the area's items."""

from functools import partial

from genklang.estimation.areas import measure_areas
from genklang.estimation.items import opinions, positives
from genklang.estimation.linear import Part
from genklang.estimation.measure import PER_CENT, DomainSums, Figures
from genklang.estimation.plan import area_items, area_pairs
from genklang.estimation.statistic import Statistic
from genklang.instrument.model import Item
from genklang.tables.estimate import Interval

NAME = "area_mean"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    instrument = sums.plan.instrument
    areas = measure_areas(
        sums,
        statistic=NAME,
        items_of=partial(area_items, instrument),
        pairs=area_pairs(instrument),
        by_score=False,
        part_of=_positive,
        scale=PER_CENT,
    )
    return tuple(areas)


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
