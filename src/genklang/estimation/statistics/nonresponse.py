"""Non-response: those who were offered the questionnaire and answered nothing, by group where the offered are."""

import numpy as np

from genklang.estimation.measure import DomainSums, Figures, rate_of_offered
from genklang.estimation.plan import ANSWERED
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "nonresponse"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — a rate has none
    silent = np.maximum(sums.offered - sums.count(ANSWERED), 0)
    return (rate_of_offered(sums, statistic=NAME, counted=silent),)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of responses with at least one answer; the offered, where they are known",
    formula="100 × (offered − answered) / offered; more answered than offered is an entry error",
    variance="none: everyone offered is counted",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
