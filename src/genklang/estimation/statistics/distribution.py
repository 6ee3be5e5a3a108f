"""The distribution: each category's share of those with an opinion, or of those who chose at all."""

from genklang.estimation.items import asked, opinions
from genklang.estimation.measure import DomainSums, Figures, estimate_share
from genklang.estimation.plan import count_of
from genklang.estimation.statistic import Statistic
from genklang.instrument.item_type import stored_items
from genklang.tables.estimate import Interval

NAME = "distribution"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:
    return tuple(
        estimate_share(
            sums,
            interval,
            item=item.code,
            statistic=f"{NAME}:{category.code}",
            positive=[count_of(item.code, category.code)],
            base=opinions(item),
            asked=asked(item),
        )
        for item in stored_items(sums.plan.instrument)
        for category in item.substantive
    )


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category; for multiple choice also of those who chose at all",
    formula="100 × chose the category / had an opinion; on a multiple-choice item the shares may add up to more",
    variance="as for share_positive",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
