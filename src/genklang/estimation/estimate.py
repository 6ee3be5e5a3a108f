"""Counts to estimates: a statistic, in every domain that is asked for, with base, interval and status."""

from collections.abc import Iterable, Sequence

import polars as pl

from genklang.estimation.dispositions import add_dispositions
from genklang.estimation.lattice import Domains, Margin, roll_up
from genklang.estimation.measure import UNTOLD, DomainSums, Figures
from genklang.estimation.offered import add_offered
from genklang.estimation.plan import ANSWERED
from genklang.estimation.statistic import find_statistic
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.estimate import ESTIMATE_SCHEMA, OWN, Interval
from genklang.tables.keys import DOMAIN_KEYS
from genklang.tables.schema import conform


def estimate(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    domains: Domains,
    offered: pl.DataFrame | None = None,
    *,
    interval: Interval | None = None,
    dispositions: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the named statistics of every domain, unprotected, as `ESTIMATE_SCHEMA`.

    Shares, rates and their limits are per cent, indices points (0–100), means scores. Without `interval` each
    statistic has its own default. `offered` (`OFFERED_SCHEMA`) gives the size of the round, `dispositions`
    (`DISPOSITION_SCHEMA`) what became of its cases. Where nobody gave an
    answer that counts, value and limits are null and the status says why. Fails with E103 for an unknown name.
    """
    names = [statistics] if isinstance(statistics, str) else list(statistics)
    parts = [find_statistic(name) for name in names]
    margins = domains.list_margins()
    frame = sum_domains(stats, margins, offered)
    told = add_dispositions(frame, margins=margins, dispositions=dispositions, stats=stats)
    sums = DomainSums(told, stats.plan)
    frames = [frame_of(sums, figures) for part in parts for figures in part.evaluate(sums, interval or part.interval)]
    if not frames:
        return pl.DataFrame(schema=ESTIMATE_SCHEMA)
    return conform(pl.concat(frames), ESTIMATE_SCHEMA)


def sum_domains(stats: SufficientStatistics, margins: Sequence[Margin], offered: pl.DataFrame | None) -> pl.DataFrame:
    """Return the counters and the offered of every domain of the margins, sorted by key."""
    return add_offered(roll_up(stats, margins), margins=margins, offered=offered, stats=stats).sort(DOMAIN_KEYS)


def frame_of(sums: DomainSums, figures: Figures) -> pl.DataFrame:
    """Return one figure of every domain as rows of `ESTIMATE_SCHEMA`."""
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
        pl.lit(figures.interval and figures.interval.value, pl.String).alias("interval"),
        pl.lit(OWN).alias("source"),
        pl.Series("status", figures.status, dtype=pl.String),
    )
    return rows if figures.keep is None else rows.filter(pl.Series(figures.keep))
