"""Estimates from the cube with the errors of the design: strata, clusters, weights and finite populations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.estimation.design import limit_mean, limit_share, linearise
from genklang.estimation.items import negatives, opinions, positives
from genklang.estimation.lattice import Domains, Margin
from genklang.estimation.offered import OFFERED
from genklang.estimation.plan import RESPONSES, count_of
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.item_type import stored_items
from genklang.instrument.model import Item
from genklang.tables.estimate import ESTIMATE_SCHEMA, FIGURE_KEYS, OWN, Interval, Status
from genklang.tables.keys import DOMAIN_KEYS, WEIGHT_ONE
from genklang.tables.schema import conform

DESIGNED_SCHEMA: Final = ESTIMATE_SCHEMA | {
    "standard_error": pl.Float64,
    "design_effect": pl.Float64,
    "lonely": pl.Int64,
}
"""`ESTIMATE_SCHEMA`, the standard error and design effect, and in how many strata a single cluster (or response) was
drawn: those are centred at the mean of all. Null errors: nothing is known of the spread."""

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Design:
    """How the sample was drawn, by keys of the cube: within strata, and by whole clusters, if any (the unit).

    `population`: how many each stratum of each round has (clusters, where there are any), a frame with `round`, the
    keys of the strata and `population`; strata that it leaves out are taken as endless.
    """

    strata: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    population: pl.DataFrame | None = None


def estimate_designed(stats: SufficientStatistics, statistic: str, domains: Domains, design: Design) -> pl.DataFrame:
    """Return share_positive, share_negative or mean_score of every domain and item, as `DESIGNED_SCHEMA`, unprotected.

    A domain is a part of the sample and not a sample of its own. Intervals are about the process, or about the round
    where `design` holds a population. Failures: E207 (more drawn than the population has), E226 (another statistic).
    """
    if statistic not in SCORES:
        raise Failure(problem("E226", "statistic", statistic=statistic, names=", ".join(SCORES)))
    strata = _list_strata(stats, design)
    scored = [(item, s) for item in stored_items(stats.plan.instrument) if (s := SCORES[statistic](item))]
    names = [name for _, scores in scored for name in scores]
    sums = pl.concat(part for margin in domains.list_margins() for part in _sum_margin(stats, margin, design, names))
    frames = [
        _frame(linearise(_score(sums, scores), strata, by=DOMAIN_KEYS), item, statistic, design)
        for item, scores in scored
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=DESIGNED_SCHEMA)


def redraw_limits(figures: pl.DataFrame, stats: SufficientStatistics, domains: Domains, design: Design) -> pl.DataFrame:
    """Return estimates (`ESTIMATE_SCHEMA`) with the limits of the design, for the statistics that have them.

    Failures: E228 (keys that answers are not kept by), and those of `estimate_designed`.
    """
    if strange := [k for k in (*design.strata, *design.cluster) if k not in stats.plan.keys]:
        raise Failure(problem("E228", ", ".join(strange), names=", ".join(stats.plan.keys)))
    named = [name for name in SCORES if name in set(figures["statistic"].unique())]
    limits = ["low", "high", "interval"]
    found = [estimate_designed(stats, name, domains, design).select(*FIGURE_KEYS, *limits) for name in named]
    if not found:
        return figures
    drawn = pl.concat(found).with_columns(is_drawn=pl.lit(value=True))
    joined = figures.join(
        drawn, on=list(FIGURE_KEYS), how="left", nulls_equal=True, maintain_order="left", suffix=" drawn"
    )
    own = [pl.when("is_drawn").then(f"{c} drawn").otherwise(c).alias(c) for c in limits]
    return joined.with_columns(own).select(figures.columns)


def population_of(offered: pl.DataFrame | None, design: Design) -> pl.DataFrame | None:
    """Return the offered as the population of each stratum of people; None where they are not told by the strata."""
    if offered is None or offered.is_empty() or design.cluster or not set(design.strata) <= set(offered.columns):
        return None
    by = ["round", *design.strata]
    known = offered.drop_nulls(by).group_by(by).agg(pl.col(OFFERED).sum().alias("population"))
    return known if known.height else None


def _score_share(choose: Callable[[Item], tuple[str, ...]]) -> Callable[[Item], Scores]:
    return lambda item: {name: float(name in choose(item)) for name in opinions(item)} if choose(item) else {}


def _score_mean(item: Item) -> Scores:
    scores = {count_of(item.code, c.code): c.score for c in item.substantive if c.score is not None}
    return scores if item.type != "multiple_choice" and len(scores) == len(item.substantive) > 1 else {}


SCORES: Final[Mapping[str, Callable[[Item], Scores]]] = {
    "share_positive": _score_share(positives),
    "share_negative": _score_share(negatives),
    "mean_score": _score_mean,
}


def _list_strata(stats: SufficientStatistics, design: Design) -> pl.DataFrame:
    """Return how many clusters (or responses) each stratum of each round has in the sample, and its population."""
    by = ["round", *design.strata]
    size = pl.struct(design.cluster).n_unique() if design.cluster else pl.col(RESPONSES).cast(pl.Int64).sum()
    sizes = stats.cells.group_by(by).agg(size.cast(pl.Float64).alias("psus")).sort(by)
    known = sizes.select(by).clear() if design.population is None else design.population
    number = pl.lit(None, pl.Float64) if design.population is None else pl.col("population").cast(pl.Float64)
    whole = sizes.join(known.select(*by, number.alias("population")), on=by, how="left", maintain_order="left")
    faults = whole.filter(pl.col("psus") > pl.col("population")).head(20)
    if faults.height:
        raise Failure(*(_tell_size(*keys, drawn=drawn, population=size) for *keys, drawn, size in faults.iter_rows()))
    return whole.select(pl.struct(by).alias("stratum"), "psus", "population")


def _tell_size(*keys: str, drawn: float, population: float) -> Problem:
    sizes = {"sample": f"{drawn:g}", "population": f"{population:g}"}
    return problem("E207", "population", strata=", ".join(keys), **sizes)


def _sum_margin(
    stats: SufficientStatistics, margin: Margin, design: Design, names: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """Give the counters by domain, stratum, cluster and weight, for the domains of one margin and the totals in it."""
    cluster = [pl.struct(design.cluster).alias("cluster")] if design.cluster else []
    weight = pl.col("weight_class") / WEIGHT_ONE
    design_keys = [pl.struct("round", *design.strata).alias("stratum"), *cluster, weight.alias("weight")]
    counters = pl.col(names).cast(pl.Int64)
    totals = stats.plan.instrument.totals if "target_group" in margin else ()
    for code, groups in [("", ()), *((t.code, t.groups) for t in totals)]:
        cells = stats.cells.filter(pl.col("target_group").is_in(groups)) if code else stats.cells
        named = {k: pl.col(k) if k in margin else pl.lit(None, pl.String) for k in DOMAIN_KEYS}
        named |= {"target_group": pl.lit(code)} if code else {}
        rows = cells.select(*design_keys, counters, **named)
        keys = [c for c in rows.columns if c not in set(names)]
        yield rows.group_by(keys).agg(pl.col(names).sum()).select(*keys, *names).sort(keys)


def _score(sums: pl.DataFrame, scores: Scores) -> pl.DataFrame:
    """Return the cells of one item: answers that count, Σ score, Σ score²."""
    keys = [c for c in ("cluster",) if c in sums.columns]
    count = {power: [score**power * pl.col(name) for name, score in scores.items()] for power in (0, 1, 2)}
    moments = (pl.sum_horizontal(count[p]).cast(pl.Float64).alias(n) for p, n in enumerate(("n", "y", "yy")))
    return sums.select(*DOMAIN_KEYS, "stratum", *keys, "weight", *moments)


def _frame(found: pl.DataFrame, item: Item, statistic: str, design: Design) -> pl.DataFrame:
    is_share = statistic != "mean_score"
    unit = 100.0 if is_share else 1.0
    low, high = limit_share(found) if is_share else limit_mean(found)
    has_spread = (pl.col("psus") > pl.col("strata")) | pl.col("census")
    kind = Interval.PROCESS if design.population is None else Interval.ROUND
    is_empty = pl.col("mean").is_null()
    rows = found.select(
        *DOMAIN_KEYS,
        pl.lit(item.code).alias("item"),
        pl.lit(statistic).alias("statistic"),
        (unit * pl.col("mean")).alias("value"),
        pl.col("n").cast(pl.Int64).alias("denominator"),
        *(pl.Series(n, unit * a, nan_to_null=True) for n, a in (("low", low), ("high", high))),
        pl.lit(kind.value).alias("interval"),
        pl.lit(OWN).alias("source"),
        pl.when(is_empty).then(pl.lit(Status.NO_ANSWERS.value)).otherwise(pl.lit(Status.SHOWN.value)).alias("status"),
        pl.when(has_spread).then(unit * pl.col("variance").sqrt()).alias("standard_error"),
        pl.when(has_spread & (pl.col("simple") > 0)).then(pl.col("variance") / pl.col("simple")).alias("design_effect"),
        pl.when(~is_empty).then(pl.col("lonely")).cast(pl.Int64).alias("lonely"),
    )
    return conform(rows, DESIGNED_SCHEMA)
