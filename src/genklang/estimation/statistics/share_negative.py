"""Share negative: the other tail, of all answers with an opinion. The neutral middle is the rest."""

from genklang.estimation.items import negatives, opinions, share_of_items
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "share_negative"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:
    return share_of_items(sums, interval, statistic=NAME, numerator=negatives, base=opinions)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category but no opinion",
    formula="100 × negative / had an opinion",
    variance="as for share_positive",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
