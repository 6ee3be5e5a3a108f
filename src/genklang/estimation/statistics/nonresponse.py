"""Non-response: those who were offered the questionnaire and answered nothing, by group where the offered are."""

import numpy as np

from genklang.estimation.interval import divide
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.plan import ANSWERED
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval, Status

NAME = "nonresponse"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — a rate has none
    answered, offered = sums.count(ANSWERED), sums.offered
    known = offered >= 0
    is_wrong = known & (answered > offered)
    silent = np.where(is_wrong, 0, offered - answered)
    rate = 100 * divide(silent.astype(np.float64), offered.astype(np.float64))
    nothing = np.full(len(rate), np.nan)
    empty = np.where(offered == 0, Status.NO_ANSWERS.value, Status.SHOWN.value)
    return (
        Figures(
            item="",
            statistic=NAME,
            value=np.where(known & ~is_wrong, rate, np.nan),
            low=nothing,
            high=nothing,
            base=offered,
            positive=silent,
            interval=None,
            status=np.where(is_wrong, Status.ENTRY_ERROR.value, empty),
            keep=known,
        ),
    )


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of responses with at least one answer; the offered, where they are known",
    formula="100 × (offered − answered) / offered; more answered than offered is an entry error",
    variance="none: everyone offered is counted",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
