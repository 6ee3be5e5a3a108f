"""Tables to files: the ending of the name says which format."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from genklang.errors import Failure, problem

WRITERS: dict[str, Callable[[pl.DataFrame, Path], object]] = {
    ".csv": lambda frame, path: frame.write_csv(path),
    ".json": lambda frame, path: frame.write_json(path),
    ".parquet": lambda frame, path: frame.write_parquet(path),
}


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write `frame` as CSV, JSON or Parquet, whole or not at all. Failure where the ending is another."""
    if path.suffix not in WRITERS:
        raise Failure(problem("F003", str(path), allowed=", ".join(WRITERS)))
    part = path.with_name(path.name + ".part")
    WRITERS[path.suffix](frame, part)
    part.replace(path)
