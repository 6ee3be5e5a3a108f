"""Every failure with a code: the tables of faults and the sentence each becomes at the edge.

A room keeps its faults in the file of its own name here: `FAULTS = {"I101": Fault(what, remedy), ...}`.
The same tables are rendered into `docs/reference/problems.md`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What can be wrong, as two sentence patterns: what it is and what to do about it."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault met in one place, ready to be read: code, where, what is wrong, what to do.

    `values` are those that stand in the sentences, for whoever says them in another language.
    """

    code: str
    where: str
    what: str
    remedy: str
    values: Mapping[str, object] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        """Return the problem as the one line that a user reads."""
        return f"{self.code} {self.where}: {self.what} {self.remedy}"


class Failure(Exception):
    """Work that could not be done, with the problems that say why. Nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@cache
def all_faults() -> dict[str, Fault]:
    """Return every fault of the house by its code; a code used twice is an error of ours."""
    found: dict[str, Fault] = {}
    for module in iter_modules(__path__):
        faults = import_module(f"{__name__}.{module.name}").FAULTS
        if twice := found.keys() & faults.keys():
            raise ValueError(f"fault codes used twice: {sorted(twice)}")
        found |= faults
    return found


def problem(code: str, where: str, **values: object) -> Problem:
    """Fill in the fault `code` with `values`, as met at `where` (file, key, row)."""
    fault = all_faults()[code]
    return Problem(code, where, fault.what.format(**values), fault.remedy.format(**values), values)


def write_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as JSON holds them, for another process or a table; `read_problems` makes them problems again."""
    written: list[dict[str, Any]] = json.loads(json.dumps([asdict(found) for found in problems], default=str))
    return written


def read_problems(written: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Return the problems that `write_problems` wrote."""
    return tuple(Problem(**found) for found in written)
