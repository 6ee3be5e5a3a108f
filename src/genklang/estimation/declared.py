"""The design that answers declare by naming strata, with the offered as the population where they are told by them."""

from typing import Final

import polars as pl

from genklang.estimation.designed import HOME, Design
from genklang.estimation.offered import OFFERED, add_offered
from genklang.estimation.plan import RESPONSES
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.keys import DOMAIN_KEYS

DECLARED: Final = ("organisation", "stratum")
"""Strata that answers name are of their organisation's own survey: two may call theirs alike."""
STRATA: Final = ["round", *DECLARED]


def declared_design(stats: SufficientStatistics, offered: pl.DataFrame | None = None) -> Design | None:
    """Return the design of rounds in which answers of an organisation name two strata or more; None where none do.

    An organisation that names none was drawn one by one, and is a stratum by itself of what is larger than it. The
    offered are the population of an organisation's strata where all of them are told by stratum (or it has one only),
    reach all that answered, and are no fewer than they.
    """
    strata = stats.cells.group_by(HOME).agg(pl.col("stratum").n_unique())
    homes = strata.filter(pl.col("stratum") > 1).select(HOME).sort(HOME)
    return Design(DECLARED, population=_find_population(stats, offered, homes), homes=homes) if homes.height else None


def population_of(offered: pl.DataFrame | None, design: Design) -> pl.DataFrame | None:
    """Return the offered as the population of each stratum of people; None where they are not told by the strata."""
    if offered is None or offered.is_empty() or design.cluster or not set(design.strata) <= set(offered.columns):
        return None
    by = ["round", *design.strata]
    is_told = pl.all_horizontal(pl.col(by).is_not_null()).all().over("round")
    known = offered.filter(is_told).group_by(by).agg(pl.col(OFFERED).sum().alias("population"))
    return known if known.height else None


def _find_population(
    stats: SufficientStatistics, offered: pl.DataFrame | None, homes: pl.DataFrame
) -> pl.DataFrame | None:
    if offered is None or offered.is_empty():
        return None
    drawn = stats.cells.group_by(STRATA).agg(pl.col(RESPONSES).cast(pl.Int64).sum().alias("drawn"))
    known = _sum_homes(stats, offered)
    single = known.join(homes, on=HOME, how="anti").join(drawn, on=HOME).with_columns(population=OFFERED)
    is_told = pl.col("stratum").is_not_null().all().over(HOME)
    told = offered.filter(is_told).group_by(STRATA).agg(pl.col(OFFERED).sum().alias("population"))
    several = told.join(homes, on=HOME, how="semi").join(known, on=HOME, how="semi").join(drawn, on=STRATA)
    columns = [*STRATA, "population"]
    found = pl.concat(
        part.filter(pl.col("drawn") <= pl.col("population")).select(columns) for part in (single, several)
    )
    return found if found.height else None


def _sum_homes(stats: SufficientStatistics, offered: pl.DataFrame) -> pl.DataFrame:
    """Return how many each organisation's round offered, where all that answered are among them."""
    empty = [pl.lit(None, pl.String).alias(k) for k in DOMAIN_KEYS if k not in HOME]
    homes = stats.cells.select(HOME).unique().select(*HOME, *empty).select(DOMAIN_KEYS)
    sums = add_offered(homes, margins=[HOME], offered=offered, stats=stats)
    return sums.select(*HOME, OFFERED).drop_nulls()
