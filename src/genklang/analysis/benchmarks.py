"""Published figures that own ones are held against: brought by the user, or shipped with the questionnaire."""

from importlib.resources import files
from pathlib import Path

import polars as pl

from genklang.analysis.figures_file import cast_figures
from genklang.errors import Failure, Problem, problem
from genklang.exchange import ROW, read_table
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.store.beside import write_published
from genklang.store.open import read_published
from genklang.tables.estimate import ESTIMATE_SCHEMA, Status
from genklang.tables.schema import conform

NEEDED = ("round", "item", "statistic", "value", "source")
SHIPPED = {"kolada_mean": "mean_of_municipalities", "kolada_pooled": "pooled_mean"}
"""Kolada's national figures of the shipped table, by the name they are asked for."""


def import_benchmarks(path: Path, place: Path, published: PublishedInstrument) -> int:
    """Take a table of published figures (see `read_benchmarks`) into the store and return how many."""
    figures = read_benchmarks(path, published.instrument)
    write_published(figures, place, published=published)
    return figures.height


def read_benchmarks(path: Path, instrument: Instrument) -> pl.DataFrame:
    """Return a table of published figures (CSV or XLSX) as `ESTIMATE_SCHEMA`.

    Columns as in docs/reference/figures.md; `round`, `item`, `statistic`, `value` and `source` are needed. An empty
    organisation means the nation. Failures U101, U102, U104, and those of reading a table.
    """
    table = read_table(path)
    if lacking := [c for c in NEEDED if c not in table.columns]:
        known = ", ".join(NEEDED)
        raise Failure(*(problem("U101", str(path), column=c, known=known) for c in lacking))
    batches = list(table.batches)
    if not batches:
        raise Failure(problem("A208", str(path)))
    rows = pl.concat(batches)
    if problems := _find_faults(rows, instrument, str(path)):
        raise Failure(*problems)
    return cast_figures(rows, where=str(path)).with_columns(status=pl.lit(Status.PUBLISHED.value))


def _find_faults(rows: pl.DataFrame, instrument: Instrument, where: str) -> list[Problem]:
    items = [i.code for i in instrument.items]
    known = ", ".join(items)
    value = pl.col("value").cast(pl.Float64, strict=False)
    odd = rows.filter(value.is_between(0, 100).fill_null(value=False).not_())
    strange = rows.filter(~pl.col("item").is_in([*items, ""]) & ~pl.col("item").str.starts_with("area:"))
    return [
        *(problem("U102", f"{where}, row {r[ROW]}", value=r["value"], low=0, high=100) for r in odd.to_dicts()),
        *(problem("U104", f"{where}, row {r[ROW]}", item=r["item"], known=known) for r in strange.to_dicts()),
    ]


def find_benchmarks(place: Path, instrument: Instrument) -> dict[str, pl.DataFrame]:
    """Return the nation's published figures by name (`ESTIMATE_SCHEMA`): those of the store, and the shipped ones."""
    held = read_published(place).filter(pl.col("organisation").is_null())
    own = {str(source): frame for (source,), frame in held.partition_by("source", as_dict=True).items()}
    return _read_shipped(instrument) | own


def _read_shipped(instrument: Instrument) -> dict[str, pl.DataFrame]:
    if "skr-ifo" not in {instrument.id, instrument.extends.split("/")[0]}:
        return {}
    path = files("genklang") / "content/benchmarks/kolada_ifo_national.csv"
    rows = pl.read_csv(path.read_bytes(), schema_overrides={"year": pl.String})
    return {name: _shape_shipped(rows, column, name) for name, column in SHIPPED.items()}


def _shape_shipped(rows: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    figures = rows.select(
        pl.col("year").alias("round"),
        "target_group",
        "item",
        pl.lit("share_positive").alias("statistic"),
        pl.col(column).cast(pl.Float64).alias("value"),
        pl.lit(name).alias("source"),
        pl.lit(Status.PUBLISHED.value).alias("status"),
    )
    return conform(figures, ESTIMATE_SCHEMA)
