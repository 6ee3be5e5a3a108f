"""Backup and restore: both databases and the data folder in one file, the people's database first; never a key."""

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections

from genklang import __version__
from genklang.errors import Failure, problem
from genklang.server.fieldwork.models import Round, State
from genklang.server.fieldwork.tokens import mark_secret
from genklang.server.jobs.copy_database import copy_database, is_empty, restore_database
from genklang.server.jobs.keys import has_key

ORDER: Final = ("default", "responses")
"""People before answers: an answer that is mixed between the two copies is in both, and its marker says so."""
KEPT: Final = ("stores", "reports", "policies", "audio", "scans", "forms")
"""What is copied of the data folder beside the databases; uploads and what is made anew at every start is not."""
FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
PATTERN: Final = "genklang-*.tar.gz"
STAMP: Final = "genklang-%Y%m%dT%H%M%S.tar.gz"


def make_backup(folder: Path, *, now: datetime) -> Path:
    """Write a backup into a folder and return its file, whole or not at all, for its owner alone to read.

    Failure F002 where it cannot be written.
    """
    target = folder / now.strftime(STAMP)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as workshop:
            held = Path(workshop) / "held"
            for name in ORDER:
                copy_database(name, held / "databases" / name)
            _copy_data(held / "data")
            (held / MANIFEST).write_text(json.dumps(_describe(held, now), indent=1), encoding="utf-8")
            draft = Path(workshop) / target.name
            draft.touch(mode=0o600)
            with tarfile.open(draft, "w:gz") as archive:
                archive.add(held, arcname=".")
            _settle(draft)
            draft.replace(target)
            _settle(folder)
    except OSError as error:
        raise Failure(problem("F002", str(folder), reason=error.strerror or str(error))) from error
    return target


def drop_old_backups(folder: Path, *, now: datetime, days: int) -> int:
    """Delete the backups in a folder that are older: what was erased from the server goes from them too."""
    old = [file for file in folder.glob(PATTERN) if _read_time(file, now) < now - timedelta(days=days)]
    for file in old:
        file.unlink()
    return len(old)


def restore_backup(file: Path) -> list[Round]:
    """Bring an empty installation to what a backup holds; return the rounds whose private key is not here.

    Failures: F001, T110 (something is here already), T111 (no backup, or changed since), T112 (other databases),
    T113 (another secret key).
    """
    if not file.is_file():
        raise Failure(problem("F001", str(file)))
    _require_empty()
    with tempfile.TemporaryDirectory(prefix="genklang-restore-") as workshop:
        held = Path(workshop)
        _unpack(file, held)
        for name in ORDER:
            restore_database(name, held / "databases" / name)
        shutil.copytree(held / "data", settings.DATA, dirs_exist_ok=True)
    waiting = Round.objects.filter(state__in=[State.OPEN, State.CLOSED]).select_related("organisation")
    return [round_ for round_ in waiting if not has_key(round_)]


def _copy_data(target: Path) -> None:
    target.mkdir(parents=True)
    for name in KEPT:
        if (Path(settings.DATA) / name).is_dir():
            shutil.copytree(Path(settings.DATA) / name, target / name)


def _describe(held: Path, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": __version__,
        "made_at": now.isoformat(),
        "databases": {name: connections[name].vendor for name in ORDER},
        "secret": mark_secret(),
        "files": {str(path.relative_to(held)): _digest(path) for path in _list_files(held)},
    }


def _unpack(file: Path, held: Path) -> None:
    """Unpack a backup and hold it against its own list of files."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(held, filter="data")
        described = json.loads((held / MANIFEST).read_text(encoding="utf-8"))
        (held / MANIFEST).unlink()
        found = {str(path.relative_to(held)): _digest(path) for path in _list_files(held)}
        is_whole = described["format"] == FORMAT and described["files"] == found
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise Failure(problem("T111", str(file))) from error
    if not is_whole:
        raise Failure(problem("T111", str(file)))
    here = {name: connections[name].vendor for name in ORDER}
    if described["databases"] != here:
        raise Failure(problem("T112", str(file), made=described["databases"]["default"], here=here["default"]))
    if described["secret"] != mark_secret():
        raise Failure(problem("T113", str(file)))


def _require_empty() -> None:
    full = [f"database {name}" for name in ORDER if not is_empty(name)]
    full += [str(path) for name in KEPT if any((path := Path(settings.DATA) / name).glob("*"))]
    if full:
        raise Failure(*(problem("T110", where) for where in full))


def _list_files(held: Path) -> Iterator[Path]:
    return (path for path in sorted(held.rglob("*")) if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _read_time(file: Path, now: datetime) -> datetime:
    try:
        return datetime.strptime(file.name, STAMP).replace(tzinfo=now.tzinfo)
    except ValueError:
        return now


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
