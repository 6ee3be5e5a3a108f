"""How a sample was drawn, by keys of the cube: strata, clusters and finite populations, as the cells of each domain."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.estimation.drawn import ROW, Drawn
from genklang.estimation.lattice import Margin
from genklang.estimation.plan import RESPONSES
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.keys import DOMAIN_KEYS

NUMBER = "number of the stratum"
WAVE = "wave"
"""The round that a stratum is of."""
HOME = ("round", "organisation")


@dataclass(frozen=True, slots=True)
class Design:
    """How the sample was drawn, by keys of the cube: within strata, and by whole clusters, if any (the unit).

    `population`: how many each stratum of each round has (clusters, where there are any), a frame with `round`, the
    keys of the strata and `population`; strata that it leaves out are taken as endless. `homes`: `round` and
    `organisation` of the samples that were drawn so, where others were drawn one by one within their organisation;
    None: all were. `is_panel`: the clusters of a stratum are the same ones in every round.
    """

    strata: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    population: pl.DataFrame | None = None
    homes: pl.DataFrame | None = None
    is_panel: bool = False


def draw(stats: SufficientStatistics, domains: pl.DataFrame, design: Design) -> Drawn:
    """Return the cells of the `domains` (a frame with DOMAIN_KEYS; null: all together) as the sample was drawn.

    Failures: E207 (more drawn than the population has), E228 (keys that answers are not kept by).
    """
    if strange := [k for k in (*design.strata, *design.cluster) if k not in stats.plan.keys]:
        raise Failure(problem("E228", ", ".join(strange), names=", ".join(stats.plan.keys)))
    by = [WAVE, *design.strata]
    wave = pl.lit("") if design.is_panel else pl.col("round")
    waves = stats.cells.with_columns(wave.alias(WAVE))
    strata = _list_strata(waves, by, design)
    placed = waves.join(strata.select(*by, NUMBER), on=by, how="left", maintain_order="left")
    if design.cluster:
        placed = placed.with_columns(pl.struct(design.cluster).rank("dense").alias("cluster"))
    cells = placed.drop("stratum").rename({NUMBER: "stratum"})
    rows = domains.select(DOMAIN_KEYS).with_row_index(ROW)
    parts = [part for margin in _list_margins(domains) for part in _sum_margin(cells, stats, margin)]
    found = pl.concat(parts).join(rows, on=list(DOMAIN_KEYS), how="inner", nulls_equal=True, maintain_order="left")
    sizes = strata.select(pl.col(NUMBER).alias("stratum"), "psus", "population", "named")
    return Drawn(found.drop(DOMAIN_KEYS), sizes, rows.height)


def _list_margins(domains: pl.DataFrame) -> list[Margin]:
    """Return the sets of keys that the domains are told apart by."""
    flags = domains.select(pl.col(DOMAIN_KEYS).is_not_null()).unique(maintain_order=True)
    margins = (tuple(k for k, is_told in zip(DOMAIN_KEYS, row, strict=True) if is_told) for row in flags.iter_rows())
    return list(margins) or [()]


def _list_strata(waves: pl.DataFrame, by: list[str], design: Design) -> pl.DataFrame:
    """Return how many clusters (or responses) each stratum of each round has in the sample, and its population."""
    size = pl.struct(design.cluster).n_unique() if design.cluster else pl.col(RESPONSES).cast(pl.Int64).sum()
    is_named = pl.lit(value=True)
    if design.homes is not None:
        marked = design.homes.select(*HOME, pl.lit(value=True).alias("named"))
        waves = waves.join(marked, on=list(HOME), how="left", maintain_order="left")
        is_named = pl.col("named").fill_null(value=False).any()
    sizes = waves.group_by(by).agg(size.cast(pl.Float64).alias("psus"), is_named.alias("named")).sort(by)
    whole = sizes.with_row_index(NUMBER).with_columns(pl.lit(None, pl.Float64).alias("population"))
    if design.population is not None:
        known = design.population.rename({"round": WAVE}).select(*by, pl.col("population").cast(pl.Float64))
        whole = whole.drop("population").join(known, on=by, how="left", maintain_order="left")
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
