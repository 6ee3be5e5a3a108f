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
class Additions:
    """What adds up by declaration: total → its target groups, and name of some rounds together → those rounds."""

    totals: Mapping[str, Sequence[str]]
    pooled: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sums:
    """Rows over domains: parts +1, total −1. `exact`: the parts are all there; else they may fall short.

    `domains` are the printed ones, followed by those that never are: what rounds are told by together and not each,
    gender X wherever women and men stand, and what came since a round was published before.
    """

    domains: pl.DataFrame
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    sign: NDArray[np.float64]
    axis: Sequence[str]
    exact: NDArray[np.bool_]
    pooled: Sequence[str]
    """What stands in `round` for some rounds together."""

    def matrix(self) -> coo_array:
        """Return the relations as a sparse matrix, a row each."""
        return coo_array((self.sign, (self.row, self.column)), shape=(len(self.axis), self.domains.height))


def find_sums(domains: pl.DataFrame, over: Additions) -> Sums:
    """Return every relation between the domains (DOMAIN_KEYS after the round; null: all together).

    A column `round` says that rounds add up to all of them (and to those that are pooled), a column `state` that a
    round was published before.
    """
    listed = pl.concat([domains, _list_untold(domains, over.pooled)])
    with_x = pl.concat([listed, _never_printed(listed)])
    everyone = pl.concat([with_x, _list_late(with_x)]).with_row_index("at")
    pieces = [
        *(_sum_over(everyone, a, _is_no_total(a, over.pooled)) for a in (STATE, "round") if a in domains.columns),
        *(_sum_to(everyone, "round", name, of) for name, of in over.pooled.items()),
        _sum_over(everyone, "organisation", pl.col("unit").is_null()),
        _sum_over(everyone, "unit", pl.col("organisation").is_not_null()),
        _sum_over(everyone, "target_group", _is_no_total("target_group", over.totals)),
        *(_sum_to(everyone, "target_group", total, of) for total, of in over.totals.items()),
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
        list(over.pooled),
    )


def _is_no_total(axis: str, totals: Mapping[str, Sequence[str]]) -> pl.Expr:
    return ~pl.col(axis).is_in(list(totals)).fill_null(value=False)


def _never_printed(domains: pl.DataFrame) -> pl.DataFrame:
    """Gender X of every domain, where the table is by gender at all."""
    everyone = domains.filter(pl.col("gender").is_null() & pl.lit(domains["gender"].is_not_null().any()))
    unknown = everyone.with_columns(gender=pl.lit(OTHER_GENDER))
    return unknown.join(domains, on=domains.columns, how="anti", nulls_equal=True)


def _list_untold(domains: pl.DataFrame, pooled: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Return what some rounds together are told by, and one of them is not: it may hold anybody."""
    margin = [pl.col(key).is_null().alias(f"all_{key}") for key in domains.columns if key != "round"]
    rows = [
        domains.filter(pl.col("round") == name).with_columns(round=pl.lit(part))
        for name, of in pooled.items()
        for part in of
    ]
    if not rows:
        return domains.clear()
    told = domains.select("round", *margin).unique()
    each = pl.concat(rows).unique(maintain_order=True).with_columns(margin)
    return each.join(told, on=told.columns, how="anti").select(domains.columns)


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


def _sum_to(everyone: pl.DataFrame, axis: str, total: str, of: Sequence[str]) -> pl.DataFrame:
    """Return part and total for a declared total of target groups, or for some rounds together."""
    rest = [key for key in everyone.columns if key not in {axis, "at"}]
    parts = everyone.filter(pl.col(axis).is_in(list(of)))
    whole = everyone.filter(pl.col(axis) == total)
    return _link(parts, whole, rest, axis, total)


def _link(parts: pl.DataFrame, whole: pl.DataFrame, on: Sequence[str], axis: str, name: str) -> pl.DataFrame:
    linked = parts.join(whole, on=list(on), nulls_equal=True, suffix="_whole", maintain_order="left")
    return linked.select(
        part=pl.col("at").cast(pl.Int64),
        total=pl.col("at_whole").cast(pl.Int64),
        axis=pl.lit(axis),
        name=pl.lit(name),
    )
