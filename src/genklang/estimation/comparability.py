"""Which figures may be compared between two rounds: those whose items are declared comparable."""

from collections.abc import Sequence

import polars as pl

from genklang.estimation.plan import area_items, index_items
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.model import Item


def find_comparable(stats: SufficientStatistics, rounds: Sequence[str]) -> frozenset[str]:
    """Return what may stand in `item` for figures compared between two rounds, or more.

    An item counts if every version met in the rounds is the same, or the plan's own, or one that the item
    names in `comparable_with`; an area or the index if all its items do.
    """
    instrument = stats.plan.instrument
    versions = set(stats.cells.filter(pl.col("round").is_in(rounds))["version"].unique())

    def is_comparable(item: Item) -> bool:
        return len(versions) < 2 or versions <= {instrument.version, *item.comparable_with}

    found = {item.code for item in instrument.items if is_comparable(item)}
    areas = {f"area:{a}" for a in instrument.areas if all(map(is_comparable, area_items(instrument, a)))}
    whole = {""} if all(map(is_comparable, index_items(instrument))) else set()
    return frozenset(found | areas | whole)
