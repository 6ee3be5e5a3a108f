"""Tables that may be printed: made by `protect` and by nothing else."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from genklang.disclosure.policy import Policy
from genklang.errors import Failure, problem

SEAL: Final = object()
"""Known to `protect` alone."""


@dataclass(frozen=True, slots=True)
class ProtectedTables:
    """Estimates and comparisons as they may be printed, and the policy that they were made under."""

    estimates: pl.DataFrame
    """ESTIMATE_SCHEMA."""
    comparisons: pl.DataFrame
    """COMPARISON_SCHEMA."""
    policy: Policy
    seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse tables that did not come from `protect`."""
        if self.seal is not SEAL:
            raise Failure(problem("D105", "ProtectedTables"))

    def keep(self, condition: pl.Expr, *, statistics: Collection[str] | None = None) -> "ProtectedTables":
        """Return the rows that meet `condition` (on key columns), and only some `statistics` where given.

        Leaving rows out reveals nothing, so the result is as protected as the whole.
        """
        if statistics is not None:
            stem = pl.col("statistic").str.split(":").list.first()
            condition = condition & (pl.col("statistic").is_in(list(statistics)) | stem.is_in(list(statistics)))
        return ProtectedTables(
            self.estimates.filter(condition), self.comparisons.filter(condition), self.policy, self.seal
        )
