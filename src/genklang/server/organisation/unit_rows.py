"""Reads many units at once, pasted or from a CSV file: name; unit above; code."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from genklang.server.organisation.codes import make_code
from genklang.server.organisation.lines import clean_line

MOST_ROWS: Final = 2000
LONGEST_NAME: Final = 120
_HEADS: Final = {
    "name": ("name", "unit", "namn", "enhet", "navn"),
    "above": ("above", "parent", "överordnad", "ingår i", "overordnet", "hører under", "part of"),
    "code": ("code", "kod", "kode"),
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit to add: its name and code, and the code of the unit above it."""

    name: str
    code: str
    above: str | None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a row: the key of the words (`staff/units.problems.…`) and what to put into them."""

    row: int
    key: str
    values: dict[str, str] = field(default_factory=dict)


def decode_text(data: bytes) -> str:
    """Return the text of a CSV file as spreadsheets save it: UTF-8 with or without a mark, or Windows' own letters."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_unit_rows(text: str, existing: Mapping[str, str]) -> tuple[list[UnitRow], list[RowProblem]]:
    """Return the units that `text` adds to the `existing` ones (code → name), and what is wrong with it.

    A unit above is named by name or code, and stands earlier in the text or exists. All or nothing: with any problem,
    nothing should be added.
    """
    cells = list(_read_cells(text.lstrip("\ufeff")))
    if len(cells) > MOST_ROWS:
        return [], [RowProblem(MOST_ROWS + 1, "too_many", {"most": str(MOST_ROWS)})]
    order = _find_order(cells[0][1]) if cells else None
    rows, problems = [], []
    known = dict(existing)
    for number, line in cells[1:] if order else cells:
        read = _read_row(number, _arrange(line, order), known)
        if isinstance(read, UnitRow):
            rows.append(read)
            known[read.code] = read.name
        else:
            problems.append(read)
    return rows, problems or ([] if rows else [RowProblem(1, "nothing")])


def _read_cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with its number; the cells are cut at tabs, semicolons or commas."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cut = next((mark for mark in "\t;," if mark in first), ";")
    reader = csv.reader(text.splitlines(), delimiter=cut)
    for cells in reader:
        clean = [clean_line(cell).strip() for cell in cells]
        if any(clean):
            yield reader.line_num, clean


def _find_order(first: list[str]) -> dict[str, int] | None:
    """Return where each column stands, if the first row holds headings."""
    heads = {name: i for i, cell in enumerate(first) for name, words in _HEADS.items() if cell.casefold() in words}
    return heads if "name" in heads else None


def _arrange(cells: list[str], order: Mapping[str, int] | None) -> tuple[str, str, str]:
    places = order or {"name": 0, "above": 1, "code": 2}
    found = [cells[places[name]] if name in places and places[name] < len(cells) else "" for name in _HEADS]
    return found[0], found[1], found[2]


def _read_row(number: int, cells: tuple[str, str, str], known: Mapping[str, str]) -> UnitRow | RowProblem:
    name, above, wanted = cells
    if not name or len(name) > LONGEST_NAME:
        return RowProblem(number, "name", {"most": str(LONGEST_NAME)})
    code = make_code(wanted or name, () if wanted else known, otherwise="unit")
    if code in known:
        return RowProblem(number, "code_taken", {"code": code})
    parents = _find_units(above, known) if above else [None]
    if len(parents) != 1:
        return RowProblem(number, "above_twice" if parents else "above_unknown", {"above": above})
    if parents[0] is None and name in known.values() and not wanted:
        return RowProblem(number, "name_twice", {"name": name})
    return UnitRow(name, code, parents[0])


def _find_units(said: str, known: Mapping[str, str]) -> list[str]:
    if said in known:
        return [said]
    return [code for code, name in known.items() if name.casefold() == said.casefold()]
