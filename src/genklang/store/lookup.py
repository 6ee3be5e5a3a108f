"""Reads each distinct value of a column once and puts what it means back in every row that holds it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from genklang.errors import Problem
from genklang.store.schema import Schema

ROW: Final = "__row__"
"""Column of the input with the number of the row in its source."""

FAULT_SCHEMA: Final = {
    "row": pl.Int64,
    "column": pl.String,
    "code": pl.String,
    "values": pl.String,
}
"""One row per cell that is wrong: where it is, the problem's code, and the values of its sentences as JSON."""

Cell = int | bool | str | date | None
Read = Callable[[tuple[str | None, ...]], "Mapping[str, Cell] | Problem"]
"""Reads the values of the input columns in one row: the cells they become, or what is wrong."""

_FAULT: Final = "__fault__"
MAX_FAULTS: Final = 100
"""Distinct wrong values of one column in one batch that are named; a wholly wrong column would take hours."""


def look_up(
    strings: pl.DataFrame, inputs: Sequence[str], read: Read, outputs: Schema, *, column: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the `outputs` that `read` makes of the `inputs` of each row, and the faults (`FAULT_SCHEMA`).

    Cells of a faulty row are null. `column` names the place in the faults.
    """
    given = strings.select(ROW, **{f"__in{place}__": name for place, name in enumerate(inputs)})
    distinct = given.drop(ROW).unique(maintain_order=True)
    problems: list[Problem] = []
    cells: dict[str, list[Cell]] = {name: [] for name in (*outputs, _FAULT)}
    for values in distinct.iter_rows():
        found = read(values) if len(problems) < MAX_FAULTS else {}
        problems += [found] if isinstance(found, Problem) else []
        row = {_FAULT: len(problems) - 1} if isinstance(found, Problem) else found
        for name, made in cells.items():
            made.append(row.get(name))
    kinds: Schema = {**outputs, _FAULT: pl.Int64}
    meant = distinct.with_columns(pl.Series(name, cells[name], dtype=kind) for name, kind in kinds.items())
    joined = given.join(meant, on=distinct.columns, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(outputs.keys()), _list_faults(joined, problems, column)


def make_faults(rows: pl.Series, found: Problem, column: str) -> pl.DataFrame:
    """Return the same problem for each of some source rows."""
    words = {"column": column, "code": found.code, "values": _write_values(found)}
    return pl.DataFrame({"row": rows}, schema={"row": pl.Int64}).with_columns(
        pl.lit(value).alias(name) for name, value in words.items()
    )


def _list_faults(joined: pl.DataFrame, problems: list[Problem], column: str) -> pl.DataFrame:
    if not problems:
        return pl.DataFrame(schema=FAULT_SCHEMA)
    words = pl.DataFrame(
        [(i, column, p.code, _write_values(p)) for i, p in enumerate(problems)],
        schema=[_FAULT, "column", "code", "values"],
        orient="row",
    )
    return joined.select(pl.col(ROW).alias("row"), _FAULT).join(words, on=_FAULT).select(FAULT_SCHEMA.keys())


def _write_values(found: Problem) -> str:
    return json.dumps(found.values, default=str)
