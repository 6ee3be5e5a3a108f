"""The columns of the store for an instrument: the keys and, per item, its codes."""

from typing import Final

import polars as pl

from genklang.instrument.item_type import stored_items, type_of
from genklang.instrument.model import Instrument, Item
from genklang.tables.keys import STORE_KEYS

COMMENT_SCHEMA: Final = {
    "round": pl.String,
    "organisation": pl.String,
    "unit": pl.String,
    "item": pl.String,
    "text": pl.String,
}
"""Free texts, in random order and without any key to the response they came with."""

Schema = dict[str, type[pl.DataType]]


def response_schema(instrument: Instrument) -> Schema:
    """Return name and type of each store column: keys, then per item its code, number or choices."""
    keys: Schema = dict.fromkeys(STORE_KEYS, pl.String)
    items = (item_schema(item) for item in stored_items(instrument))
    return {**keys, "weight_class": pl.Int64, **{name: kind for item in items for name, kind in item.items()}}


def item_schema(item: Item) -> Schema:
    """Return the columns of one item."""
    return {column.name: column.dtype for column in type_of(item).columns(item)}
