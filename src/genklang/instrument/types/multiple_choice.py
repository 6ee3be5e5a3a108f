"""A multiple choice: any number of marks, told as the share that chose each category."""

import polars as pl

from genklang.errors import Problem, problem
from genklang.instrument.item_type import Cells, Column, FindCode, ItemType, Presentation
from genklang.instrument.marks import parse_marks
from genklang.instrument.model import Item
from genklang.tables.keys import NO_OPINION, NOT_ASKED, choice_column
from genklang.tables.response import Answer

ANSWERED = 1
"""What the item's own column holds where at least one category was chosen."""


def list_columns(item: Item) -> tuple[Column, ...]:
    """Return the item's own column (answered, no opinion, not asked) and one for each category."""
    choices = (Column(choice_column(item.code, c.code), pl.Boolean) for c in item.substantive)
    return (Column(item.code, pl.Int16), *choices)


def parse_choices(item: Item, raw: str, find_code: FindCode) -> Answer | Problem:
    """Return the chosen codes; no opinion or not asked stands alone, as a plain code."""
    codes = parse_marks(raw, find_code)
    if isinstance(codes, Problem):
        return codes
    outside = [code for code in codes if code in {NO_OPINION, NOT_ASKED}]
    if outside and len(codes) > 1:
        return problem("A103", item.code, answer=raw)
    return outside[0] if outside else codes


def spread_choices(item: Item, answer: Answer | None) -> Cells:
    """Return the cells of the chosen codes; all choices are null where none could be made."""
    if isinstance(answer, float):
        raise TypeError(f"{item.code} has codes as its answer, not {answer}")
    if isinstance(answer, tuple):
        return {item.code: ANSWERED} | {choice_column(item.code, c.code): c.code in answer for c in item.substantive}
    return {item.code: answer} | {choice_column(item.code, c.code): None for c in item.substantive}


part = ItemType(
    name="multiple_choice",
    presentation=Presentation.MARKS,
    default_statistic="distribution",
    columns=list_columns,
    parse=parse_choices,
    cells=spread_choices,
    several=True,
)
