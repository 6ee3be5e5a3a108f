"""A scale: ordered categories that several items share, one mark, told as the share of positive answers."""

from genklang.instrument.item_type import SHARE, ItemType, Presentation
from genklang.instrument.marks import code_cell, code_column, parse_mark

part = ItemType(
    name="scale",
    presentation=Presentation.MARKS,
    default_statistic=SHARE,
    columns=code_column,
    parse=parse_mark,
    cells=code_cell,
)
