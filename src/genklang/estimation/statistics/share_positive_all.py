"""Share positive of all who answered: no opinion stays in the base. Never mixed with share positive."""

from genklang.estimation.items import answers, positives, share_of_items
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "share_positive_all"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:
    return share_of_items(sums, interval, statistic=NAME, numerator=positives, base=answers)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category, no opinion included",
    formula="100 × positive / answered the item, no opinion included",
    variance="as for share_positive",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
