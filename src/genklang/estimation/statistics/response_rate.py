"""Response rate: answered at least one item, of all who were offered the questionnaire (AAPOR RR2 on the offered)."""

from genklang.estimation.measure import DomainSums, Figures, rate_of_offered
from genklang.estimation.plan import ANSWERED
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "response_rate"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — a rate has none
    return (rate_of_offered(sums, statistic=NAME, counted=sums.count(ANSWERED)),)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of responses with at least one answer; the offered, where they are known",
    formula="100 × answered / offered; more answered than offered is an entry error and the rate is withheld",
    variance="none: everyone offered is counted",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
