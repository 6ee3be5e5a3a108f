"""Share with no opinion: those who said so, of all who answered the item."""

from genklang.estimation.items import Names, answers, share_of_items
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.plan import count_of
from genklang.estimation.statistic import Statistic
from genklang.instrument.model import Item
from genklang.tables.estimate import Interval
from genklang.tables.keys import NO_OPINION

NAME = "no_opinion_share"


def _no_opinion(item: Item) -> Names:
    return tuple(count_of(item.code, NO_OPINION) for c in item.categories if c.is_no_opinion)


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:
    return share_of_items(sums, interval, statistic=NAME, numerator=_no_opinion, base=answers)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category, no opinion included",
    formula="100 × no opinion / answered the item, no opinion included",
    variance="as for share_positive",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
