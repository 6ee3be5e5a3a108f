"""Delimited text (CSV): any of `; , TAB`, UTF-8 or Windows-1252, read in batches of bounded size."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.exchange import ROW, Exchange, Table
from genklang.exchange.records import Records, find_delimiter, scan_records
from genklang.exchange.text_encoding import inspect_text, read_blocks

MAX_BYTES: Final = 4 << 30
MAX_RECORD: Final = 1 << 20
MAX_COLUMNS: Final = 2000
MAX_NAMED: Final = 50


def read_csv(path: Path) -> Table:
    """Open a delimited text file; its encoding and delimiter are found by looking.

    Raises Failure (A201–A208, A214), for rows while the batches are read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Failure(problem("A214", str(path), what="the whole file", limit="4 GB"))
    return open_delimited(path, name=str(path))


def open_delimited(path: Path, *, name: str) -> Table:
    """Open a delimited text file that its problems call `name`."""
    file = inspect_text(path)
    blocks = read_blocks(file)
    sample = _read_sample(blocks)
    delimiter = find_delimiter(sample)
    chunks = _cut(sample, blocks, delimiter, name)
    header = next(chunks, None)
    if header is None:
        raise Failure(problem("A208", name))
    columns = _read_header(*header, delimiter, name)
    return Table(
        tuple(c for c in columns if not c.startswith(_UNNAMED)),
        max(file.lines - 1, 0),
        _read_batches(chunks, columns, delimiter, name),
    )


part = Exchange("CSV", (".csv", ".tsv", ".txt"), read_csv)

_UNNAMED: Final = "\0"


def _read_sample(blocks: Iterator[bytes]) -> bytes:
    sample = b""
    for block in blocks:
        sample += block
        if sample.count(b"\n") > 1:
            break
    return sample


def _cut(rest: bytes, blocks: Iterator[bytes], delimiter: bytes, name: str) -> Iterator[tuple[bytes, Records]]:
    """Yield the header record, then the other records in chunks of whole records."""
    row = 1
    at_end = False
    while not at_end:
        block = next(blocks, None)
        at_end = block is None
        rest += block if block is not None else b"\n" * (not rest.endswith(b"\n") and bool(rest))
        records = scan_records(rest, delimiter)
        ends = records.ends
        last = int(ends[-1]) if ends.size else 0
        if len(rest) - last > (0 if at_end else MAX_RECORD):
            raise Failure(problem("A207", f"{name} row {row + ends.size}", limit=f"{MAX_RECORD:,}"))
        if row == 1 and ends.size:
            yield rest[: ends[0]], Records(ends[:1], records.fields[:1])
            rest, last = rest[ends[0] :], last - int(ends[0])
            records = Records(ends[1:] - ends[0], records.fields[1:])
            row += 1
        if last:
            yield rest[:last], records
        row += records.ends.size
        rest = rest[last:]


def _read_header(text: bytes, records: Records, delimiter: bytes, name: str) -> list[str]:
    width = int(records.fields[0])
    if width > MAX_COLUMNS:
        raise Failure(problem("A214", name, what=f"{width} columns", limit=f"{MAX_COLUMNS} columns"))
    cells = _parse(text, [str(n) for n in range(width)], delimiter).row(0)
    names = [" ".join((c or "").split()) for c in cells]
    if not any(names):
        raise Failure(problem("A208", name))
    met = Counter(n.casefold() for n in names)
    twice = sorted({n for n in names if n and met[n.casefold()] > 1})
    if twice:
        raise Failure(*(problem("A204", f"{name} row 1", column=n) for n in twice))
    return [n or f"{_UNNAMED}{number}" for number, n in enumerate(names, start=1)]


def _parse(text: bytes, columns: list[str], delimiter: bytes) -> pl.DataFrame:
    quoted = b'"' in text
    # A header of our own, so that a chunk beginning with a blank line has as many columns as any other.
    header = delimiter.join(str(place).encode() for place in range(len(columns)))
    frame = pl.read_csv(
        header + b"\n" + text,
        separator=delimiter.decode(),
        infer_schema=False,
        quote_char='"' if quoted else None,
        new_columns=columns,
    )
    # A quoted empty field is as empty as any other.
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all())) if quoted else frame


def _read_batches(
    chunks: Iterator[tuple[bytes, Records]], columns: list[str], delimiter: bytes, name: str
) -> Iterator[pl.DataFrame]:
    row = 2
    unnamed = [c for c in columns if c.startswith(_UNNAMED)]
    for text, records in chunks:
        _check_fields(records, row=row, expected=len(columns), name=name)
        frame = _parse(text, columns, delimiter)
        if frame.height != records.ends.size:
            where = f"{name} rows {row}–{row + records.ends.size - 1}"
            raise Failure(problem("A207", where, limit=f"{MAX_RECORD:,}"))
        _check_unnamed(frame, unnamed, name)
        frame = frame.with_columns(pl.int_range(row, row + frame.height, dtype=pl.Int64).alias(ROW))
        row += frame.height
        yield frame.drop(unnamed).filter(pl.any_horizontal(pl.exclude(ROW).is_not_null()))


def _check_fields(records: Records, *, row: int, expected: int, name: str) -> None:
    starts = np.concatenate(([0], records.ends[:-1]))
    blank = records.ends - starts == 1
    wrong = np.flatnonzero((records.fields != expected) & ~blank)
    problems: list[Problem] = [
        problem("A206", f"{name} row {row + int(i)}", fields=int(records.fields[i]), expected=expected)
        for i in wrong[:MAX_NAMED]
    ]
    if wrong.size > MAX_NAMED:
        problems.append(problem("A235", name, count=int(wrong.size) - MAX_NAMED, fault="A206", column=""))
    if problems:
        raise Failure(*problems)


def _check_unnamed(frame: pl.DataFrame, unnamed: list[str], name: str) -> None:
    held = [c for c in unnamed if frame.get_column(c).null_count() < frame.height]
    if held:
        raise Failure(*(problem("A205", f"{name} row 1", number=c.removeprefix(_UNNAMED)) for c in held))
