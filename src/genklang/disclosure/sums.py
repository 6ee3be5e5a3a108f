"""The additive relations that a reader sees in the keys of printed figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array

from genklang.tables.keys import OTHER_GENDER

STATE = "state"
"""Beside the keys of a domain, where a round was published twice: `BEFORE`, or empty as it stands now."""
BEFORE, LATE = "before", "late"
"""What was there before, and what came since, which is never printed; both together are what stands now."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Rows over domains: parts +1, total −1. `exact`: the parts are all there; else they may fall short.

    `domains` are the printed ones, followed by those that never are: gender X wherever women and men stand, and what
    came since a round was published before.
    """

    domains: pl.DataFrame
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    sign: NDArray[np.float64]
    axis: Sequence[str]
    exact: NDArray[np.bool_]

    def matrix(self) -> coo_array:
        """Return the relations as a sparse matrix, a row each."""
        return coo_array((self.sign, (self.row, self.column)), shape=(len(self.axis), self.domains.height))


def find_sums(domains: pl.DataFrame, totals: Mapping[str, Sequence[str]]) -> Sums:
    """Return every relation between the domains (DOMAIN_KEYS after the round; null: all together).

    A column `round` says that rounds add up to all of them, a column `state` that a round was published before.
    """
    with_x = pl.concat([domains, _never_printed(domains)])
    everyone = pl.concat([with_x, _list_late(with_x)]).with_row_index("at")
    pieces = [
        *(_sum_over(everyone, axis, pl.lit(value=True)) for axis in (STATE, "round") if axis in domains.columns),
        _sum_over(everyone, "organisation", pl.col("unit").is_null()),
        _sum_over(everyone, "unit", pl.col("organisation").is_not_null()),
        _sum_over(everyone, "target_group", ~pl.col("target_group").is_in(list(totals)).fill_null(value=False)),
        *(_sum_to(everyone, total, of) for total, of in totals.items()),
        _sum_over(everyone, "gender", pl.lit(value=True)),
    ]
    linked = pl.concat(pieces)
    numbered = linked.with_columns(row=pl.struct("axis", "name", "total").rank("dense") - 1)
    heads = numbered.unique("row", maintain_order=True).sort("row")
    several = numbered.group_by("row").len().sort("row")["len"].to_numpy() > 1
    return Sums(
        everyone.drop("at"),
        np.concatenate([numbered["row"].to_numpy(), heads["row"].to_numpy()]).astype(np.int64),
        np.concatenate([numbered["part"].to_numpy(), heads["total"].to_numpy()]).astype(np.int64),
        np.concatenate([np.ones(numbered.height), -np.ones(heads.height)]),
        heads["axis"].to_list(),
        several | (heads["axis"] == "target_group").to_numpy(),
    )


def _never_printed(domains: pl.DataFrame) -> pl.DataFrame:
    """Gender X of every domain, where the table is by gender at all."""
    everyone = domains.filter(pl.col("gender").is_null() & pl.lit(domains["gender"].is_not_null().any()))
    unknown = everyone.with_columns(gender=pl.lit(OTHER_GENDER))
    return unknown.join(domains, on=domains.columns, how="anti", nulls_equal=True)


def _list_late(domains: pl.DataFrame) -> pl.DataFrame:
    if STATE not in domains.columns:
        return domains.clear()
    return domains.filter(pl.col(STATE).is_null()).with_columns(pl.lit(LATE).alias(STATE))


def _sum_over(everyone: pl.DataFrame, axis: str, is_part: pl.Expr) -> pl.DataFrame:
    """Return part and total for the sum over all values of one axis."""
    rest = [key for key in everyone.columns if key not in {axis, "at"}]
    parts = everyone.filter(pl.col(axis).is_not_null() & is_part)
    whole = everyone.filter(pl.col(axis).is_null())
    return _link(parts, whole, rest, axis, "")


def _sum_to(everyone: pl.DataFrame, total: str, groups: Sequence[str]) -> pl.DataFrame:
    """Return part and total for a declared total of target groups."""
    rest = [key for key in everyone.columns if key not in {"target_group", "at"}]
    parts = everyone.filter(pl.col("target_group").is_in(list(groups)))
    whole = everyone.filter(pl.col("target_group") == total)
    return _link(parts, whole, rest, "target_group", total)


def _link(parts: pl.DataFrame, whole: pl.DataFrame, on: Sequence[str], axis: str, name: str) -> pl.DataFrame:
    linked = parts.join(whole, on=list(on), nulls_equal=True, suffix="_whole", maintain_order="left")
    return linked.select(
        part=pl.col("at").cast(pl.Int64),
        total=pl.col("at_whole").cast(pl.Int64),
        axis=pl.lit(axis),
        name=pl.lit(name),
    )
