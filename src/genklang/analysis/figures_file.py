"""Reads files of figures, as `estimate` and `report` write them and as hands may have changed them since."""

import json
from pathlib import Path
from typing import Any, Final

import polars as pl

from genklang.errors import Failure, problem
from genklang.exchange import ROW, read_table
from genklang.tables.estimate import ESTIMATE_SCHEMA, Status
from genklang.tables.formula import unguard_texts
from genklang.tables.keys import DOMAIN_KEYS

ENDINGS: Final = (".csv", ".json", ".parquet")
MARKS: Final = ("item", "statistic", "status")
"""Columns that tell a table of figures from any other."""
NEEDED: Final = tuple(c for c in ESTIMATE_SCHEMA if c not in {"low", "high", "interval", "source"})
MOST: Final = 1e9
"""No figure and no count is larger."""
BLANK: Final = ("value", "numerator", "denominator", "answers")


def read_figures(path: Path) -> pl.DataFrame | None:
    """Return a file of figures as `ESTIMATE_SCHEMA`, None where it holds something else.

    A figure that was taken out by hand, without a status that is known, counts as withheld. Failures F002 (damaged),
    U108 (columns), U109 (a cell), and those of reading CSV.
    """
    frame = _read(path)
    if frame is None or not set(MARKS) <= set(frame.columns):
        return None
    if lacking := [c for c in NEEDED if c not in frame.columns]:
        raise Failure(problem("U108", str(path), columns=", ".join(lacking)))
    figures = cast_figures(frame, where=str(path))
    known = pl.col("status").is_in([status.value for status in Status])
    blank = pl.all_horizontal(pl.col(BLANK).is_null())
    withheld = blank & (~known | (pl.col("status") == Status.SHOWN.value))
    status = pl.when(withheld).then(pl.lit(Status.CONFIDENTIAL.value)).when(known).then("status").otherwise(pl.lit(""))
    return figures.with_columns(status=status)


def cast_figures(frame: pl.DataFrame, *, where: str) -> pl.DataFrame:
    """Return a table as `ESTIMATE_SCHEMA`, absent columns empty; U109 where a cell cannot be what it should."""
    absent = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    given = {name: frame[name] if name in frame.columns else absent for name in ESTIMATE_SCHEMA}
    columns = [_cast_column(given[name], name, kind, where) for name, kind in ESTIMATE_SCHEMA.items()]
    keys = pl.col(DOMAIN_KEYS).replace("", None)
    return pl.DataFrame(columns).with_columns(keys, pl.col(MARKS).fill_null(""))


def _cast_column(given: pl.Series, name: str, kind: type[pl.DataType], where: str) -> pl.Series:
    is_count = kind == pl.Int64
    try:
        read = given.cast(kind, strict=False).alias(name)
    except pl.exceptions.PolarsError:
        read = pl.repeat(None, len(given), dtype=kind, eager=True).alias(name)
    odd = given.is_not_null() & read.is_null()
    if kind != pl.String:
        odd |= ~read.cast(pl.Float64).is_between(0 if is_count else -MOST, MOST).fill_null(value=True)
    if odd.any():
        expected = "text" if kind == pl.String else "a number of people" if is_count else "a number"
        raise Failure(problem("U109", where, value=given.filter(odd)[0], column=name, expected=expected))
    return read


def _read(path: Path) -> pl.DataFrame | None:
    """Return whatever table the file holds, None where it holds none."""
    ending = path.suffix.lower()
    if ending == ".csv":
        return _read_csv(path)
    try:
        if ending == ".parquet":
            return pl.read_parquet(path)
        if ending == ".json":
            return _shape_json(json.loads(path.read_text(encoding="utf-8")))
    except pl.exceptions.PolarsError as error:
        raise Failure(problem("F002", str(path), reason="it is not a whole Parquet file")) from error
    except (ValueError, RecursionError) as error:
        raise Failure(problem("F002", str(path), reason="it is not JSON")) from error
    except OSError as error:
        raise Failure(problem("F002", str(path), reason=error.strerror or error)) from error
    return None


def _read_csv(path: Path) -> pl.DataFrame:
    table = read_table(path)
    batches = [batch.drop(ROW) for batch in table.batches]
    empty = pl.DataFrame(schema=dict.fromkeys(table.columns, pl.String))
    return unguard_texts(pl.concat(batches) if batches else empty)


def _shape_json(content: Any) -> pl.DataFrame | None:  # noqa: ANN401 — a JSON value is what it is
    """Return the records of a list, or of the list that a report calls `estimates`."""
    rows = content.get("estimates") if isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame({name: pl.Series([row.get(name) for row in rows], strict=False) for name in names})
