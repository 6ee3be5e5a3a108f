"""Tables of other people's workbooks, read through a small mapping file, as tables of counts that can be attacked."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import polars as pl

from genklang.disclosure.count_sums import Totals
from genklang.errors import Failure, problem
from genklang.exchange import ROW, read_table
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
    header: int = 1
    """Number of the row with the headings."""
    across: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Keys that the whole table is about one value of."""
    all: Sequence[str] = ALL
    withheld: Sequence[str] = WITHHELD
    nobody: Sequence[str] = NOBODY
    left_out: Sequence[str] = LEFT_OUT


def read_foreign(paths: Sequence[Path], mapping: Path) -> tuple[list[pl.DataFrame], Totals]:
    """Return each table of each file as keys, `count` and `status`, and the declared totals of the mapping.

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
    return table


def _read_table(path: Path, table: ForeignTable, mapping: Path) -> pl.DataFrame:
    rows = list(_list_rows(path, table))
    headings = [" ".join(cell.split()) for cell in rows[table.header - 1]] if len(rows) >= table.header else []
    columns = {table.count: ""} if isinstance(table.count, str) else {h: v for v, h in table.count.items()}
    wanted = [*table.keys.values(), *columns]
    if lacking := [heading for heading in wanted if heading not in headings]:
        raise Failure(problem("D112", str(mapping), reason=f"{path} has no column “{lacking[0]}”"))
    at = {heading: headings.index(heading) for heading in wanted}
    cells = [
        {
            **{key: _read_key(row, at[heading], table) for key, heading in table.keys.items()},
            **table.fixed,
            **({table.across: value if value not in table.all else None} if table.across else {}),
            **_read_count(row[at[column]].strip() if at[column] < len(row) else "", table),
        }
        for row in rows[table.header :]
        for column, value in columns.items()
    ]
    schema = dict.fromkeys([*table.keys, *table.fixed, *filter(None, [table.across])], pl.String)
    frame = pl.DataFrame(cells, schema={**schema, "count": pl.Int64, "status": pl.String})
    return frame.filter(pl.col("status") != LEAVE_OUT)


LEAVE_OUT: Final = "left out"


def _list_rows(path: Path, table: ForeignTable) -> Iterator[list[str]]:
    if path.is_file() and path.suffix.lower() == ".xlsx":
        yield from read_rows(path, table.sheet)
        return
    read = read_table(path)
    yield list(read.columns)
    for batch in read.batches:
        yield from ([cell or "" for cell in row] for row in batch.drop(ROW).select(read.columns).rows())


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
    if cell not in table.left_out and digits.isdecimal():
        return {"count": int(digits), "status": Status.SHOWN.value}
    return {"count": None, "status": LEAVE_OUT}
