"""A single choice: categories without order, one mark, told as a distribution."""

from genklang.instrument.item_type import ItemType, Presentation
from genklang.instrument.marks import code_cell, code_column, parse_mark

part = ItemType(
    name="single_choice",
    presentation=Presentation.MARKS,
    default_statistic="distribution",
    columns=code_column,
    parse=parse_mark,
    cells=code_cell,
)
