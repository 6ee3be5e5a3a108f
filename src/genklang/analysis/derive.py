"""What reports tell beyond single figures, computed from protected tables alone: trends, bands, like ones, planning."""

from collections.abc import Collection, Sequence

import polars as pl

from genklang.analysis.derive_effective import add_effective
from genklang.analysis.derive_mix import find_shifts, keep_mix_apart
from genklang.analysis.derive_places import compare_like, expect_places
from genklang.analysis.derive_rounds import find_breaks, follow_rounds
from genklang.disclosure.protected import ProtectedTables
from genklang.estimation.contrast import adjust
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.derived import Derived
from genklang.tables.estimate import COMPARISON_SCHEMA, ESTIMATE_SCHEMA, OWN, Status
from genklang.tables.keys import DOMAIN_KEYS
from genklang.tables.schema import conform

SHARE = "share_positive"
TABLE_OF_ITEMS = ("round", "organisation", "unit", "target_group")


def derive(
    tables: ProtectedTables,
    stats: SufficientStatistics,
    *,
    previous: str | None = None,
    like: Sequence[str] = (),
    organisations: Collection[str] | None = None,
) -> Derived:
    """Return what follows from the figures that are printed in full, for reports.

    Only shares told with their counts are used, so that nothing can leak; what needs more than they hold (the parts of
    groups and ways of answering) is given in whole points and for parts of ten answers or more. Weighted shares, and
    those of a sample drawn by design, count as the answers that they are worth. `like`: organisations that others are
    held against the mean of. `organisations`: those that reports are wanted on (None: all).
    """
    told = add_effective(_take_told(tables), stats)
    shares = told.filter((pl.col("source") == OWN) & pl.col("numerator").is_not_null())
    rounds = stats.rounds
    breaks = find_breaks(stats)
    wanted = shares if organisations is None else shares.filter(pl.col("organisation").is_in(list(organisations)))
    followed, trends = follow_rounds(wanted, rounds, breaks)
    expected, shrunk = expect_places(shares)
    mixes = keep_mix_apart(stats, wanted, previous=previous, breaks=breaks)
    comparisons = [
        adjust(conform(trends, COMPARISON_SCHEMA), table=TABLE_OF_ITEMS),
        conform(expected, COMPARISON_SCHEMA),
        adjust(conform(compare_like(told, like), COMPARISON_SCHEMA), table=TABLE_OF_ITEMS),
    ]
    estimates = pl.concat([conform(frame, ESTIMATE_SCHEMA) for frame in (followed, shrunk, mixes)])
    return Derived(estimates, pl.concat(comparisons), breaks, find_shifts(stats, previous), tuple(like))


def _take_told(tables: ProtectedTables) -> pl.DataFrame:
    """Return the shares of all genders together that are told exactly."""
    exact = pl.col("status").is_in([Status.SHOWN.value, Status.PUBLISHED.value])
    return tables.estimates.filter(
        exact & (pl.col("statistic") == SHARE) & pl.col("gender").is_null() & pl.col("value").is_not_null()
    ).sort(*DOMAIN_KEYS, "item")
