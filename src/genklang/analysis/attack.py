"""The use case: files of figures read together, as an attacker would, and what they give away."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from genklang.analysis.protection import declared_totals, find_policy
from genklang.disclosure.attack import Leak
from genklang.disclosure.attack import attack as attack_tables
from genklang.errors import Failure, problem
from genklang.instrument.shelf import find_instrument, shipped
from genklang.tables.estimate import ESTIMATE_SCHEMA

READ = (".csv", ".json", ".parquet")


def attack(paths: Sequence[Path], *, instrument: str | None = None, policy: Path | None = None) -> list[Leak]:
    """Return every withheld figure that the files and folders in `paths` give back when they are read together.

    CSV, JSON and Parquet as `estimate` and `report` write them. `instrument` says which totals are declared (default:
    those of the shipped questionnaires that the files name). Failures F001, F002, U107, D10x.
    """
    files = [file for path in paths for file in _list_files(path)]
    tables = [table for table in map(read_figures, files) if table is not None]
    if not tables:
        raise Failure(*(problem("U107", str(path)) for path in paths))
    figures = pl.concat(tables).unique(maintain_order=True)
    return attack_tables(figures, find_policy(policy), totals=_find_totals(figures, instrument))


def _list_files(path: Path) -> list[Path]:
    if not path.exists():
        raise Failure(problem("F001", str(path)))
    return sorted(f for f in path.rglob("*") if f.suffix in READ) if path.is_dir() else [path]


def read_figures(path: Path) -> pl.DataFrame | None:
    """Return a file of figures as `ESTIMATE_SCHEMA`, None where it holds another table; F002 where it is damaged."""
    try:
        frame = _read(path)
    except (pl.exceptions.PolarsError, ValueError, OSError) as error:
        raise Failure(problem("F002", str(path), reason=str(error).splitlines()[0])) from error
    if not {"item", "statistic", "status"} <= set(frame.columns):
        return None
    known = [pl.col(c).cast(kind) for c, kind in ESTIMATE_SCHEMA.items() if c in frame.columns]
    texts = [pl.col(c).replace("", None) for c in ("round", "organisation", "unit", "target_group", "gender")]
    absent = [pl.lit(None, kind).alias(c) for c, kind in ESTIMATE_SCHEMA.items() if c not in frame.columns]
    return frame.select(known).with_columns(absent).with_columns(texts).select(*ESTIMATE_SCHEMA)


def _read(path: Path) -> pl.DataFrame:
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    if path.suffix == ".csv":
        return pl.read_csv(path, infer_schema=False)
    content: Any = json.loads(path.read_text(encoding="utf-8"))
    rows = content.get("estimates", []) if isinstance(content, dict) else content
    return pl.DataFrame(rows, infer_schema_length=None)


def _find_totals(figures: pl.DataFrame, instrument: str | None) -> dict[str, tuple[str, ...]]:
    named = set(figures["target_group"].unique())
    names = [instrument] if instrument else [f"{i}/{version}" for i, version in shipped()]
    known = [declared_totals(find_instrument(name).instrument) for name in names]
    return {code: groups for totals in known for code, groups in totals.items() if code in named}
