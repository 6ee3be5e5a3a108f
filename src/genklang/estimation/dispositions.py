"""What became of the cases of each domain, or unknown where the table cannot tell."""

from collections.abc import Sequence

import polars as pl

from genklang.errors import Failure, problem
from genklang.estimation.lattice import Margin
from genklang.estimation.offered import OFFERED, add_offered
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.disposition import Disposition
from genklang.tables.keys import DOMAIN_KEYS


def cases_of(disposition: Disposition) -> str:
    """Return the column of the cases that ended so."""
    return f"cases {disposition.value}"


def add_dispositions(
    sums: pl.DataFrame, *, margins: Sequence[Margin], dispositions: pl.DataFrame | None, stats: SufficientStatistics
) -> pl.DataFrame:
    """Return the domains of `sums` with a column of cases for each disposition, and domains with cases alone, by key.

    `dispositions` is a `DISPOSITION_SCHEMA` frame. The numbers are null where it does not divide the cases by one of
    the domain's keys, or where some of the domain's answers come from a place without cases (as for the offered).
    Fails with E240 where a disposition has no such code, or a number of cases is negative.
    """
    if dispositions is None or dispositions.is_empty():
        return sums
    if (strange := dispositions.filter(~pl.col("disposition").is_in([d.value for d in Disposition]))).height:
        codes = ", ".join(d.value for d in Disposition)
        raise Failure(problem("E240", "dispositions", found=strange["disposition"][0], codes=codes))
    if dispositions.filter(pl.col("cases").fill_null(-1) < 0).height:
        raise Failure(problem("E241", "dispositions"))
    places = dispositions.group_by(DOMAIN_KEYS).agg(
        pl.col("cases").filter(pl.col("disposition") == d.value).sum().alias(cases_of(d)) for d in Disposition
    )
    for d in Disposition:
        cases = places.select(*DOMAIN_KEYS, pl.col(cases_of(d)).alias(OFFERED))
        known = add_offered(sums.select(DOMAIN_KEYS), margins=margins, offered=cases, stats=stats)
        sums = sums.join(
            known.rename({OFFERED: cases_of(d)}), on=list(DOMAIN_KEYS), how="full", coalesce=True, nulls_equal=True
        )
    counters = pl.exclude(*DOMAIN_KEYS, OFFERED, *(cases_of(d) for d in Disposition))
    return sums.with_columns(counters.fill_null(0)).sort(DOMAIN_KEYS)
