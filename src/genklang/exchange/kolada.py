"""Published results of the Swedish national survey, as Kolada gives them out, looked through for faults.

A published figure is an estimate without counts: none are ever worked out from it.
"""

import gzip
import tempfile
import tomllib
import zlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.exchange import ROW, Table
from genklang.exchange.csv import open_delimited, read_csv
from genklang.exchange.kolada_faults import find_faults
from genklang.tables.estimate import ESTIMATE_SCHEMA, Status
from genklang.tables.keys import MEN, WOMEN
from genklang.tables.schema import conform

SOURCE: Final = "Kolada"
MAX_UNPACKED: Final = 200 << 20
MAX_NAMED: Final = 50
NEEDED: Final = ("kpi", "gender", "period", "value")
MUNICIPALITY: Final = ("municipality", "municipality_id")
"""Either names the organisation: the name where it is given, otherwise Kolada's number."""
GENDERS: Final = {"T": None, "K": WOMEN, "M": MEN}
NO_VALUE: Final = ("..", "-", ".", "")
"""Kolada's signs for secret, missing and not applicable."""


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """Published figures (`ESTIMATE_SCHEMA`), and every value that cannot be right, named."""

    figures: pl.DataFrame
    flags: tuple[Problem, ...]


def read(path: Path) -> PublishedFigures:
    """Read a Kolada table (kpi, municipality_id or municipality, gender, period, value; CSV, or CSV packed by gzip).

    Shares and rates are per cent. A value that cannot be right is withheld (status `e`) and flagged (A271–A277).
    Raises Failure (A270, A279, and those of CSV) where the file is no such table.
    """
    if not path.is_file():
        raise Failure(problem("F001", str(path)))
    table = _open(path)
    columns = {c: c.strip().casefold() for c in table.columns}
    missing = [c for c in NEEDED if c not in columns.values()]
    missing += [] if set(MUNICIPALITY) & set(columns.values()) else [MUNICIPALITY[1]]
    if missing:
        raise Failure(*(problem("A270", str(path), column=c) for c in missing))
    raw = pl.concat(list(table.batches)).rename(columns) if table.rows else pl.DataFrame()
    if raw.is_empty():
        raise Failure(problem("A208", str(path)))
    values, unread = _read_values(raw, path)
    known, strange = _name_indicators(values, path)
    marked, faults = find_faults(known, where=str(path))
    return PublishedFigures(_as_estimates(marked), (*unread, *strange, *faults))


def read_indicators() -> pl.DataFrame:
    """Return the indicators of the national survey: kpi, target_group, item (empty: about all), statistic, label."""
    content = files("genklang").joinpath("content", "benchmarks", "kolada.toml").read_text(encoding="utf-8")
    rows = []
    for group, held in tomllib.loads(content)["groups"].items():
        rows += [(kpi, group, item, "share_positive") for item, kpi in held["items"].items()]
        rows += [(held[statistic], group, "", statistic) for statistic in ("answers", "response_rate")]
    return pl.DataFrame(rows, schema=["kpi", "target_group", "item", "statistic"], orient="row")


def _open(path: Path) -> Table:
    if path.suffix != ".gz":
        return read_csv(path)
    try:
        with gzip.open(path) as packed, tempfile.TemporaryDirectory(prefix="genklang-") as folder:
            unpacked = Path(folder) / "table.csv"
            _unpack(packed, unpacked)
            # The table is open when its folder goes: the rest of it is read all the same.
            return open_delimited(unpacked, name=str(path))
    except (gzip.BadGzipFile, EOFError, zlib.error, _TooLargeError) as error:
        raise Failure(problem("A279", str(path), limit=f"{MAX_UNPACKED >> 20} MB")) from error


class _TooLargeError(Exception):
    pass


def _unpack(packed: gzip.GzipFile, target: Path) -> None:
    with target.open("wb") as stream:
        while block := packed.read(1 << 20):
            stream.write(block)
            if stream.tell() > MAX_UNPACKED:
                raise _TooLargeError


def _read_values(raw: pl.DataFrame, path: Path) -> tuple[pl.DataFrame, list[Problem]]:
    """Return kpi, organisation, gender, period and value (a number), and the rows that could not be read."""
    names = [pl.col(c).str.strip_chars() for c in MUNICIPALITY if c in raw.columns]
    text = pl.col("value").str.strip_chars()
    given = raw.filter(~text.fill_null("").is_in(NO_VALUE)).select(
        ROW,
        pl.col("kpi").str.strip_chars().str.to_uppercase(),
        pl.coalesce(names).alias("organisation"),
        pl.col("gender").str.strip_chars().str.to_uppercase(),
        pl.col("period").str.strip_chars(),
        pl.col("value").alias("text"),
        text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).alias("value"),
    )
    is_number = pl.col("value").is_finite().fill_null(value=False)
    problems = _name_rows(given.filter(~is_number), "value", "text", "a number", path)
    is_gender = pl.col("gender").is_in(list(GENDERS))
    problems += _name_rows(given.filter(~is_gender), "gender", "gender", "T, K or M", path)
    kept = given.filter(is_number & is_gender.fill_null(value=False)).drop("text", ROW)
    return kept.with_columns(pl.col("gender").replace_strict(GENDERS, return_dtype=pl.String)), problems


def _name_rows(rows: pl.DataFrame, column: str, shown: str, expected: str, path: Path) -> list[Problem]:
    named = [
        problem("A278", f"{path} row {number}", raw=raw, column=column, expected=expected)
        for number, raw in rows.select(ROW, shown).head(MAX_NAMED).iter_rows()
    ]
    more = rows.height - len(named)
    return named + ([problem("A235", str(path), count=more, fault="A278", column=column)] if more else [])


def _name_indicators(values: pl.DataFrame, path: Path) -> tuple[pl.DataFrame, list[Problem]]:
    indicators = read_indicators()
    strange = values.join(indicators, on="kpi", how="anti").group_by("kpi").len().sort("kpi")
    problems = [problem("A271", str(path), kpi=kpi, count=count) for kpi, count in strange.iter_rows()]
    return values.join(indicators, on="kpi", maintain_order="left"), problems


def _as_estimates(marked: pl.DataFrame) -> pl.DataFrame:
    """Return the figures as estimates; the only count is the published number of answers of the domain."""
    domain = ["organisation", "period", "gender", "target_group"]
    is_count = (pl.col("statistic") == "answers") & ~pl.col("is_wrong")
    counts = marked.filter(is_count).select(*domain, pl.col("value").cast(pl.Int64).alias("answers"))
    joined = marked.join(counts, on=domain, how="left", nulls_equal=True, maintain_order="left")
    return conform(
        joined.select(
            pl.col("period").alias("round"),
            "organisation",
            "target_group",
            "gender",
            "item",
            "statistic",
            pl.when(~pl.col("is_wrong")).then("value").alias("value"),
            "answers",
            pl.lit(SOURCE).alias("source"),
            pl.when("is_wrong").then(pl.lit(Status.ENTRY_ERROR)).otherwise(pl.lit(Status.PUBLISHED)).alias("status"),
        ),
        ESTIMATE_SCHEMA,
    )
