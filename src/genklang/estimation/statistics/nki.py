"""NKI (Nöjd-Kund-Index): the mean of the index items on scales 1–10, moved to 0–100, with equal weights."""

import numpy as np

from genklang.estimation.items import asked
from genklang.estimation.linear import Part, has_pairs, mean_of_items
from genklang.estimation.measure import DomainSums, Figures, Scale, estimate_mean
from genklang.estimation.plan import count_of, index_items, index_pairs, pair_names
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "nki"
SCALE = Scale(1, 10, 0, 100)


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    items = index_items(sums.plan.instrument)
    place = {item.code: i for i, item in enumerate(items)}
    pairs = {
        (place[a.code], place[b.code]): pair_names(a.code, b.code, by_score=True)
        for a, b in index_pairs(sums.plan.instrument)
    }
    if not items or not has_pairs(sums.plan, pairs):
        return ()
    parts = [Part(i.code, {count_of(i.code, c.code): float(c.code) for c in i.substantive}) for i in items]
    were_asked = [sums.count(*asked(i)) for i in items]
    result = mean_of_items(sums, parts, pairs, asked=were_asked)
    everyone = np.min(were_asked, axis=0)
    mean = np.where(everyone > 0, result.mean, np.nan)
    figures = estimate_mean(
        sums,
        item="",
        statistic=NAME,
        mean=mean,
        variance=result.variance,
        base=np.where(everyone > 0, result.base, 0),
        asked=everyone,
        scale=SCALE,
        spread=result.spread,
    )
    return (figures,)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category of the index items, and their sums over pairs of items",
    formula="mean over the index items of (mean − 1) / 9 × 100",
    variance="Taylor linearisation with the covariances of the items; Wilson's interval on the effective size",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
