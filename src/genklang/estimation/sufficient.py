"""Sufficient statistics: the counts of every cell, from which all estimates are arithmetic."""

import os
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from genklang.errors import Failure, problem
from genklang.estimation.plan import Plan
from genklang.estimation.reduce import reduce
from genklang.tables.keys import WEIGHT_ONE

# Polars reads row groups far ahead by default, which doubles the memory of the scan and gains no time.
ROW_GROUPS_AHEAD = "2"


@dataclass(frozen=True, slots=True)
class SufficientStatistics:
    """One row per cell that exists: the plan's keys, then its counters as whole numbers, sorted by key."""

    cells: pl.DataFrame
    plan: Plan

    @property
    def is_weighted(self) -> bool:
        """Whether any response has a weight other than one."""
        return bool((self.cells["weight_class"] != WEIGHT_ONE).any())

    @property
    def rounds(self) -> dict[str, str]:
        """The rounds in order of their periods, each with its period."""
        rounds = self.cells.select("round", "period").unique().sort("period", "round")
        return dict(rounds.iter_rows())


def collect(responses: Any, plan: Plan) -> SufficientStatistics:  # noqa: ANN401 — any engine's table
    """Run the plan over a table of responses (see `reduce`) and return the counts.

    Fails with E104 where the table lacks a column that the plan reads.
    """
    columns = set(nw.from_native(responses).collect_schema().names())
    if lacking := [c for c in (*plan.keys, *plan.columns) if c not in columns]:
        raise Failure(problem("E104", "responses", columns=", ".join(lacking)))
    cells = _run(nw.from_native(reduce(responses, plan)))
    return SufficientStatistics(_in_order(cells, plan), plan)


def merge(first: SufficientStatistics, second: SufficientStatistics) -> SufficientStatistics:
    """Return the counts of both together. The order of merging never matters.

    Fails with E101 where the two were counted by different plans.
    """
    if first.plan != second.plan:
        raise Failure(problem("E101", first.plan.instrument.id))
    cells = pl.concat([first.cells, second.cells]).group_by(first.plan.keys).agg(pl.col(first.plan.names).sum())
    return SufficientStatistics(_in_order(cells, first.plan), first.plan)


def _run(cells: nw.LazyFrame[Any] | nw.DataFrame[Any]) -> pl.DataFrame:
    if isinstance(cells, nw.DataFrame):
        return cells.to_polars()
    os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", ROW_GROUPS_AHEAD)
    native = cells.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    return cells.collect("polars").to_polars()


def _in_order(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    keys = [pl.col(k).cast(pl.Int64 if k == "weight_class" else pl.String) for k in plan.keys]
    return cells.select(*keys, *plan.names).sort(plan.keys)
