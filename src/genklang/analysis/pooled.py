"""Figures of all rounds together: printed where they follow from what is printed of each round, and nowhere else."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from genklang.analysis.protection import protect_figures
from genklang.disclosure.policy import Policy
from genklang.estimation.comparability import find_comparable
from genklang.estimation.estimate import estimate_declared
from genklang.estimation.lattice import Domains
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.estimate import FIGURE_KEYS, Status

PEOPLE: Final = ("answers", "response_rate")
"""How many there were needs no questions that are comparable."""
NUMBERS: Final = ("value", "numerator", "denominator", "answers", "low", "high", "interval")
FIGURE: Final = [key for key in FIGURE_KEYS if key != "round"]


def keep_comparable(figures: pl.DataFrame, stats: SufficientStatistics) -> pl.DataFrame:
    """Return the figures whose questions are declared comparable over all rounds of the counts."""
    fitting = find_comparable(stats, list(stats.rounds))
    instrument = stats.plan.instrument
    known = {"", *(item.code for item in instrument.items), *(f"area:{area}" for area in instrument.areas)}
    return figures.filter(~pl.col("item").is_in(list(known - fitting)) | pl.col("statistic").is_in(PEOPLE))


def protect_pooled(
    stats: SufficientStatistics,
    figures: pl.DataFrame,
    statistics: Sequence[str],
    *,
    offered: pl.DataFrame | None,
    policy: Policy,
) -> pl.DataFrame:
    """Return figures of all rounds together (`figures` have no round) as they may be printed.

    A figure is printed where that of every round is, in full: then anyone could add them up. Whatever is withheld of a
    single round would be what is left of all of them. Failure U106 as of `protect_figures`.
    """
    each = estimate_declared(stats, statistics, Domains(margins=True), offered)
    printed = protect_figures(stats, each, None, offered=offered, policy=policy).estimates
    in_full = pl.col("status").is_in([Status.SHOWN.value, Status.NO_ANSWERS.value, Status.NOT_ASKED.value])
    # A response rate stands in the rounds alone whose offered are known.
    everywhere = (pl.col("statistic") != PEOPLE[1]) | (pl.col("round").n_unique() == len(stats.rounds))
    whole = printed.group_by(FIGURE).agg((in_full.all() & everywhere.all()).alias("whole"))
    met = figures.join(whole, on=FIGURE, how="left", nulls_equal=True, maintain_order="left")
    shown = pl.col("whole").fill_null(value=False)
    return met.with_columns(
        *(pl.when(shown).then(name).alias(name) for name in NUMBERS),
        status=pl.when(shown).then("status").otherwise(pl.lit(Status.CONFIDENTIAL.value)),
    ).select(figures.columns)
