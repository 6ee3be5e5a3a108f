"""Top box: the share that chose the very best category, of all answers with an opinion."""

from genklang.estimation.items import Names, opinions, share_of_items
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.plan import count_of
from genklang.estimation.statistic import Statistic
from genklang.instrument.model import Item
from genklang.tables.estimate import Interval

NAME = "top_box"


def _best(item: Item) -> Names:
    """Return the counter of the category with the highest score, of those that have one."""
    scored = [c for c in item.substantive if c.score is not None]
    best = max(scored, key=lambda c: c.score or 0.0, default=None)
    return (count_of(item.code, best.code),) if best and len(scored) > 1 else ()


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:
    return share_of_items(sums, interval, statistic=NAME, numerator=_best, base=opinions)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category but no opinion",
    formula="100 × chose the category with the highest score / had an opinion",
    variance="as for share_positive",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
