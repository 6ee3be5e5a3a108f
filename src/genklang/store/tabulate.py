"""Single responses (from web, tablet or keyed in) as coded rows of the store."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import polars as pl

from genklang.instrument.item_type import stored_items, text_items, type_of
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.store.schema import Schema, response_schema
from genklang.tables.response import Response

BATCH: Final = 50_000


def tabulate(responses: Iterable[Response], published: PublishedInstrument) -> Iterator[pl.DataFrame]:
    """Yield responses as batches of coded rows, such as `write` takes: `response_schema`, then the free texts."""
    instrument = published.instrument
    texts: Schema = dict.fromkeys((item.code for item in text_items(instrument)), pl.String)
    schema = response_schema(instrument) | texts
    left = iter(responses)
    while batch := list(islice(left, BATCH)):
        yield pl.DataFrame([_make_row(response, instrument) for response in batch], schema=schema, orient="row")


def _make_row(response: Response, instrument: Instrument) -> dict[str, object]:
    row: dict[str, object] = {**response.keys, "weight_class": int(response.keys["weight_class"])}
    for item in stored_items(instrument):
        row |= type_of(item).cells(item, response.answers.get(item.code))
    return row | dict(response.texts)
