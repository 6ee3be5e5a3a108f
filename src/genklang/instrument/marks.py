"""Reads crossed boxes: one mark, or several, written as codes, names or labels."""

import re
from collections.abc import Callable

import polars as pl

from genklang.errors import Problem, problem
from genklang.instrument.item_type import Cells, Column, FindCode
from genklang.instrument.model import Item
from genklang.tables.response import Answer

_BETWEEN_MARKS = (re.compile(r"[;|\n]"), re.compile(r"[,;|\s]+"))
"""What stands between two marks in one cell: first what no label holds, then what codes do not hold."""


def code_column(item: Item) -> tuple[Column, ...]:
    """Return the one column of an item that is answered with one category."""
    return (Column(item.code, pl.Int16),)


def code_cell(item: Item, answer: Answer | None) -> Cells:
    """Return the cell of an item that is answered with one number."""
    if isinstance(answer, tuple | float):
        raise TypeError(f"{item.code} has one whole number as its answer, not {answer}")
    return {item.code: answer}


def parse_mark(item: Item, raw: str, find_code: FindCode) -> int | Problem:
    """Return the code of the one mark; two different marks are a doubt and so a problem."""
    code = find_code(raw)
    if isinstance(code, int):
        return code
    marks = parse_marks(raw, find_code)
    if isinstance(marks, Problem):
        return code
    return marks[0] if len(marks) == 1 else problem("A103", item.code, answer=raw)


def parse_marks(raw: str, find_code: FindCode) -> tuple[int, ...] | Problem:
    """Return the codes of all marks in the order of the codes, each once."""
    found = find_code(raw)
    for between in _BETWEEN_MARKS if isinstance(found, Problem) else ():
        pieces = [piece for piece in between.split(raw) if piece.strip()]
        codes = _find_all(pieces, find_code)
        if codes:
            return tuple(sorted(set(codes)))
    return found if isinstance(found, Problem) else (found,)


def _find_all(pieces: list[str], find_code: Callable[[str], int | Problem]) -> list[int]:
    """Return the code of each piece, or nothing where one of them has none."""
    codes = [find_code(piece) for piece in pieces]
    known = [code for code in codes if isinstance(code, int)]
    return known if len(known) == len(codes) else []
