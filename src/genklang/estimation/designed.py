"""How a sample was drawn, by keys of the cube: strata, clusters and finite populations, as the cells of each domain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.estimation.drawn import ROW, Drawn
from genklang.estimation.lattice import Margin
from genklang.estimation.offered import OFFERED
from genklang.estimation.plan import RESPONSES
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.estimate import Interval
from genklang.tables.keys import DOMAIN_KEYS

DECLARED = ("organisation", "stratum")
"""Strata that answers name are of their organisation's own survey: two may call theirs alike."""
NUMBER = "number of the stratum"


@dataclass(frozen=True, slots=True)
class Design:
    """How the sample was drawn, by keys of the cube: within strata, and by whole clusters, if any (the unit).

    `population`: how many each stratum of each round has (clusters, where there are any), a frame with `round`, the
    keys of the strata and `population`; strata that it leaves out are taken as endless.
    """

    strata: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    population: pl.DataFrame | None = None


def declared_rounds(stats: SufficientStatistics) -> list[str]:
    """Return the rounds in which answers of some organisation name two strata or more that they were drawn within."""
    strata = stats.cells.group_by("round", "organisation").agg(pl.col("stratum").n_unique())
    return strata.filter(pl.col("stratum") > 1)["round"].unique().sort().to_list()


def population_of(offered: pl.DataFrame | None, design: Design) -> pl.DataFrame | None:
    """Return the offered as the population of each stratum of people; None where they are not told by the strata."""
    if offered is None or offered.is_empty() or design.cluster or not set(design.strata) <= set(offered.columns):
        return None
    by = ["round", *design.strata]
    is_told = pl.all_horizontal(pl.col(by).is_not_null()).all().over("round")
    known = offered.filter(is_told).group_by(by).agg(pl.col(OFFERED).sum().alias("population"))
    return known if known.height else None


def draw(stats: SufficientStatistics, domains: pl.DataFrame, margins: Sequence[Margin], design: Design) -> Drawn:
    """Return the cells of the `domains` (a frame with DOMAIN_KEYS, of the `margins`) as the sample was drawn.

    Failures: E207 (more drawn than the population has), E228 (keys that answers are not kept by).
    """
    if strange := [k for k in (*design.strata, *design.cluster) if k not in stats.plan.keys]:
        raise Failure(problem("E228", ", ".join(strange), names=", ".join(stats.plan.keys)))
    strata = _list_strata(stats, design)
    by = ["round", *design.strata]
    placed = stats.cells.join(strata.select(*by, NUMBER), on=by, how="left", maintain_order="left")
    if design.cluster:
        placed = placed.with_columns(pl.struct(design.cluster).rank("dense").alias("cluster"))
    cells = placed.drop("stratum").rename({NUMBER: "stratum"})
    rows = domains.select(DOMAIN_KEYS).with_row_index(ROW)
    parts = [part for margin in margins for part in _sum_margin(cells, stats, margin)]
    found = pl.concat(parts).join(rows, on=list(DOMAIN_KEYS), how="inner", nulls_equal=True, maintain_order="left")
    kind = Interval.PROCESS if strata["population"].null_count() == strata.height else Interval.ROUND
    sizes = strata.select(pl.col(NUMBER).alias("stratum"), "psus", "population")
    return Drawn(found.drop(DOMAIN_KEYS), sizes, kind, rows.height)


def _list_strata(stats: SufficientStatistics, design: Design) -> pl.DataFrame:
    """Return how many clusters (or responses) each stratum of each round has in the sample, and its population."""
    by = ["round", *design.strata]
    size = pl.struct(design.cluster).n_unique() if design.cluster else pl.col(RESPONSES).cast(pl.Int64).sum()
    sizes = stats.cells.group_by(by).agg(size.cast(pl.Float64).alias("psus")).sort(by).with_row_index(NUMBER)
    known = sizes.select(by).clear() if design.population is None else design.population
    number = pl.lit(None, pl.Float64) if design.population is None else pl.col("population").cast(pl.Float64)
    whole = sizes.join(known.select(*by, number.alias("population")), on=by, how="left", maintain_order="left")
    faults = whole.filter(pl.col("psus") > pl.col("population")).select(*by, "psus", "population").head(20)
    if faults.height:
        raise Failure(*(_tell_size(*keys, drawn=drawn, population=size) for *keys, drawn, size in faults.iter_rows()))
    return whole


def _tell_size(*keys: str, drawn: float, population: float) -> Problem:
    sizes = {"sample": f"{drawn:g}", "population": f"{population:g}"}
    return problem("E207", "population", strata=", ".join(keys), **sizes)


def _sum_margin(cells: pl.DataFrame, stats: SufficientStatistics, margin: Margin) -> Iterator[pl.DataFrame]:
    """Give the counters by domain, stratum, cluster and weight, for the domains of one margin and the totals in it."""
    names = list(stats.plan.names)
    parts = [c for c in ("stratum", "cluster") if c in cells.columns]
    totals = stats.plan.instrument.totals if "target_group" in margin else ()
    for code, groups in [("", ()), *((t.code, t.groups) for t in totals)]:
        inside = cells.filter(pl.col("target_group").is_in(groups)) if code else cells
        named = {k: pl.col(k) if k in margin else pl.lit(None, pl.String) for k in DOMAIN_KEYS}
        named |= {"target_group": pl.lit(code)} if code else {}
        rows = inside.select(*parts, "weight_class", pl.col(names).cast(pl.Int64), **named)
        keys = [*DOMAIN_KEYS, *parts, "weight_class"]
        yield rows.group_by(keys).agg(pl.col(names).sum()).select(*keys, *names).sort(keys)
