"""The attacks: what a reader of databases, logs and dumps can make of them, as the number of people found.

The attacker knows more than any real one: the exact order in which people answered, all that the case list holds, and
every byte on disk. Only the key is missing, unless it is given.
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from trust_world import Person

Signature = tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """One answer as it lies in a table: what it says, and where an ordering puts it."""

    unit: str
    signature: Signature
    language: str = ""
    channel: str = ""
    key: bytes = b""


def link_by_order(people: Sequence[Person], rows: Sequence[Row]) -> int:
    """Return how many are found when the n-th who answered at a unit is taken for its n-th row, or the n-th last."""
    asked, found = _by_unit(people), _by_unit(rows)
    hits = []
    for step in (1, -1):
        pairs = [(p, r) for unit in asked for p, r in zip(asked[unit], found[unit][::step], strict=False)]
        hits.append(sum(p.signature == r.signature for p, r in pairs))
    return max(hits)


def link_by_candidates(people: Sequence[Person], rows: Sequence[Row]) -> list[tuple[float, int]]:
    """Return for each person the chance that a guess among the rows that agree on all shared columns is right.

    The second number is how many answered at the same unit.
    """
    found, asked = _by_unit(rows), _by_unit(people)
    chances = []
    for person in people:
        some = [r for r in found[person.unit] if r.language in {"", person.language}]
        some = [r for r in some if r.channel in {"", person.channel}]
        is_there = any(r.signature == person.signature for r in some)
        chances.append((is_there / len(some) if some else 0.0, len(asked[person.unit])))
    return chances


def link_by_transaction(people: Sequence[Person], of_case: dict[int, int], rows: Iterable[tuple[int, Row]]) -> int:
    """Return how many are found when the row nearest in transaction number to the case's is taken for its answer."""
    found = defaultdict(list)
    for number, row in rows:
        found[row.unit].append((number, row))
    hits = 0.0
    for person in people:
        ranked = [(abs(number - of_case[person.case]), row) for number, row in found[person.unit]]
        nearest = [row for distance, row in ranked if distance == min(d for d, _ in ranked)]
        hits += sum(row.signature == person.signature for row in nearest) / len(nearest)
    return round(hits)


def most_by_chance(people: Sequence[Person]) -> int:
    """Return the number of hits that pure guessing reaches less than once in a million times.

    Guessing finds one person at each unit on average, however many answered there.
    """
    mean = len({person.unit for person in people})
    term, total, hits = math.exp(-mean), math.exp(-mean), 0
    while total < 1 - 1e-6:
        hits += 1
        term *= mean / hits
        total += term
    return hits


def order_by_bytes(rows: Sequence[Row], files: Iterable[Path], *, last: bool) -> list[Row]:
    """Return the rows in the order in which their keys stand in files, by first or last place."""
    content = b"".join(file.read_bytes() for file in sorted(files))
    find = content.rfind if last else content.find
    return sorted((row for row in rows if find(row.key) >= 0), key=lambda row: find(row.key))


def grep(needles: Iterable[bytes], files: Iterable[Path]) -> int:
    """Return how many of some byte strings stand in files."""
    content = [file.read_bytes() for file in files if file.is_file()]
    return sum(any(needle in text for text in content) for needle in needles)


def dump_sqlite(file: Path) -> str:
    """Return a plain dump of an SQLite database."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return "\n".join(connection.iterdump())


def _by_unit(some):
    units = defaultdict(list)
    for one in some:
        units[one.unit].append(one)
    return units
