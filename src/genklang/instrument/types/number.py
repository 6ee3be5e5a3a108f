"""A number: a whole number within bounds, told as its mean."""

import polars as pl

from genklang.errors import Problem, problem
from genklang.instrument.item_type import Column, FindCode, ItemType, Presentation
from genklang.instrument.labels import read_whole_number
from genklang.instrument.marks import code_cell
from genklang.instrument.model import Item
from genklang.tables.keys import NOT_ASKED

LARGEST = 2**31 - 1
"""What the column of the store can hold."""


def list_columns(item: Item) -> tuple[Column, ...]:
    """Return the one column of the number."""
    return (Column(item.code, pl.Int32),)


def parse_number(item: Item, raw: str, _find_code: FindCode) -> int | Problem:
    """Return the whole number if it lies within the item's bounds."""
    number = read_whole_number(raw)
    if number is None:
        return problem("A104", item.code, answer=raw)
    low = 0 if item.minimum is None else item.minimum
    high = LARGEST if item.maximum is None else item.maximum
    if number == NOT_ASKED or low <= number <= high:
        return number
    return problem("A105", item.code, answer=raw, low=low, high=high)


part = ItemType(
    name="number",
    presentation=Presentation.DIGITS,
    default_statistic="mean_score",
    columns=list_columns,
    parse=parse_number,
    cells=code_cell,
    numeric=True,
)
