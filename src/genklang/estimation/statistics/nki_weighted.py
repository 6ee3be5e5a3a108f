"""NKI with ACSI's weights: its items weigh as a PLS path model of the whole round finds, alike in all its domains."""

from dataclasses import replace

import numpy as np

from genklang.estimation.index_weights import weigh_index_items
from genklang.estimation.items import asked
from genklang.estimation.linear import find_means, has_pairs, mean_of_items, score_hundred
from genklang.estimation.measure import DomainSums, Figures, Scale, estimate_mean
from genklang.estimation.plan import index_items, index_pairs, pair_names
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "nki_weighted"
SCALE = Scale(0, 100, 0, 100)


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    items = index_items(sums.plan.instrument)
    found = weigh_index_items(sums)
    place = {item.code: i for i, item in enumerate(items)}
    pairs = {
        (place[a.code], place[b.code]): pair_names(a.code, b.code, by_score=True)
        for a, b in index_pairs(sums.plan.instrument)
    }
    if found is None or not has_pairs(sums.plan, pairs):
        return ()
    weights = zip(items, np.nan_to_num(found.weights), strict=True)
    parts = [replace(score_hundred(item), weight=w) for item, w in weights]
    were_asked = [sums.count(*asked(i)) for i in items]
    result = mean_of_items(sums, parts, pairs, asked=were_asked)
    everyone = np.min(were_asked, axis=0)
    means = np.nan_to_num([p.shift + p.scale * m for p, m in zip(parts, find_means(sums, parts), strict=True)])
    unsure = np.nan_to_num(np.einsum("id,dij,jd->d", means, found.covariance, means))
    figures = estimate_mean(
        sums,
        item="",
        statistic=NAME,
        mean=np.where(everyone > 0, result.mean, np.nan),
        variance=result.variance + unsure,
        base=np.where(everyone > 0, result.base, 0),
        asked=everyone,
        scale=SCALE,
        spread=result.spread and result.spread.plus(unsure),
    )
    return (replace(figures, keep=np.isfinite(found.weights.sum(axis=0))),)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the counts of the index items, and the sums over complete answers of the index and the areas",
    formula="Σ weight × (mean − worst) / (best − worst) × 100; weights: outer weights (path scheme, areas → index) / "
    "standard deviation, adding up to one; no figure where the round has no more complete answers than items, "
    "or an item runs against the rest",
    variance="as for nki, and what is not known of the weights: Σ of the items' means times the covariance of the "
    "weights' errors (delta method on the covariances of normal scores)",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
