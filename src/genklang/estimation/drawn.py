"""The domains of an estimate as their sample was drawn: the spread of any figure over strata and clusters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from genklang.estimation.design import add_spread
from genklang.estimation.interval import divide
from genklang.estimation.tail import Floats
from genklang.tables.estimate import Interval
from genklang.tables.keys import WEIGHT_ONE

ROW = "row"
"""The place of a domain among those that are estimated for."""
Spread = pl.DataFrame
"""One row per domain, in their order: the columns of `add_spread`."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The counters of `size` domains, divided as the sample was drawn.

    `cells`: `row`, `stratum`, `cluster` (if any), `weight_class` and the counters. `strata`: as in `add_spread`.
    `interval`: about the round where the population of some stratum is known, else about the process.
    """

    cells: pl.DataFrame
    strata: pl.DataFrame
    interval: Interval
    size: int

    def count(self, *names: str) -> Floats:
        """Return the sum of some counters in each cell, unweighted."""
        return self.cells.select(pl.sum_horizontal(pl.lit(0, pl.Int64), *names)).to_series().cast(pl.Float64).to_numpy()

    def at(self, values: Floats) -> Floats:
        """Return a number of each domain for each of its cells; 0 where it has none."""
        return np.asarray(np.nan_to_num(values)[self.cells[ROW].to_numpy()])

    def spread(self, n: Floats, z: Floats, zz: Floats, size: Floats) -> Spread:
        """Return the variance of a figure from sums over each cell: see `add_spread`."""
        keys = [c for c in ("stratum", "cluster") if c in self.cells.columns]
        cells = self.cells.select(ROW, *keys, pl.col("weight_class").alias("weight") / WEIGHT_ONE).with_columns(
            n=pl.Series(n), z=pl.Series(z), zz=pl.Series(zz), size=pl.Series(size)
        )
        found = add_spread(cells, self.strata, by=[ROW])
        rows = pl.DataFrame({ROW: range(self.size)}, schema={ROW: cells.schema[ROW]})
        return rows.join(found, on=ROW, how="left", maintain_order="left").drop(ROW)


def spread_share(
    drawn: Drawn, share: Floats, weight: Floats, *, positive: Sequence[str], base: Sequence[str]
) -> Spread:
    """Return the spread of the `share` of the counters `positive` among `base`, whose weights add up to `weight`."""
    k, n, p, part = drawn.count(*positive), drawn.count(*base), drawn.at(share), drawn.at(invert(weight))
    return drawn.spread(n, (k - p * n) * part, (k * (1 - p) ** 2 + (n - k) * p**2) * part**2, k * part**2)


def invert(weight: Floats) -> Floats:
    """Return what part of the whole a weight of one is."""
    return divide(np.ones_like(weight), weight)


Read = Callable[..., Floats]
"""Gives the sum of some counters: `Drawn.count`, `DomainSums.square` …"""
