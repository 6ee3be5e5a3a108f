"""All figures that the reports of a store may need, protected together."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from genklang.analysis.benchmarks import find_benchmarks
from genklang.analysis.count import count_any
from genklang.analysis.protection import protect_figures
from genklang.disclosure.policy import Policy
from genklang.disclosure.protected import ProtectedTables
from genklang.estimation.compare import compare_complement, compare_fixed, compare_previous
from genklang.estimation.contrast import adjust
from genklang.estimation.declared import declared_design
from genklang.estimation.estimate import estimate_declared
from genklang.estimation.lattice import Domains
from genklang.estimation.national import compare_national_mean, compare_national_pooled
from genklang.estimation.published import compare_published_national, compare_published_previous
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.model import PublishedInstrument
from genklang.store.open import read_instrument, read_offered, read_published, read_rounds
from genklang.tables.round import RoundRecord

STATISTICS: Final = (
    "distribution",
    "share_positive",
    "share_negative",
    "no_opinion_share",
    "item_nonresponse",
    "mean_score",
    "nki",
    "area_mean",
    "answers",
    "response_rate",
    "relative_weight",
    "driver_effect",
    "explained_variance",
)
COMPARED: Final = ("share_positive", "mean_score", "nki", "area_mean")
NATIONAL: Final = ("national_mean", "national_pooled")
WHOLE: Final = Domains(margins=True)
PLACES: Final = Domains(("round", "organisation", "unit", "target_group"), margins=True)
"""Comparisons are not made by gender: their words would have to be about fewer people still."""
HOMES: Final = Domains(("round", "organisation", "target_group"), margins=True)
"""A group is held against the rest of the organisation; in a unit, the unit is held against the rest instead."""
TABLE_OF_GROUPS: Final = ("round", "organisation", "statistic")
TABLE_OF_UNITS: Final = ("round", "organisation", "target_group", "statistic")
"""All units of an organisation stand in one table."""
TABLE_OF_ITEMS: Final = ("round", "organisation", "unit", "target_group", "statistic")
"""All items of one place stand in one table."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a store holds for reports: own counts, published figures of organisations, and benchmarks by name."""

    published: PublishedInstrument
    stats: SufficientStatistics
    offered: pl.DataFrame
    figures: pl.DataFrame
    benchmarks: dict[str, pl.DataFrame]
    records: tuple[RoundRecord, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report on."""
        return self.stats.cells.is_empty() and self.figures.is_empty()


def read_sources(place: Path) -> Sources:
    """Open the store and count it."""
    published = read_instrument(place)
    return Sources(
        published,
        count_any(place),
        read_offered(place),
        read_published(place).filter(pl.col("organisation").is_not_null()),
        find_benchmarks(place, published.instrument),
        tuple(read_rounds(place)),
    )


def protect_sources(sources: Sources, previous: str | None, policy: Policy) -> ProtectedTables:
    """Estimate and compare everything, and protect it so that the attack finds nothing."""
    stats = sources.stats
    estimates = pl.concat([estimate_declared(stats, STATISTICS, WHOLE, sources.offered), sources.figures])
    comparisons = pl.concat([*_compare_own(sources, previous), *_compare_published(sources.figures)])
    return protect_figures(stats, estimates, comparisons, offered=sources.offered, policy=policy)


def _compare_own(sources: Sources, previous: str | None) -> Iterator[pl.DataFrame]:
    """Compare own figures as they were drawn; where many stand in one table, chance is allowed for."""
    stats = sources.stats
    if stats.cells.is_empty():
        return
    design = declared_design(stats)
    yield adjust(compare_complement(stats, COMPARED, PLACES, axis="unit", design=design), table=TABLE_OF_UNITS)
    yield adjust(compare_complement(stats, COMPARED, HOMES, axis="target_group", design=design), table=TABLE_OF_GROUPS)
    yield adjust(compare_previous(stats, COMPARED, PLACES, previous=previous, design=design), table=TABLE_OF_ITEMS)
    yield adjust(compare_national_mean(stats, COMPARED, PLACES, design=design), table=TABLE_OF_ITEMS)
    yield adjust(compare_national_pooled(stats, COMPARED, PLACES, design=design), table=TABLE_OF_ITEMS)
    for name, figures in sources.benchmarks.items():
        fixed = compare_fixed(stats, COMPARED, PLACES, figures, against=name, label=name, design=design)
        yield adjust(fixed, table=TABLE_OF_ITEMS)


def _compare_published(figures: pl.DataFrame) -> Iterator[pl.DataFrame]:
    if figures.is_empty():
        return
    yield compare_published_previous(figures)
    yield from (compare_published_national(figures, against=against) for against in NATIONAL)
