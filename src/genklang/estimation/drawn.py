"""The domains of an estimate as their sample was drawn: the spread of any figure over strata and clusters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.estimation.design import add_spread
from genklang.estimation.interval import divide
from genklang.estimation.plan import RESPONSES
from genklang.estimation.tail import Floats
from genklang.tables.estimate import Interval
from genklang.tables.keys import WEIGHT_ONE

ROW = "row"
"""The place of a domain among those that are estimated for."""
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Spread:
    """What is known of the error of a figure by design.

    `found`: one row per domain, in their order, the columns of `add_spread`. `cells`, `strata`: what it was found from.
    `rows`: the `row` of each domain in `cells`.
    """

    found: pl.DataFrame
    cells: pl.DataFrame
    strata: pl.DataFrame
    rows: NDArray[np.int64]

    @property
    def variance(self) -> Floats:
        """The variance of each domain's figure; NaN where it has none."""
        return self.found["variance"].cast(pl.Float64).fill_null(np.nan).to_numpy()

    @property
    def kinds(self) -> NDArray[np.str_]:
        """What each domain's interval is about: the round where the populations of its strata are known."""
        any_known = self.strata["population"].null_count() < self.strata.height
        closed = self.found["closed"].fill_null(value=any_known).to_numpy()
        return np.where(closed, Interval.ROUND.value, Interval.PROCESS.value)

    def only(self, domains: NDArray[np.bool_]) -> "Spread":
        """Return the spread of some of the domains; of the others nothing is known."""
        found = self.found.with_columns(pl.when(pl.Series(domains)).then(pl.all()))
        return Spread(found, self.cells, self.strata, np.where(domains, self.rows, NOWHERE))

    def plus(self, variance: Floats) -> "Spread":
        """Return the spread with more variance, of something else that is not known."""
        return replace(self, found=self.found.with_columns(pl.col("variance") + pl.Series(variance)))

    def take(self, places: NDArray[np.int64]) -> "Spread":
        """Return the spread of the domains at some places, each as often as it is named."""
        return Spread(self.found[places], self.cells, self.strata, self.rows[places])


@dataclass(frozen=True, slots=True)
class Drawn:
    """The counters of `size` domains, divided as the sample was drawn.

    `cells`: `row`, `stratum`, `cluster` (if any), `weight_class` and the counters. `strata`: as in `add_spread`, and
    `named`: whether the stratum is one of several that a sample was drawn within.
    """

    cells: pl.DataFrame
    strata: pl.DataFrame
    size: int

    @property
    def applies(self) -> NDArray[np.bool_]:
        """Which of the domains hold answers of a sample drawn so; the others were drawn one by one."""
        named = self.strata.filter("named").select("stratum")
        found = np.zeros(self.size, dtype=bool)
        found[self.cells.join(named, on="stratum", how="semi")[ROW].to_numpy()] = True
        return found

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
        whole = rows.join(found, on=ROW, how="left", maintain_order="left").drop(ROW)
        return Spread(whole, cells, self.strata, np.arange(self.size))

    def as_process(self) -> "Drawn":
        """Return the domains as of a population without end."""
        return Drawn(self.cells, self.strata.with_columns(population=pl.lit(None, pl.Float64)), self.size)

    def only(self, domains: NDArray[np.bool_]) -> "Drawn":
        """Return the domains with the cells of some of them."""
        return Drawn(self.cells.filter(domains[self.cells[ROW].to_numpy()]), self.strata, self.size)

    def minus(self, part: "Drawn") -> "Drawn":
        """Return the domains without the responses of as many others that are parts of them."""
        keys = [c for c in (ROW, "stratum", "cluster", "weight_class") if c in self.cells.columns]
        names = [c for c in self.cells.columns if c not in keys]
        apart = self.cells.join(part.cells, on=keys, how="anti", maintain_order="left")
        shared = self.cells.join(part.cells, on=keys, how="semi", maintain_order="left")
        both = pl.concat([shared, part.cells.with_columns(-pl.col(names))])
        rest = both.group_by(keys, maintain_order=True).agg(pl.col(names).sum()).filter(pl.col(RESPONSES) > 0)
        return Drawn(pl.concat([apart, rest.select(apart.columns)]), self.strata, self.size)


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
