"""Share positive: positive answers of all answers with an opinion (Kolada's definition)."""

from genklang.estimation.items import opinions, positives, share_of_items
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "share_positive"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:
    return share_of_items(sums, interval, statistic=NAME, numerator=positives, base=opinions)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category but no opinion",
    formula="100 × positive / had an opinion; which categories are positive is the item's own property",
    variance="exact hypergeometric (round), Wilson (process); Kish's size and linearised when weighted; linearised by "
    "strata and clusters where the sample was drawn so",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
