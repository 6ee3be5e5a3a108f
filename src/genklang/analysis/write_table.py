"""Tables to files: the ending of the name says which format."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import polars as pl

from genklang.analysis.place_files import check_target, placing
from genklang.tables.formula import guard_texts

WRITERS: Final[dict[str, Callable[[pl.DataFrame, Path], object]]] = {
    ".csv": lambda frame, path: guard_texts(frame).write_csv(path),
    ".json": lambda frame, path: frame.write_json(path),
    ".parquet": lambda frame, path: frame.write_parquet(path),
}


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write `frame` as CSV, JSON or Parquet, whole or not at all.

    In CSV an apostrophe stands before a text that a spreadsheet would run. Failures F002, F003 (the ending is
    another), F006 (there is no such folder).
    """
    with placing(check_target(path, WRITERS)) as (draft,):
        WRITERS[path.suffix.lower()](frame, draft)
