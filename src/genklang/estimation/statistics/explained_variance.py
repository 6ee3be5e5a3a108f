"""Explained variance (R²): how much of what varies in the overall judgement varies together with all drivers."""

import numpy as np

from genklang.estimation.driver_figures import DRIVER, drivers_of, frame_figures
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "explained_variance"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — it has none
    found = drivers_of(sums)
    values = [(100 * d.explained, np.nan, np.nan) if d else None for d in found]
    return (frame_figures(values, item=DRIVER, statistic=NAME),) if found else ()


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the sums and the sums of products of scores over those with an opinion on all driver items",
    formula="R² of the regression of the overall judgement on all driver items, in whole per cent",
    variance="none is given",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
