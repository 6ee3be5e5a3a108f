"""Counts to estimates: a statistic, in every domain that is asked for, with base, interval and status."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import polars as pl

from genklang.estimation.declared import declared_design
from genklang.estimation.designed import Design, draw
from genklang.estimation.dispositions import add_dispositions
from genklang.estimation.lattice import Domains, Margin, roll_up
from genklang.estimation.measure import UNTOLD, DomainSums, Figures
from genklang.estimation.offered import add_offered
from genklang.estimation.plan import ANSWERED
from genklang.estimation.statistic import evaluate, find_statistic
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.estimate import ESTIMATE_SCHEMA, OWN, Interval
from genklang.tables.keys import DOMAIN_KEYS
from genklang.tables.schema import conform

DESIGNED_SCHEMA: Final = ESTIMATE_SCHEMA | {
    "standard_error": pl.Float64,
    "design_effect": pl.Float64,
    "lonely": pl.Int64,
}
"""`ESTIMATE_SCHEMA`, the standard error and design effect, and in how many strata a single cluster (or response) was
drawn: those are centred at the mean of all. Null errors: nothing is known of the spread, or the statistic has none."""


def estimate(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    domains: Domains,
    offered: pl.DataFrame | None = None,
    *,
    interval: Interval | None = None,
    dispositions: pl.DataFrame | None = None,
    design: Design | None = None,
) -> pl.DataFrame:
    """Return the named statistics of every domain, unprotected, as `ESTIMATE_SCHEMA`.

    Shares, rates and their limits are per cent, indices points (0–100), means scores. Without `interval` each
    statistic has its own default. `offered` (`OFFERED_SCHEMA`) gives the size of the round, `dispositions`
    (`DISPOSITION_SCHEMA`) what became of its cases. By `design` the limits of shares, means and indices are of how the
    sample was drawn: about the round where it knows the population, else about the process. Where nobody gave an
    answer that counts, value and limits are null and the status says why. Failures: E103 for an unknown name; E207,
    E228 for a design that cannot be.
    """
    frame = estimate_designed(stats, statistics, domains, design, offered, interval=interval, dispositions=dispositions)
    return conform(frame.select(*ESTIMATE_SCHEMA), ESTIMATE_SCHEMA)


def estimate_declared(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    domains: Domains,
    offered: pl.DataFrame | None = None,
    *,
    dispositions: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return what `estimate` does, by the design that the answers declare: see `declared_design`."""
    design = declared_design(stats, offered)
    return estimate(stats, statistics, domains, offered, dispositions=dispositions, design=design)


def estimate_designed(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    domains: Domains,
    design: Design | None,
    offered: pl.DataFrame | None = None,
    *,
    interval: Interval | None = None,
    dispositions: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return what `estimate` does with the errors of the design beside it, as `DESIGNED_SCHEMA`.

    A domain is a part of the sample and not a sample of its own.
    """
    names = [statistics] if isinstance(statistics, str) else list(statistics)
    parts = [find_statistic(name) for name in names]
    margins = domains.list_margins()
    frame = sum_domains(stats, margins, offered)
    told = add_dispositions(frame, margins=margins, dispositions=dispositions, stats=stats)
    sums = DomainSums(told, stats.plan, draw(stats, told, design) if design else None)
    frames = [frame_of(sums, figures) for part in parts for figures in evaluate(part, sums, interval or part.interval)]
    if not frames:
        return pl.DataFrame(schema=DESIGNED_SCHEMA)
    return conform(pl.concat(frames), DESIGNED_SCHEMA)


def sum_domains(stats: SufficientStatistics, margins: Sequence[Margin], offered: pl.DataFrame | None) -> pl.DataFrame:
    """Return the counters and the offered of every domain of the margins, sorted by key."""
    return add_offered(roll_up(stats, margins), margins=margins, offered=offered, stats=stats).sort(DOMAIN_KEYS)


def frame_of(sums: DomainSums, figures: Figures) -> pl.DataFrame:
    """Return one figure of every domain as rows of `DESIGNED_SCHEMA`."""
    numbers = {"value": figures.value, "low": figures.low, "high": figures.high}
    rows = sums.frame.select(
        *DOMAIN_KEYS,
        pl.lit(figures.item).alias("item"),
        pl.lit(figures.statistic).alias("statistic"),
        *(pl.Series(name, array, nan_to_null=True) for name, array in numbers.items()),
        pl.Series("numerator", figures.positive, dtype=pl.Int64)
        if figures.positive is not None
        else pl.lit(None, pl.Int64).alias("numerator"),
        pl.Series("denominator", figures.base, dtype=pl.Int64).replace(UNTOLD, None),
        pl.col(ANSWERED).alias("answers"),
        _tell_interval(figures),
        pl.lit(OWN).alias("source"),
        pl.Series("status", figures.status, dtype=pl.String),
        *_list_errors(figures),
    )
    return rows if figures.keep is None else rows.filter(pl.Series(figures.keep))


def _tell_interval(figures: Figures) -> pl.Series | pl.Expr:
    if isinstance(figures.interval, np.ndarray):
        return pl.Series("interval", figures.interval, dtype=pl.String)
    return pl.lit(figures.interval and figures.interval.value, pl.String).alias("interval")


def _list_errors(figures: Figures) -> list[pl.Series]:
    names = [name for name in DESIGNED_SCHEMA if name not in ESTIMATE_SCHEMA]
    if figures.spread is None:
        return [
            pl.Series(name, [None], dtype=DESIGNED_SCHEMA[name]).new_from_index(0, len(figures.value)) for name in names
        ]
    has_spread = (pl.col("psus") > pl.col("strata")) | pl.col("census")
    shown = figures.spread.found.with_columns(is_known=pl.Series(figures.value).is_not_nan())
    return shown.select(
        pl.when("is_known", has_spread).then(figures.unit * pl.col("variance").sqrt()).alias(names[0]),
        pl.when("is_known", has_spread, pl.col("simple") > 0)
        .then(pl.col("variance") / pl.col("simple"))
        .alias(names[1]),
        pl.when("is_known").then("lonely").cast(pl.Int64).alias(names[2]),
    ).get_columns()
