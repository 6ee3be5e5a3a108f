"""Reads the table of how many were offered the questionnaire, and holds it against the answers."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from genklang.analysis.row_faults import RowFaults
from genklang.errors import Failure, Problem, problem
from genklang.exchange import read_table
from genklang.instrument.labels import read_whole_number
from genklang.instrument.model import PublishedInstrument
from genklang.store.encode_keys import encode_keys
from genklang.store.lookup import Cell, look_up
from genklang.tables.estimate import OFFERED_SCHEMA
from genklang.tables.keys import UNKNOWN
from genklang.tables.schema import conform

NULLABLE: Final = ("channel", "gender", "stratum", "day")
"""What may not have been recorded of the offered; null then."""
REQUIRED: Final = ("organisation", "offered")
UNIT: Final = ["round", "organisation", "unit"]
GROUP: Final = [*UNIT, "target_group"]


def read_offered_table(
    path: Path, published: PublishedInstrument, *, only: str | None, owner: str | None = None
) -> pl.DataFrame:
    """Return a table of offered counts (CSV or XLSX) as `OFFERED_SCHEMA`; Failure with every row that is wrong.

    `only` is the round and `owner` the organisation where the table has no such column.
    """
    table = read_table(path)
    columns = _match(table.columns, where=str(path), stated={"organisation": owner})
    if "round" not in columns.values() and not only:
        raise Failure(problem("A255", str(path)))
    stated = {"round": only, "organisation": owner}
    faults = RowFaults()
    frames = [pl.DataFrame(schema=OFFERED_SCHEMA)]
    for batch in table.batches:
        strings = batch.rename(columns)
        lacking = {key: value for key, value in stated.items() if key not in strings.columns}
        strings = strings.with_columns(pl.lit(value).alias(key) for key, value in lacking.items())
        frame, wrong = _read_batch(strings, published)
        faults.add(wrong, path)
        frames.append(frame)
    if faults:
        raise Failure(*faults.list_problems())
    return pl.concat(frames)


def find_odd_offers(offered: pl.DataFrame, answered: pl.DataFrame, *, where: str) -> list[Problem]:
    """Return a note for each unit that no answer names and each group that answered more than it was offered."""
    units = offered.filter(pl.col("unit") != UNKNOWN).select(UNIT).unique()
    strange = units.join(answered, on=UNIT, how="anti").sort(UNIT).to_dicts()
    asked = offered.group_by(GROUP).agg(pl.col("offered").sum())
    took = answered.group_by(GROUP).agg(pl.col("answers").sum())
    beyond = took.join(asked, on=GROUP).filter(pl.col("answers") > pl.col("offered")).sort(GROUP)
    return [problem("A253", where, **row) for row in strange] + [
        problem(
            "A254",
            where,
            answered=row["answers"],
            offered=row["offered"],
            group=", ".join(row[key] for key in GROUP),
        )
        for row in beyond.to_dicts()
    ]


def _match(columns: tuple[str, ...], *, where: str, stated: Mapping[str, str | None]) -> dict[str, str]:
    found = {column: column.strip().casefold() for column in columns}
    problems = [problem("A256", where, column=c) for c, name in found.items() if name not in OFFERED_SCHEMA]
    problems += [
        problem("A250", where, column=name) for name in REQUIRED if name not in found.values() and not stated.get(name)
    ]
    if problems:
        raise Failure(*problems)
    return found


def _read_batch(strings: pl.DataFrame, published: PublishedInstrument) -> tuple[pl.DataFrame, pl.DataFrame]:
    keys, faults = encode_keys(strings, published)
    found = [faults]
    for name, read in (("offered", _read_count), ("day", _read_day)):
        if name in strings.columns:
            cells, wrong = look_up(strings, [name], read, {name: OFFERED_SCHEMA[name]}, column=name)
            keys = keys.with_columns(cells.to_series().alias(name))
            found.append(wrong)
    for name in NULLABLE:
        given = strings.get_column(name) if name in strings.columns else pl.Series([None], dtype=pl.String)
        kept = pl.when(pl.lit(given).is_not_null()).then(name) if name in keys.columns else pl.lit(None)
        keys = keys.with_columns(kept.alias(name))
    return conform(keys.select(OFFERED_SCHEMA.keys()), OFFERED_SCHEMA), pl.concat(found)


def _read_count(values: tuple[str | None, ...]) -> dict[str, Cell] | Problem:
    raw = "".join((values[0] or "").split())
    count = read_whole_number(raw)
    if count is None or count < 0:
        return problem("A251", "offered", raw=values[0] or "")
    return {"offered": count}


def _read_day(values: tuple[str | None, ...]) -> dict[str, Cell] | Problem:
    raw = (values[0] or "").strip()
    try:
        return {"day": date.fromisoformat(raw) if raw else None}
    except ValueError:
        return problem("A252", "day", raw=raw)
