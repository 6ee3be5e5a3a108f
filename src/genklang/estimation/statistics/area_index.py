"""Quality-area index: the mean, with equal weights, of the area's items, each moved to 0 (worst) – 100 (best)."""

from functools import partial

from genklang.estimation.areas import measure_areas
from genklang.estimation.linear import score_hundred
from genklang.estimation.measure import DomainSums, Figures, Scale
from genklang.estimation.plan import score_pairs, scored_items
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "area_index"
SCALE = Scale(0, 100, 0, 100)


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    instrument = sums.plan.instrument
    areas = measure_areas(
        sums,
        statistic=NAME,
        items_of=partial(scored_items, instrument),
        pairs=score_pairs(instrument),
        by_score=True,
        part_of=score_hundred,
        scale=SCALE,
    )
    return tuple(areas)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category of the area's items, and their sums over pairs of items",
    formula="mean over the area's items, those asked in the domain, of (mean score − worst) / (best − worst) × 100",
    variance="Taylor linearisation with the covariances of the items; Wilson's interval on the effective size",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
