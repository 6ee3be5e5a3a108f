"""How many answers drawn one by one the shares of a weighted sample, or one drawn by design, are worth."""

from typing import Final

import numpy as np
import polars as pl

from genklang.estimation.compare import as_process
from genklang.estimation.declared import declared_design
from genklang.estimation.estimate import estimate
from genklang.estimation.interval import size_behind
from genklang.estimation.lattice import Domains
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.estimate import OWN, Interval
from genklang.tables.keys import DOMAIN_KEYS

PLACES: Final = Domains(("round", "organisation", "unit", "target_group"), margins=True)
FIGURE: Final = [*DOMAIN_KEYS, "item", "statistic"]
SAME: Final = 1e-6
"""Parts of an answer that are rounding."""


def count_answers(shares: pl.DataFrame) -> pl.DataFrame:
    """Return shares (ESTIMATE_SCHEMA) with their counts as `k` of `n`, null where unknown, and `is_counted`."""
    counts = {"k": "numerator", "n": "denominator"}
    numbers = {name: pl.col(column).cast(pl.Float64) for name, column in counts.items()}
    return shares.with_columns(**numbers, is_counted=pl.lit(value=True))


def add_effective(shares: pl.DataFrame, stats: SufficientStatistics) -> pl.DataFrame:
    """Return what `count_answers` does; of weighted shares and samples drawn by design, the answers they are worth.

    That is the number behind the interval of the process kind. `is_counted`: not so, they are the counts themselves.
    """
    counted = count_answers(shares)
    design = as_process(declared_design(stats))
    names = shares["statistic"].unique(maintain_order=True).to_list()
    if not names or (design is None and not stats.is_weighted):
        return counted
    figures = estimate(stats, names, PLACES, interval=Interval.PROCESS, design=design)
    value, low, high = (figures[c].fill_null(np.nan).to_numpy() / 100 for c in ("value", "low", "high"))
    known = figures.select(*FIGURE, pl.Series("worth", size_behind(value, low, high), nan_to_null=True))
    met = counted.join(known, on=FIGURE, how="left", nulls_equal=True, maintain_order="left")
    worth = pl.when(pl.col("source") == OWN).then("worth")
    is_counted = worth.is_null() | ((worth - pl.col("n")).abs() <= SAME * pl.col("n"))
    return met.with_columns(
        k=pl.when(is_counted).then("k").otherwise(worth * pl.col("value") / 100),
        n=pl.when(is_counted).then("n").otherwise(worth),
        is_counted=is_counted,
    ).drop("worth")
