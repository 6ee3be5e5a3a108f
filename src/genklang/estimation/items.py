"""The counters of an item, by what they are for; and shares of them over all items of an instrument."""

from collections.abc import Callable

from genklang.estimation.measure import DomainSums, Figures, estimate_share
from genklang.estimation.plan import blank_of, count_of, opinions_of
from genklang.instrument.item_type import stored_items
from genklang.instrument.model import Item
from genklang.tables.estimate import Interval
from genklang.tables.keys import NO_OPINION

Names = tuple[str, ...]

WITHOUT_CATEGORIES = frozenset({"number", "multiple_choice"})
"""Types whose answers do not divide into categories: those with an opinion have a counter of their own."""


def opinions(item: Item) -> Names:
    """Return the counters of all who answered with an opinion."""
    if item.type in WITHOUT_CATEGORIES:
        return (opinions_of(item.code),)
    return tuple(count_of(item.code, c.code) for c in item.substantive)


def answers(item: Item) -> Names:
    """Return the counters of all who answered, no opinion included."""
    return (*opinions(item), count_of(item.code, NO_OPINION))


def asked(item: Item) -> Names:
    """Return the counters of all who were asked: answered or blank."""
    return (*answers(item), blank_of(item.code))


def positives(item: Item) -> Names:
    """Return the counters of the positive categories."""
    return tuple(count_of(item.code, c.code) for c in item.positive)


def negatives(item: Item) -> Names:
    """Return the counters of the negative categories."""
    return tuple(count_of(item.code, c.code) for c in item.categories if c.negative)


def share_of_items(
    sums: DomainSums,
    interval: Interval,
    *,
    statistic: str,
    numerator: Callable[[Item], Names],
    base: Callable[[Item], Names],
) -> tuple[Figures, ...]:
    """Return the share of `numerator` in `base` for each item that has both."""
    return tuple(
        estimate_share(
            sums,
            interval,
            item=item.code,
            statistic=statistic,
            positive=numerator(item),
            base=base(item),
            asked=asked(item),
        )
        for item in stored_items(sums.plan.instrument)
        if numerator(item) and base(item)
    )
