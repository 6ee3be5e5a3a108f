"""What stands beside the answers in a store: offered counts, published figures, records."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from genklang.errors import Failure, problem
from genklang.instrument.model import PublishedInstrument
from genklang.store.change import Change, changing
from genklang.store.held import check_held, read_held
from genklang.store.records import dump_records, parse_records
from genklang.tables.estimate import ESTIMATE_SCHEMA, OFFERED_SCHEMA
from genklang.tables.round import RoundRecord
from genklang.tables.schema import conform

OWNER = ["round", "organisation"]
RELEASE = ["round", "source"]


def write_offered(offered: pl.DataFrame, place: Path, *, replace: bool = False) -> None:
    """Add offered counts (`OFFERED_SCHEMA`); those of an organisation's round already held need `replace`."""
    with changing(place) as change:
        place_beside(change, offered=offered, records=(), replace=replace)


def write_published(figures: pl.DataFrame, place: Path, *, published: PublishedInstrument) -> None:
    """Add published figures (`ESTIMATE_SCHEMA`) in the place of those held of the same source and round."""
    with changing(place, published) as change:
        place_published(change, figures)


def write_records(records: Sequence[RoundRecord], place: Path) -> None:
    """Add actions and quotes in the place of those held of the same organisation's round."""
    with changing(place) as change:
        place_beside(change, offered=None, records=records, replace=True)


def place_published(change: Change, figures: pl.DataFrame) -> None:
    """Make published figures a part of a change."""
    held = change.manifest.published
    rows = [conform(figures, ESTIMATE_SCHEMA)]
    if held:
        rows.insert(0, read_held(change.place, held).join(figures, on=RELEASE, how="anti"))
    path = change.add(pl.concat(rows), "published")
    change.manifest = dataclasses.replace(change.manifest, published=path)


def place_beside(
    change: Change, *, offered: pl.DataFrame | None, records: Sequence[RoundRecord], replace: bool
) -> None:
    """Make offered counts and records a part of a change."""
    if offered is not None:
        path = change.add(_merge_offered(change, offered, replace=replace), "offered")
        change.manifest = dataclasses.replace(change.manifest, offered=path)
    if records:
        path = change.add_text(dump_records(_merge_records(change, records)), "records.toml")
        change.manifest = dataclasses.replace(change.manifest, records=path)


def read_held_records(place: Path, path: str) -> list[RoundRecord]:
    """Return the records that a store holds at `path`, none where it is empty."""
    return parse_records(check_held(place, path).read_text(encoding="utf-8"), where=path) if path else []


def _merge_offered(change: Change, offered: pl.DataFrame, *, replace: bool) -> pl.DataFrame:
    fresh = conform(offered, OFFERED_SCHEMA)
    if not change.manifest.offered:
        return fresh.sort(fresh.columns)
    held = conform(read_held(change.place, change.manifest.offered), OFFERED_SCHEMA)
    twice = held.join(fresh, on=OWNER, how="semi").select(OWNER).unique().sort(OWNER)
    if twice.height and not replace:
        where = f"{change.place} (offered)"
        raise Failure(*(problem("A240", where, **row) for row in twice.to_dicts()))
    return pl.concat([held.join(fresh, on=OWNER, how="anti"), fresh]).sort(fresh.columns)


def _merge_records(change: Change, records: Sequence[RoundRecord]) -> list[RoundRecord]:
    held = read_held_records(change.place, change.manifest.records)
    by_owner = {(r.round, r.organisation): r for r in (*held, *records)}
    return [by_owner[owner] for owner in sorted(by_owner)]
