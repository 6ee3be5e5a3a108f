"""Two frames of counters brought row by row beside each other, and one taken from the other."""

from collections.abc import Sequence

import polars as pl

from genklang.estimation.offered import OFFERED
from genklang.tables.keys import DOMAIN_KEYS


def align(left: pl.DataFrame, right: pl.DataFrame, keys: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of `left` that have a partner in `right` by `keys`, and those partners' counters.

    `right` has at most one row for each value of the keys; its other domain keys are ignored.
    """
    counters = right.select(*keys, pl.exclude(*DOMAIN_KEYS, OFFERED))
    order = left.select(keys).with_row_index("row")
    partners = order.join(counters, on=list(keys), how="inner", nulls_equal=True).sort("row")
    unknown = pl.lit(None, pl.Int64).alias(OFFERED)
    return left[partners["row"]], partners.select(pl.exclude("row", *keys), unknown)


def subtract(total: pl.DataFrame, part: pl.DataFrame) -> pl.DataFrame:
    """Return the counters of `total` without those of `part`, row by row."""
    return total.with_columns(total[name] - part[name] for name in total.columns if name != OFFERED)
