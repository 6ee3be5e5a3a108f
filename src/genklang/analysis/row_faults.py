"""The faults of rows gathered while files are read: the first ones in full, the rest by their number."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from genklang.errors import Failure, Problem, problem

NAMED: Final = 50
STOP_AT: Final = 10_000
KIND: Final = ["column", "code"]


@dataclass(slots=True)
class RowFaults:
    """Faults by file, column and code. True where there is any."""

    named: list[Problem] = field(default_factory=list)
    unnamed: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        """Whether any row is wrong."""
        return bool(self.named)

    def add(self, faults: pl.DataFrame, path: Path) -> None:
        """Add the faults of a batch (`FAULT_SCHEMA`); Failure with all so far where they are beyond use."""
        room = NAMED - len(self.named)
        for fault in faults.head(room).to_dicts():
            where = f"{path} row {fault['row']}, column “{fault['column']}”"
            self.named.append(problem(fault["code"], where, **json.loads(fault["values"])))
        for column, code, count in faults.slice(room).group_by(KIND).len().sort(KIND).iter_rows():
            self.unnamed[str(path), column, code] += count
        if self.unnamed.total() > STOP_AT:
            raise Failure(*self.list_problems())

    def list_problems(self) -> list[Problem]:
        """Return the first faults in full, and for each kind of the others how many there are."""
        rest = [
            problem("A235", path, count=count, fault=code, column=column)
            for (path, column, code), count in self.unnamed.items()
        ]
        return [*self.named, *rest]
