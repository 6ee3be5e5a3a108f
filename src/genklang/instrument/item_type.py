"""What a type of item is: how its answers are given, read and kept. Each type is one file of `types/`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl

from genklang.errors import Problem
from genklang.instrument.model import Instrument, Item
from genklang.registry import parts
from genklang.tables.response import Answer

FindCode = Callable[[str], "int | Problem"]
"""Finds the category code that a code, a name or a label stands for, on one item in one row's language."""

Cells = Mapping[str, int | bool | None]
"""What one answer is in the store, by column."""

GENDER_ITEM: Final = "gender"
"""Code of the background item whose answer is a key of the response, not one of its answers."""


SHARE: Final = "share_positive"
"""Name of the statistic that needs positive categories."""


class Presentation(StrEnum):
    """How an item is answered, on screen and on paper."""

    MARKS = "marks"
    """Boxes, one for each category."""
    DIGITS = "digits"
    """Room for a whole number."""
    LINES = "lines"
    """Room for words."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the store."""

    name: str
    dtype: type[pl.DataType]


@dataclass(frozen=True, slots=True)
class ItemType:
    """One type of item.

    `columns` are its columns in the store (none: kept apart); `parse` reads one raw answer that is not blank;
    `cells` gives the values of an answer in those columns, None being blank. `default_statistic` names the
    statistic that suits it (empty: none). `several`: any number of marks, kept in a column for each category;
    `anchored`: numbers with a label at either end; `numeric`: the answer is a number, not a code, within bounds.
    """

    name: str
    presentation: Presentation
    default_statistic: str
    columns: Callable[[Item], tuple[Column, ...]]
    parse: Callable[[Item, str, FindCode], "Answer | str | Problem"]
    cells: Callable[[Item, Answer | None], Cells]
    several: bool = False
    anchored: bool = False
    numeric: bool = False

    @property
    def tells_share(self) -> bool:
        """Whether its answers are told as a share of positive answers."""
        return self.default_statistic == SHARE


def item_types() -> dict[str, ItemType]:
    """Return every type of item by its name."""
    return parts("genklang.instrument.types", ItemType)


def type_of(item: Item) -> ItemType:
    """Return the type of an item of a checked instrument."""
    return item_types()[item.type]


def stored_items(instrument: Instrument) -> tuple[Item, ...]:
    """Return the items with columns of their own in the store: all but gender and those kept apart."""
    return tuple(i for i in instrument.items if i.code != GENDER_ITEM and type_of(i).columns(i))


def text_items(instrument: Instrument) -> tuple[Item, ...]:
    """Return the items that are answered in words, kept apart from all other answers."""
    return tuple(i for i in instrument.items if not type_of(i).columns(i))
