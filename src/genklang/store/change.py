"""One change of a store: written beside it, then in force all at once or not at all."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl

from genklang.errors import Failure, problem
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import to_json
from genklang.store.held import parse_instrument
from genklang.store.manifest import NAME, Manifest, dump_manifest, is_store, read_manifest

OWN_FILE: Final = re.compile(r"([^/]+/|records-)[0-9a-f]{16}\.(parquet|toml)")


@dataclass(slots=True)
class Change:
    """A change under way: where its files are made (`new`, laid out as the store) and what it will hold."""

    place: Path
    new: Path
    manifest: Manifest

    def add(self, frame: pl.DataFrame, folder: str) -> str:
        """Write a table as a part of the new state and return its path in the store, named by its content."""
        made = self.new / folder / "part"
        made.parent.mkdir(exist_ok=True)
        frame.write_parquet(made, compression="zstd")
        path = f"{folder}/{sha256(made.read_bytes()).hexdigest()[:16]}.parquet"
        made.replace(self.new / path)
        return path

    def add_text(self, text: str, name: str) -> str:
        """Write a text as a part of the new state and return its path in the store."""
        stem, dot, suffix = name.partition(".")
        path = f"{stem}-{sha256(text.encode()).hexdigest()[:16]}{dot}{suffix}"
        (self.new / path).write_text(text, encoding="utf-8")
        return path


@contextmanager
def changing(place: Path, published: PublishedInstrument | None = None) -> Iterator[Change]:
    """Open a change of the store at `place`, a new one of `published` where there is none.

    It comes into force when the block ends, and leaves no trace where the block raises. Failure: A241–A245.
    """
    before = _state(place)
    manifest = _begin(place, published)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    except OSError as error:
        raise Failure(problem("F002", str(place), reason=error.strerror or str(error))) from error
    try:
        change = Change(place, new, manifest)
        yield change
        if _state(place) != before:
            raise Failure(problem("A245", str(place)))
        _settle(change)
    except OSError as error:
        raise Failure(problem("F002", str(place), reason=error.strerror or str(error))) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _state(place: Path) -> bytes:
    return (place / NAME).read_bytes() if is_store(place) else b""


def _begin(place: Path, published: PublishedInstrument | None) -> Manifest:
    if is_store(place):
        manifest = read_manifest(place)
        if published:
            _check_same(place, parse_instrument(place, manifest), published)
        return manifest
    if published is None or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
        raise Failure(problem("A242" if place.exists() else "F001", str(place)))
    return Manifest(instrument=to_json(published))


def _check_same(place: Path, held: PublishedInstrument, given: PublishedInstrument) -> None:
    if held.digest != given.digest:
        raise Failure(problem("A241", str(place), held=_name(held), given=_name(given)))


def _name(published: PublishedInstrument) -> str:
    instrument = published.instrument
    return f"{instrument.id}/{instrument.version}, {published.digest[:8]}"


def _settle(change: Change) -> None:
    """Put the new files in place, then store.json, which is the moment of change, then clear what is left over."""
    (change.new / NAME).write_text(dump_manifest(change.manifest), encoding="utf-8")
    if not is_store(change.place):
        change.new.replace(change.place)
        return
    added = change.manifest.files() - _held(change.place)
    for path in sorted(added):
        (change.place / path).parent.mkdir(exist_ok=True)
        (change.new / path).replace(change.place / path)
    (change.new / NAME).replace(change.place / NAME)
    _sweep(change.place, change.manifest)


def _held(place: Path) -> frozenset[str]:
    return frozenset(str(p.relative_to(place)) for p in place.rglob("*") if p.is_file())


def _sweep(place: Path, manifest: Manifest) -> None:
    """Remove what an earlier state or an interrupted change left, and nothing that others may have put here."""
    for path in _held(place) - manifest.files():
        if OWN_FILE.fullmatch(path):
            (place / path).unlink()
