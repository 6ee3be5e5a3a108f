"""store.json: which files make up a store, and of which questionnaire it is."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from genklang.errors import Failure, problem

FORMAT: Final = 1
NAME: Final = "store.json"
SAFE_PATH: Final = re.compile(r"[^/\\]+(/[^/\\]+)?")


@dataclass(frozen=True, slots=True)
class RoundParts:
    """The answers of one round: its period, its parts (paths in the store), responses per organisation."""

    period: str
    parts: tuple[str, ...]
    organisations: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store holds. `instrument` is the published questionnaire as JSON text; the rest are paths, or empty."""

    instrument: str
    rounds: Mapping[str, RoundParts] = field(default_factory=dict)
    offered: str = ""
    published: str = ""
    comments: str = ""
    records: str = ""

    def files(self) -> frozenset[str]:
        """Return the path of every file that the store is made of."""
        beside = (self.offered, self.published, self.comments, self.records)
        return frozenset(p for r in self.rounds.values() for p in r.parts) | frozenset(filter(None, beside))


def is_store(place: Path) -> bool:
    """Whether a store has been begun at `place`."""
    return (place / NAME).is_file()


def read_manifest(place: Path) -> Manifest:
    """Return what the store at `place` holds; Failure (A242–A244) where it is none, newer, or damaged."""
    if not is_store(place):
        raise Failure(problem("A242" if place.exists() else "F001", str(place)))
    try:
        content = json.loads((place / NAME).read_text(encoding="utf-8"))
        made = int(content.pop("format"))
        if made > FORMAT:
            raise Failure(problem("A243", str(place), format=made))
        manifest = _parse(content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Failure(problem("A244", str(place), reason=f"{NAME} cannot be read")) from error
    missing = sorted(p for p in manifest.files() if not (place / p).is_file())
    if missing:
        raise Failure(*(problem("A244", str(place), reason=f"{p} is missing") for p in missing))
    return manifest


def dump_manifest(manifest: Manifest) -> str:
    """Return the text of store.json."""
    return json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1) + "\n"


def _parse(content: dict[str, Any]) -> Manifest:
    rounds = {
        str(name): RoundParts(
            period=str(held["period"]),
            parts=tuple(map(_safe, held["parts"])),
            organisations={str(o): int(n) for o, n in held["organisations"].items()},
        )
        for name, held in content["rounds"].items()
    }
    beside = {key: _safe(content[key]) for key in ("offered", "published", "comments", "records")}
    return Manifest(instrument=str(content["instrument"]), rounds=rounds, **beside)


def _safe(path: str) -> str:
    """Return the path if it stays inside the store; a manifest from elsewhere might say anything."""
    if path and (not SAFE_PATH.fullmatch(path) or ".." in path.split("/")):
        raise ValueError(path)
    return path
