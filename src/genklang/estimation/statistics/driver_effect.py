"""Effect: how many points the overall judgement is higher where an item or area is five points higher."""

from genklang.estimation.driver_figures import EFFECT_STEP, evaluate_drivers
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "driver_effect"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    return evaluate_drivers(
        sums,
        NAME,
        lambda d: (EFFECT_STEP * d.effect, EFFECT_STEP * d.effect_low, EFFECT_STEP * d.effect_high),
        decimals=1,
    )


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the sums and the sums of products of scores over those with an opinion on all driver items",
    formula="regression slope on scores 0–100 times a step of 5 points, the other items alike; to one decimal",
    variance="delta method on the covariances; by design linearised over strata and clusters",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
