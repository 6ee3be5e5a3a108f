"""What follows from printed figures alone: anyone could compute it, so it gives nothing more away."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from genklang.tables.estimate import COMPARISON_SCHEMA, ESTIMATE_SCHEMA

TREND = "trend"
"""Against the beginning of the trend; `against_label` is the round that it begins in."""
EXPECTED = "expected"
"""Against what is expected of units of that size; `low` and `high` are the ends of the band, as shares."""
LIKE_MEAN = "like_mean"
"""Against the unweighted mean of the organisations named as alike; `against_label` says how many they are."""
POOLED = "share_positive_pooled"
"""A share over this round and the one before it, in the row of this round."""
SHRUNK = "share_positive_shrunk"
"""A unit's share drawn towards the mean of all units: for ordering and maps, never a headline."""
DETECTABLE = "detectable_change"
"""Points by which a share must change from this round to the next to be found."""
SAME_MIX = "change_same_mix"
"""Points by which a share would have changed with the same parts of groups and ways of answering in both rounds."""


STATISTICS = frozenset({POOLED, SHRUNK, DETECTABLE, SAME_MIX})


def no_rows(schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """Return a table of this shape without rows."""
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True)
class Derived:
    """Estimates and comparisons (`ESTIMATE_SCHEMA`, `COMPARISON_SCHEMA`) made from what is printed in full.

    `breaks`: item and round of each round that cannot be compared with the one before. `shifts`: by round and
    organisation, the ways of answering (`channel:<code>`) and versions of the form (`form_version:<code>`) that clearly
    more used than in the round before. `like`: the organisations named as alike.
    """

    estimates: pl.DataFrame = field(default_factory=lambda: no_rows(ESTIMATE_SCHEMA))
    comparisons: pl.DataFrame = field(default_factory=lambda: no_rows(COMPARISON_SCHEMA))
    breaks: frozenset[tuple[str, str]] = frozenset()
    shifts: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    like: tuple[str, ...] = ()
