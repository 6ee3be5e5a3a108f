"""Item non-response: blanks of all who were asked. No opinion is an answer, not a blank."""

from genklang.estimation.items import asked, share_of_items
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.plan import blank_of
from genklang.estimation.statistic import Statistic
from genklang.tables.estimate import Interval

NAME = "item_nonresponse"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:
    return share_of_items(sums, interval, statistic=NAME, numerator=lambda i: (blank_of(i.code),), base=asked)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category, no opinion and blank",
    formula="100 × blank / asked",
    variance="as for share_positive",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
