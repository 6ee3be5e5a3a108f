"""Two frames of counters brought beside each other row by row, one taken from the other, as they were drawn."""

from collections.abc import Sequence

import polars as pl

from genklang.estimation.designed import Design, draw
from genklang.estimation.measure import DomainSums
from genklang.estimation.offered import OFFERED
from genklang.estimation.sufficient import SufficientStatistics
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


def draw_sums(
    stats: SufficientStatistics,
    frame: pl.DataFrame,
    design: Design | None,
    *,
    domains: pl.DataFrame,
    without: pl.DataFrame | None = None,
) -> DomainSums:
    """Return counters of domains (`domains`: their keys), less those of as many parts (`without`), by the design."""
    if design is None:
        return DomainSums(frame, stats.plan)
    drawn = draw(stats, domains, design)
    return DomainSums(frame, stats.plan, drawn if without is None else drawn.minus(draw(stats, without, design)))


def lift(domains: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Return the domains with all of some keys together."""
    return domains.with_columns(pl.lit(None, pl.String).alias(k) for k in keys)
