"""Tables of other people's workbooks, read through a small mapping file, as tables of counts that can be attacked."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from math import ceil, floor
from pathlib import Path
from typing import Any, Final

import polars as pl

from genklang.disclosure.count_sums import Totals
from genklang.errors import Failure, problem
from genklang.exchange.text_encoding import inspect_text, read_blocks
from genklang.exchange.xlsx import read_rows
from genklang.tables.estimate import Status

ALL: Final = ("", "All", "Total", "Alla", "Totalt", "I alt")
WITHHELD: Final = ("[c]", "..", "*", "c", "x")
NOBODY: Final = ("[w]", "-", "–")
LEFT_OUT: Final = ("[x]", "[z]", ".", "")


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """One `[[table]]` of a mapping: where the figures stand, what they are about, and what its labels mean."""

    keys: Mapping[str, str]
    """Key → the heading of its column."""
    count: Mapping[str, str] | str
    """The heading of the column of counts; or of several, each with the value of the key `across` that it is of."""
    sheet: str = ""
    header: int = 0
    """Number of the row with the headings; 0: the first row that has them all."""
    across: str = ""
    of: str = ""
    """The heading of the column of how many answered, where the columns of `count` hold percentages of them."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Keys that the whole table is about one value of."""
    all: Sequence[str] = ALL
    withheld: Sequence[str] = WITHHELD
    nobody: Sequence[str] = NOBODY
    left_out: Sequence[str] = LEFT_OUT


def read_foreign(paths: Sequence[Path], mapping: Path) -> tuple[list[pl.DataFrame], Totals]:
    """Return each table of each file as keys, `count` and `status`, and the declared totals of the mapping.

    A percentage gives the least and the most that its count can be (`least`, `most`), by the decimals it has.

    Failures F001, F002, D111, D112, and those of reading tables.
    """
    settings = _read_mapping(mapping)
    tables = [_make_table(mapping, given) for given in settings.get("table", [])]
    if not tables:
        raise Failure(problem("D112", str(mapping), reason="it has no [[table]]"))
    return [_read_table(path, table, mapping) for path in paths for table in tables], settings.get("totals", {})


def _read_mapping(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise Failure(problem("F001", str(path)))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise Failure(problem("D112", str(path), reason=fault)) from fault


def _make_table(where: Path, given: Mapping[str, Any]) -> ForeignTable:
    known = [f.name for f in fields(ForeignTable)]
    if unknown := sorted(set(given) - set(known)):
        raise Failure(problem("D112", str(where), reason=f"“{unknown[0]}” is not one of {', '.join(known)}"))
    if lacking := [name for name in ("keys", "count") if not given.get(name)]:
        raise Failure(problem("D112", str(where), reason=f"a [[table]] lacks “{lacking[0]}”"))
    table = ForeignTable(**given)
    if not isinstance(table.count, str) and not table.across:
        raise Failure(
            problem("D112", str(where), reason="several columns of counts need “across”, the key they are of")
        )
    if table.of and isinstance(table.count, str):
        raise Failure(
            problem("D112", str(where), reason="percentages need “across”, and “count” with what each of them is of")
        )
    return table


def _read_table(path: Path, table: ForeignTable, mapping: Path) -> pl.DataFrame:
    columns = {table.count: ""} if isinstance(table.count, str) else {h: v for v, h in table.count.items()}
    wanted = [*table.keys.values(), *columns, *filter(None, [table.of])]
    rows, first = _find_rows(path, table, wanted, mapping)
    at = {heading: rows[first].index(heading) for heading in wanted}
    if table.of:
        rows = _as_per_cent(rows, [at[heading] for heading in columns], first)
    cells = [cell for row in rows[first + 1 :] for cell in _read_row(row, at, table, columns)]
    schema = dict.fromkeys([*table.keys, *table.fixed, *filter(None, [table.across])], pl.String)
    numbers = dict.fromkeys(["count", *(["least", "most"] if table.of else [])], pl.Int64)
    frame = pl.DataFrame(cells, schema={**schema, **numbers, "status": pl.String})
    return frame.filter(pl.col("status") != LEAVE_OUT)


def _as_per_cent(rows: Sequence[list[str]], places: Sequence[int], first: int) -> list[list[str]]:
    """Return the rows with parts of one as per cent: a workbook holds 62.5 % as 0.625, however it shows it.

    They are parts of one if none is above one and some lies between nought and one.
    """
    cells = [row[place].strip() for row in rows[first + 1 :] for place in places if place < len(row)]
    numbers = [float(cell) for cell in cells if PART.fullmatch(cell)]
    plain = [cell for cell in cells if cell.removesuffix("%").replace(",", ".").replace(".", "", 1).strip().isdecimal()]
    if len(plain) > len(numbers) or not numbers or max(numbers) > 1 or set(numbers) <= {0.0, 1.0}:
        return list(rows)

    def shift(column: int, cell: str) -> str:
        is_part = column in places and PART.fullmatch(cell.strip())
        return format(Decimal(cell.strip()).scaleb(2), "f") if is_part else cell

    return [*rows[: first + 1], *([shift(i, cell) for i, cell in enumerate(row)] for row in rows[first + 1 :])]


def _read_row(
    row: Sequence[str], at: Mapping[str, int], table: ForeignTable, columns: Mapping[str, str]
) -> Iterator[dict[str, int | str | None]]:
    own = {key: _read_key(row, at[heading], table) for key, heading in table.keys.items()}
    keys: dict[str, int | str | None] = {**own, **table.fixed}
    given = {heading: row[place].strip() if place < len(row) else "" for heading, place in at.items()}
    base = _read_count(given[table.of], table) if table.of else {}
    if table.of:
        yield keys | {table.across: None} | base
    for heading, value in columns.items():
        across = {table.across: value if value not in table.all else None} if table.across else {}
        yield (
            keys
            | across
            | (_read_share(given[heading], base, table) if table.of else _read_count(given[heading], table))
        )


LEAVE_OUT: Final = "left out"
IN_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
"""A count as it is written in Danish: 1.204."""
PART: Final = re.compile(r"\d+(\.\d+)?")
DELIMITERS: Final = (";", ",", "\t")


def _find_rows(path: Path, table: ForeignTable, wanted: Sequence[str], mapping: Path) -> tuple[list[list[str]], int]:
    """Return the rows of a file with their headings tidied, and which of them has the headings."""
    lacking = wanted[0]
    for rows in _list_rows(path, table):
        tidy = [[" ".join(cell.split()) for cell in row] for row in rows]
        places = range(len(tidy)) if table.header < 1 else range(table.header - 1, min(table.header, len(tidy)))
        for place in places:
            headings = _fill_headings(tidy, place)
            if not (absent := [heading for heading in wanted if heading not in headings]):
                return [*tidy[:place], headings, *tidy[place + 1 :]], place
            lacking = absent[0] if len(absent) < len(wanted) else lacking
    raise Failure(problem("D112", str(mapping), reason=f"{path} has no column “{lacking}”"))


def _fill_headings(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return the headings in a row; where a cell was merged with the one above, its heading stands there."""
    above = rows[place - 1] if place else []
    width = max(len(rows[place]), len(above))
    own, over = ([*row, *[""] * (width - len(row))] for row in (rows[place], above))
    return [heading or upper for heading, upper in zip(own, over, strict=True)]


def _list_rows(path: Path, table: ForeignTable) -> Iterator[list[list[str]]]:
    """Yield the rows of a file, once for each way that they may be parted."""
    if path.is_file() and path.suffix.lower() == ".xlsx":
        yield read_rows(path, table.sheet)
        return
    if not path.is_file():
        raise Failure(problem("F001", str(path)))
    text = b"".join(read_blocks(inspect_text(path))).decode("utf-8")
    for delimiter in DELIMITERS:
        try:
            yield list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error as fault:
            raise Failure(problem("F002", str(path), reason=fault)) from fault


def _read_key(row: Sequence[str], at: int, table: ForeignTable) -> str | None:
    value = row[at].strip() if at < len(row) else ""
    return None if value in table.all else value


def _read_count(cell: str, table: ForeignTable) -> dict[str, int | str | None]:
    """A label is read as what the mapping says; a figure that is no whole number is left out."""
    if cell in table.withheld:
        return {"count": None, "status": Status.CONFIDENTIAL.value}
    if cell in table.nobody:
        return {"count": 0, "status": Status.NO_ANSWERS.value}
    digits = cell.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", "")
    if IN_THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    if cell not in table.left_out and digits.isdecimal():
        return {"count": int(digits), "status": Status.SHOWN.value}
    return {"count": None, "status": LEAVE_OUT}


def _read_share(cell: str, base: Mapping[str, int | str | None], table: ForeignTable) -> dict[str, int | str | None]:
    """Return how many of the base a percentage can be, rounded as it is printed; none of a base that is not told."""
    if cell in table.withheld:
        return {"count": None, "status": Status.CONFIDENTIAL.value}
    if cell in table.nobody:
        return {"count": 0, "status": Status.NO_ANSWERS.value}
    digits = cell.removesuffix("%").replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", ".")
    whole, _, decimals = digits.partition(".")
    n = base["count"]
    if cell in table.left_out or not isinstance(n, int) or not (whole + decimals).isdecimal():
        return {"count": None, "status": LEAVE_OUT}
    reach = Fraction(1, 2 * 10 ** len(decimals))
    ends = ((Fraction(digits) - reach) * n / 100, (Fraction(digits) + reach) * n / 100)
    least, most = max(ceil(ends[0]), 0), min(floor(ends[1]), n)
    if least > most:
        return {"count": None, "status": LEAVE_OUT}
    return {"count": None, "least": least, "most": most, "status": Status.SHOWN.value}
