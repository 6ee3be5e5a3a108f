"""Quality-area index: the mean, with equal weights, of the area's items, each moved to 0 (worst) – 100 (best)."""

from collections.abc import Iterator

from genklang.estimation.items import asked
from genklang.estimation.linear import has_pairs, mean_of_items, score_hundred
from genklang.estimation.measure import DomainSums, Figures, Scale, estimate_mean
from genklang.estimation.plan import pair_names, score_pairs, scored_items
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "area_index"
SCALE = Scale(0, 100, 0, 100)


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    return tuple(_areas(sums))


def _areas(sums: DomainSums) -> Iterator[Figures]:
    instrument = sums.plan.instrument
    for area in instrument.areas:
        items = scored_items(instrument, area)
        place = {item.code: i for i, item in enumerate(items)}
        pairs = {
            (place[a.code], place[b.code]): pair_names(a.code, b.code, by_score=True)
            for a, b in score_pairs(instrument)
            if a.area == area
        }
        if not items or not has_pairs(sums.plan, pairs):
            continue
        were_asked = [sums.count(*asked(i)) for i in items]
        result = mean_of_items(sums, [score_hundred(i) for i in items], pairs, asked=were_asked)
        yield estimate_mean(
            sums,
            item=f"area:{area}",
            statistic=NAME,
            mean=result.mean,
            variance=result.variance,
            base=result.base,
            asked=result.asked,
            scale=SCALE,
        )


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category of the area's items, and their sums over pairs of items",
    formula="mean over the area's items, those asked in the domain, of (mean score − worst) / (best − worst) × 100",
    variance="Taylor linearisation with the covariances of the items; Wilson's interval on the effective size",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
