"""A store opened for reading: answers as a lazy table, and what stands beside them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from genklang.instrument.item_type import stored_items
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.store.beside import read_held_records
from genklang.store.held import check_held, damaged, parse_instrument, read_held
from genklang.store.manifest import read_manifest
from genklang.store.schema import COMMENT_SCHEMA, Schema, response_schema
from genklang.tables.estimate import ESTIMATE_SCHEMA, OFFERED_SCHEMA
from genklang.tables.keys import NOT_ASKED, WEIGHT_ONE
from genklang.tables.round import RoundRecord

LATER = ("stratum",)
"""Columns of the offered that older stores do not have."""


def open_responses(place: Path) -> pl.LazyFrame:
    """Return all answers as a lazy table (`response_schema`); Failure (A242–A244) where it is no store."""
    manifest = read_manifest(place)
    schema = response_schema(parse_instrument(place, manifest).instrument)
    parts = [check_held(place, path) for held in manifest.rounds.values() for path in held.parts]
    for part in parts:
        _check_schema(place, part, schema)
    return pl.scan_parquet(parts) if parts else pl.LazyFrame(schema=schema)


def read_instrument(place: Path) -> PublishedInstrument:
    """Return the questionnaire that the store holds answers to."""
    return parse_instrument(place, read_manifest(place))


def read_offered(place: Path) -> pl.DataFrame:
    """Return the offered counts (`OFFERED_SCHEMA`), an empty table where none are known."""
    return _read_beside(place, read_manifest(place).offered, dict(OFFERED_SCHEMA))


def read_published(place: Path) -> pl.DataFrame:
    """Return the published figures taken in (`ESTIMATE_SCHEMA`), an empty table where there are none."""
    return _read_beside(place, read_manifest(place).published, dict(ESTIMATE_SCHEMA))


def read_comments(place: Path) -> pl.DataFrame:
    """Return the free texts (`COMMENT_SCHEMA`) in random order, an empty table where there are none."""
    return _read_beside(place, read_manifest(place).comments, dict(COMMENT_SCHEMA))


def read_rounds(place: Path) -> list[RoundRecord]:
    """Return a record per organisation's round: channels, groups and items of its answers, and what was recorded."""
    manifest = read_manifest(place)
    instrument = parse_instrument(place, manifest).instrument
    recorded = {(r.round, r.organisation): r for r in read_held_records(place, manifest.records)}
    return [_make_record(row, instrument, recorded) for row in _survey_rounds(place, instrument).iter_rows(named=True)]


def _survey_rounds(place: Path, instrument: Instrument) -> pl.DataFrame:
    keys = ["period", "round", "organisation"]
    asked = [(pl.col(i.code).fill_null(0) != NOT_ASKED).any() for i in stored_items(instrument)]
    met = [pl.col(k).unique().sort() for k in ("channel", "target_group")]
    drawn = [pl.col("stratum").n_unique() > 1, (pl.col("weight_class") != WEIGHT_ONE).any()]
    return open_responses(place).group_by(keys).agg(*met, *asked, *drawn).sort(keys).collect()


def _make_record(
    row: dict[str, Any], instrument: Instrument, recorded: Mapping[tuple[str, str], RoundRecord]
) -> RoundRecord:
    own = recorded.get((row["round"], row["organisation"]))
    return RoundRecord(
        round=row["round"],
        period=row["period"],
        organisation=row["organisation"],
        channels=tuple(row["channel"]),
        target_groups=tuple(row["target_group"]),
        items=tuple(i.code for i in stored_items(instrument) if row[i.code]),
        actions=own.actions if own else (),
        quotes=own.quotes if own else (),
        in_strata=row["stratum"],
        is_weighted=row["weight_class"],
    )


def _check_schema(place: Path, part: Path, schema: Schema) -> None:
    """Refuse a part with other columns, such as one of an older questionnaire."""
    try:
        held = pl.read_parquet_schema(part)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise damaged(place, part) from error
    if dict(held) != dict(schema):
        raise damaged(place, part)


def _read_beside(place: Path, path: str, schema: Schema) -> pl.DataFrame:
    if not path:
        return pl.DataFrame(schema=schema)
    try:
        held = read_held(place, path)
        added = [pl.lit(None).alias(c) for c in LATER if c in schema and c not in held.columns]
        return held.with_columns(added).select(pl.col(c).cast(t) for c, t in schema.items())
    except pl.exceptions.PolarsError as error:
        raise damaged(place, place / path) from error
