"""The keys of responses as people write them, into the keys of the store."""

import math
import unicodedata
from functools import partial
from typing import Final

import polars as pl

from genklang.errors import Problem, problem
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.response_keys import resolve_key
from genklang.store.columns import WEIGHT
from genklang.store.lookup import Cell, look_up
from genklang.tables.keys import STORE_KEYS, UNKNOWN, WEIGHT_ONE

MAX_NAME: Final = 200
MAX_WEIGHT: Final = 10_000


def encode_keys(strings: pl.DataFrame, published: PublishedInstrument) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the key columns of the store for each row, and the faults of rows (`FAULT_SCHEMA`).

    What a row does not state is unknown, gender X, the standard form, weight one; the period is the round.
    """
    faults = []
    columns: dict[str, pl.Series] = {}
    for key in STORE_KEYS:
        source = WEIGHT if key == "weight_class" else key
        kind = pl.Int64 if key == "weight_class" else pl.String
        given = strings if source in strings.columns else strings.with_columns(pl.lit(None, pl.String).alias(source))
        read = partial(_read_key, published, source)
        cells, wrong = look_up(given, [source], read, {source: kind}, column=source)
        columns[key] = cells.to_series().alias(key)
        faults.append(wrong)
    keys = pl.DataFrame(columns)
    period = pl.when(pl.col("period") == UNKNOWN).then("round").otherwise("period").alias("period")
    return keys.with_columns(period), pl.concat(faults)


def _read_key(published: PublishedInstrument, key: str, values: tuple[str | None, ...]) -> dict[str, Cell] | Problem:
    raw = clean_name(values[0] or "")
    if key == WEIGHT:
        return _read_weight(raw)
    if key in {"instrument", "version"}:
        return _read_own(published, key, raw)
    if len(raw) > MAX_NAME:
        return problem("A232", key, limit=MAX_NAME)
    if key == "round" and not raw:
        return problem("A230", key)
    found = resolve_key(published, key, raw)
    return found if isinstance(found, Problem) else {key: found}


def clean_name(text: str) -> str:
    """Return a name in composed letters with single blanks, without signs that cannot be seen."""
    composed = unicodedata.normalize("NFC", text)
    seen = (" " if sign.isspace() else sign for sign in composed if unicodedata.category(sign) not in {"Cf", "Co"})
    return " ".join("".join(s for s in seen if unicodedata.category(s) != "Cc").split())


def _read_weight(raw: str) -> dict[str, Cell] | Problem:
    if not raw:
        return {WEIGHT: WEIGHT_ONE}
    try:
        weight = float(raw.replace(",", "."))
    except ValueError:
        weight = math.nan
    millionths = round(weight * WEIGHT_ONE) if 0 < weight <= MAX_WEIGHT else 0
    return {WEIGHT: millionths} if millionths else problem("A231", WEIGHT, raw=raw)


def _read_own(published: PublishedInstrument, key: str, raw: str) -> dict[str, Cell] | Problem:
    instrument = published.instrument
    own = instrument.id if key == "instrument" else instrument.version
    if raw in {"", own}:
        return {key: own}
    name = f"{instrument.id}/{instrument.version}"
    return problem("A109", key, key=key, value=raw, instrument=name)
