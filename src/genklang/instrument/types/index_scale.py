"""An index scale: the numbers from 1 to 10 with a label at either end, one mark, told as its mean and in the index."""

from genklang.instrument.item_type import ItemType, Presentation
from genklang.instrument.marks import code_cell, code_column, parse_mark

part = ItemType(
    name="index_scale",
    presentation=Presentation.MARKS,
    default_statistic="mean_score",
    columns=code_column,
    parse=parse_mark,
    cells=code_cell,
    anchored=True,
)
