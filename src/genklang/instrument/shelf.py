"""Finds published instruments: those that are shipped, folders of one's own, and files of published ones."""

import re
from pathlib import Path

from genklang.errors import Failure, problem
from genklang.instrument.folders import MAIN_FILE, SHELF
from genklang.instrument.load import load
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import from_json, publish
from genklang.instrument.shape import suggest


def shipped() -> list[tuple[str, str]]:
    """Return id and version of every shipped instrument, each id's latest version last."""
    found = [(path.parent.parent.name, path.parent.name) for path in SHELF.glob(f"*/*/{MAIN_FILE}")]
    return sorted(found, key=lambda name: (name[0], _version_order(name[1])))


def find_instrument(name: str) -> PublishedInstrument:
    """Return the instrument that `name` means.

    `name` is an id (`skr-ifo`: its latest shipped version), `<id>/<version>`, a folder, or the .json file of a
    published instrument. Raises Failure where there is none, or where it has faults.
    """
    if name.endswith(".json"):
        return _read_published(Path(name))
    return publish(load(find_folder(name)))


def find_folder(name: str) -> Path:
    """Return the folder of a shipped instrument (`<id>` or `<id>/<version>`), or the folder `name` itself."""
    versions = {f"{id_}/{version}": SHELF / id_ / version for id_, version in shipped()}
    latest = {id_: SHELF / id_ / version for id_, version in shipped()}
    known = versions | latest
    if name in known:
        return known[name]
    if name and Path(name).is_dir():
        return Path(name)
    hint = suggest(name, known)
    raise Failure(problem("I170", name or "instrument", name=name, hint=hint, known=", ".join(versions) or "none"))


def _read_published(path: Path) -> PublishedInstrument:
    try:
        return from_json(path.read_text(encoding="utf-8"), where=str(path))
    except FileNotFoundError as error:
        raise Failure(problem("F001", str(path))) from error
    except UnicodeDecodeError as error:
        raise Failure(problem("I160", str(path), reason="it is not UTF-8 text")) from error
    except OSError as error:
        raise Failure(problem("F002", str(path), reason=error.strerror)) from error


def _version_order(version: str) -> list[tuple[int, str]]:
    """Order versions by their numbers, so that 10 comes after 9."""
    return [(int(piece or 0), "") if piece.isdigit() else (0, piece) for piece in re.findall(r"\d+|\D+", version)]
