"""Answers: how many responses hold an answer to at least one item."""

import numpy as np

from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.plan import ANSWERED
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval, Status

NAME = "answers"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — a count has none
    count = sums.count(ANSWERED)
    nothing = np.full(len(count), np.nan)
    return (
        Figures(
            item="",
            statistic=NAME,
            value=count.astype(np.float64),
            low=nothing,
            high=nothing,
            base=count,
            positive=None,
            interval=None,
            status=np.full(len(count), Status.SHOWN.value),
        ),
    )


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of responses with at least one answer",
    formula="responses with at least one answer; no opinion is an answer",
    variance="none: it is a count of what there is",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
