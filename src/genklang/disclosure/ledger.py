"""The ledger of releases: an append-only record of every figure that was published, each entry chained to the last."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import polars as pl

from genklang.errors import Failure, problem

BOOK: Final = "ledger.jsonl"
START: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One release: its number, day and name, the policy it was made under, and the chain."""

    number: int
    day: str
    name: str
    policy: str
    figures: str
    """SHA-256 of the file of figures."""
    before: str
    """SHA-256 of the line before; 64 zeros for the first."""


def read_ledger(folder: Path) -> list[tuple[Entry, pl.DataFrame]]:
    """Return every release with its figures, the oldest first; empty where there is no ledger yet.

    Failure D114 where a line or a file is not as it was written.
    """
    return list(_check_chain(folder))


def append_release(folder: Path, figures: pl.DataFrame, *, day: str, name: str, policy: str) -> Entry:
    """Add a release (ESTIMATE_SCHEMA) to the ledger in `folder`, which is made where it is not there; return its entry.

    Failure D114 where what is there is not as it was written. Nothing that is there is ever written again.
    """
    entries = [entry for entry, _ in read_ledger(folder)]
    number = len(entries) + 1
    before = _hash_line(_write_line(entries[-1])) if entries else START
    file = _file_of(folder, number)
    part = file.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        figures.write_parquet(part)
        entry = Entry(number, day, name, policy, _hash_file(part), before)
        part.replace(file)
        with (folder / BOOK).open("a", encoding="utf-8", newline="\n") as book:
            book.write(_write_line(entry) + "\n")
    except OSError as error:
        raise Failure(problem("F002", str(folder), reason=error.strerror or error)) from error
    return entry


def _check_chain(folder: Path) -> Iterator[tuple[Entry, pl.DataFrame]]:
    book = folder / BOOK
    before = START
    lines = book.read_text(encoding="utf-8").splitlines() if book.is_file() else []
    for number, line in enumerate(lines, start=1):
        entry = _read_line(line, number, book)
        if (entry.number, entry.before) != (number, before):
            raise Failure(problem("D114", str(book), reason=f"line {number} does not follow the line before it"))
        file = _file_of(folder, number)
        if not file.is_file() or _hash_file(file) != entry.figures:
            raise Failure(problem("D114", str(file), reason="it is gone or was changed"))
        before = _hash_line(line)
        yield entry, pl.read_parquet(file)


def _read_line(line: str, number: int, book: Path) -> Entry:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise Failure(problem("D114", str(book), reason=f"line {number} cannot be read")) from error


def _write_line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False)


def _file_of(folder: Path, number: int) -> Path:
    return folder / f"{number:06}.parquet"


def _hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash_line(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
