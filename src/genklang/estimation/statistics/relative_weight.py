"""Relative weight: how much of what varies in the overall judgement varies together with each item or area."""

from genklang.estimation.driver_figures import evaluate_drivers
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "relative_weight"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    return evaluate_drivers(sums, NAME, lambda d: (d.share, d.share_low, d.share_high))


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the sums and the sums of products of scores over those with an opinion on all driver items",
    formula="Johnson's (2000) relative weight in per cent of the explained variance; rounded to whole per cent",
    variance="delta method on the covariances, on the logit scale; by design linearised over strata and clusters",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
