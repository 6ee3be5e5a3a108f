"""Other people's formats, in and out: one file per format, each with its `part = Exchange(...)`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from genklang.errors import Failure, problem
from genklang.registry import parts

ROW: Final = "__row__"
"""Column with the number of the row in the source, the header being row 1."""


@dataclass(frozen=True, slots=True)
class Table:
    """A foreign table: its column names, about how many rows it has (None: unknown), and its rows in batches.

    Each batch holds the columns as strings (null where empty) and `ROW`. The batches can be read once.
    """

    columns: tuple[str, ...]
    rows: int | None
    batches: Iterator[pl.DataFrame]


Read = Callable[[Path], Table]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One foreign format: its name, the endings of its files, and how a file of it is read as a table."""

    name: str
    suffixes: tuple[str, ...]
    read: Read


def read_table(path: Path) -> Table:
    """Open a table of any format that is known by the ending of its name. Failure where none is."""
    if not path.is_file():
        raise Failure(problem("F001", str(path)))
    formats = parts(__name__, Exchange).values()
    reader: Read | None = next((f.read for f in formats if path.suffix.lower() in f.suffixes), None)
    if reader is None:
        allowed = ", ".join(s for f in formats for s in f.suffixes)
        raise Failure(problem("A215", str(path), allowed=allowed))
    try:
        return reader(path)
    except OSError as error:
        raise Failure(problem("F002", str(path), reason=error.strerror or str(error))) from error
