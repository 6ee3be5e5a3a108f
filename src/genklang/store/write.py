"""Coded answers into a store: all batches or none, in an order that says nothing of the order they came in."""

import dataclasses
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random, SystemRandom
from typing import Final

import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.instrument.item_type import text_items
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.store.change import Change, changing
from genklang.store.held import read_held
from genklang.store.manifest import RoundParts
from genklang.store.schema import COMMENT_SCHEMA, response_schema
from genklang.tables.schema import conform

PART_ROWS: Final = 250_000
ROW_GROUP: Final = 16_384


OWNED: Final = ("round", "period", "organisation", "unit", "target_group", "channel", "gender")


@dataclass(frozen=True, slots=True)
class WriteSummary:
    """What was written: the number of responses (`answers`) per round, organisation, unit … , and of comments."""

    answered: pl.DataFrame
    comments: int

    @property
    def responses(self) -> int:
        """All responses."""
        return int(self.answered.get_column("answers").sum())

    def owners(self) -> list[tuple[str, str]]:
        """Return the rounds and organisations the responses are of."""
        return sorted(self.answered.select("round", "organisation").unique().iter_rows())


def write(
    batches: Iterable[pl.DataFrame],
    place: Path,
    *,
    published: PublishedInstrument,
    replace: bool = False,
    rng: Random | None = None,
) -> WriteSummary:
    """Write coded answers (see `encode`, `tabulate`) into the store at `place`: all or nothing.

    An organisation's round that the store already holds is refused (A240), unless `replace`. `rng` shuffles
    the comments. Whatever `batches` raises goes on to the caller, with the store as it was.
    """
    with changing(place, published) as change:
        return add_answers(change, batches, instrument=published.instrument, replace=replace, rng=rng)


def add_answers(
    change: Change,
    batches: Iterable[pl.DataFrame],
    *,
    instrument: Instrument,
    replace: bool,
    rng: Random | None,
) -> WriteSummary:
    """Make coded answers a part of a change of a store."""
    with tempfile.TemporaryDirectory(dir=change.new) as spill:
        intake = _Intake(Path(spill), instrument)
        for frame in batches:
            intake.take(frame)
            _check_new(change, intake, replace=replace)
        _check_periods(change, intake)
        rounds = dict(change.manifest.rounds)
        for name, counted in intake.by_round().items():
            rounds[name] = _write_round(change, intake, name, counted)
        comments = _merge_comments(change, intake, rng or SystemRandom())
        change.manifest = dataclasses.replace(change.manifest, rounds=rounds, comments=comments)
        return WriteSummary(intake.answered, sum(f.height for f in intake.comments))


def _no_answers() -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(OWNED, pl.String), "answers": pl.Int64})


@dataclass(slots=True)
class _Intake:
    """Answers on their way in, spilled to disk batch by batch so that memory stays bounded."""

    folder: Path
    instrument: Instrument
    answered: pl.DataFrame = field(default_factory=_no_answers)
    comments: list[pl.DataFrame] = field(default_factory=list)
    batches: int = 0

    def take(self, frame: pl.DataFrame) -> None:
        """Spill one batch, sorted, and keep count of whose answers it holds."""
        texts = [i.code for i in text_items(self.instrument) if i.code in frame.columns]
        self.comments.append(_part_comments(frame, texts))
        coded = conform(frame.drop(texts), response_schema(self.instrument))
        coded.sort(coded.columns).write_parquet(
            self.folder / f"{self.batches:06}.parquet", compression="lz4", row_group_size=ROW_GROUP
        )
        counted = coded.group_by(OWNED).len("answers").cast({"answers": pl.Int64})
        self.answered = pl.concat([self.answered, counted]).group_by(OWNED).sum()
        self.batches += 1

    def owners(self) -> pl.DataFrame:
        """Return round, period and organisation of the answers so far, with their number."""
        keys = ["round", "period", "organisation"]
        return self.answered.group_by(keys).agg(pl.col("answers").sum()).sort(keys)

    def by_round(self) -> dict[str, dict[str, int]]:
        """Return the responses per organisation of each round."""
        rounds: dict[str, dict[str, int]] = {}
        for name, _, organisation, count in self.owners().iter_rows():
            counted = rounds.setdefault(name, {})
            counted[organisation] = counted.get(organisation, 0) + count
        return rounds

    def read(self, name: str, organisations: Sequence[str]) -> pl.DataFrame:
        """Return the answers of some organisations in a round, in the order of their own values."""
        wanted = (pl.col("round") == name) & pl.col("organisation").is_in(organisations)
        frame = pl.scan_parquet(self.folder / "*.parquet").filter(wanted).collect()
        return frame.sort(frame.columns)


def _part_comments(frame: pl.DataFrame, texts: list[str]) -> pl.DataFrame:
    kept = frame.unpivot(texts, index=["round", "organisation", "unit"], variable_name="item", value_name="text")
    return conform(kept.drop_nulls("text"), COMMENT_SCHEMA)


def _check_new(change: Change, intake: _Intake, *, replace: bool) -> None:
    if replace:
        return
    held = {(r, o) for r, parts in change.manifest.rounds.items() for o in parts.organisations}
    twice = sorted(set(intake.owners().select("round", "organisation").iter_rows()) & held)
    if twice:
        raise Failure(*(problem("A240", str(change.place), round=r, organisation=o) for r, o in twice))


def _check_periods(change: Change, intake: _Intake) -> None:
    periods = {name: {parts.period} for name, parts in change.manifest.rounds.items()}
    for name, period in intake.owners().select("round", "period").iter_rows():
        periods.setdefault(name, set()).add(period)
    faults: list[Problem] = [
        problem("A234", str(change.place), round=name, periods=", ".join(sorted(met)))
        for name, met in sorted(periods.items())
        if len(met) > 1
    ]
    if faults:
        raise Failure(*faults)


def _write_round(change: Change, intake: _Intake, name: str, counted: Mapping[str, int]) -> RoundParts:
    """Write the parts of one round: new answers by organisation, and old parts without those replaced."""
    folder = _folder(name)
    held = change.manifest.rounds.get(name)
    kept = _keep_parts(change, held, set(counted), folder) if held else []
    made = [change.add(intake.read(name, some), folder) for some in _share_out(counted)]
    period = str(intake.owners().filter(pl.col("round") == name).item(0, "period"))
    organisations = {**(held.organisations if held else {}), **counted}
    return RoundParts(period, tuple(kept + made), organisations)


def _keep_parts(change: Change, held: RoundParts, replaced: set[str], folder: str) -> list[str]:
    if not replaced & held.organisations.keys():
        return list(held.parts)
    kept = []
    for path in held.parts:
        frame = read_held(change.place, path)
        rest = frame.filter(~pl.col("organisation").is_in(sorted(replaced)))
        if rest.height == frame.height:
            kept.append(path)
        elif rest.height:
            kept.append(change.add(rest, folder))
    return kept


def _share_out(counted: Mapping[str, int]) -> Iterator[list[str]]:
    """Divide organisations into parts of about `PART_ROWS` responses."""
    some: list[str] = []
    rows = 0
    for organisation, count in sorted(counted.items()):
        if some and rows + count > PART_ROWS:
            yield some
            some, rows = [], 0
        some.append(organisation)
        rows += count
    yield some


def _folder(name: str) -> str:
    """Return a folder name for a round: its own letters and digits where they are enough to tell it by."""
    plain = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-_"))[:40]
    return f"round={plain}" if plain == name else f"round={plain}-{sha256(name.encode()).hexdigest()[:8]}"


def _merge_comments(change: Change, intake: _Intake, rng: Random) -> str:
    """Write all comments anew in random order; those of a replaced organisation's round go."""
    fresh = [f for f in intake.comments if f.height]
    old = change.manifest.comments
    if old:
        kept = read_held(change.place, old)
        fresh.append(kept.join(intake.owners(), on=["round", "organisation"], how="anti"))
    together = pl.concat(fresh) if fresh else pl.DataFrame(schema=COMMENT_SCHEMA)
    if not together.height:
        return ""
    shuffled = together.sort(together.columns).sample(fraction=1, shuffle=True, seed=rng.getrandbits(32))
    return change.add(shuffled, "comments")
