"""Free text: words, kept apart from every other answer and never counted."""

from genklang.instrument.item_type import Cells, Column, FindCode, ItemType, Presentation
from genklang.instrument.model import Item
from genklang.tables.response import Answer


def list_columns(_item: Item) -> tuple[Column, ...]:
    """Return no column: the words lie apart, without a key to the response."""
    return ()


def parse_text(_item: Item, raw: str, _find_code: FindCode) -> str:
    """Return the words without blanks at the ends."""
    return raw.strip()


def spread_text(_item: Item, _answer: Answer | None) -> Cells:
    """Return no cell."""
    return {}


part = ItemType(
    name="free_text",
    presentation=Presentation.LINES,
    default_statistic="",
    columns=list_columns,
    parse=parse_text,
    cells=spread_text,
)
