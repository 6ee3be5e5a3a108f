"""Private keys on disk: files of the jobs' user alone, written to stay and erased for good."""

import os
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from stat import S_ISGID

from django.conf import settings

from genklang.server.fieldwork.recovery import name_key
from genklang.server.fieldwork.sealing import SEED_BYTES
from genklang.server.jobs.standing import Standing


def find_key(public: bytes) -> Path:
    """Return where the private half of a public key lies, or would."""
    return Path(settings.KEYS) / f"{name_key(public)}.key"


def adopt_keys(_now: datetime) -> int:
    """Make keys that the web server's user has left here files of this user alone; return how many there are."""
    return sum(read_seed(file) is not None for file in Path(settings.KEYS).glob("*.key"))


part = Standing("adopt-keys", timedelta(minutes=1), adopt_keys)


def write_key(file: Path, seed: bytes, *, is_shared: bool = False) -> None:
    """Write a key for its owner alone, on disk when this returns.

    Where the folder hands its group down (setgid), the group may read it, until the jobs' user takes it over; a key
    that `is_shared` the group may also erase.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    group = 0o060 if is_shared else 0o040
    mode = 0o600 | (group if file.parent.stat().st_mode & S_ISGID else 0)
    _put(file, seed, mode=mode)


def _put(file: Path, seed: bytes, *, mode: int) -> None:
    draft = file.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    try:
        os.write(handle, seed)
        os.fsync(handle)
    finally:
        os.close(handle)
    draft.replace(file)
    _settle(file.parent)


def read_seed(file: Path) -> bytes | None:
    """Return the seed in a file, None where there is none.

    One that the web server's user has left here becomes a file of this user alone.
    """
    try:
        seed = file.read_bytes()
        if file.stat().st_uid != os.geteuid():
            _put(file, seed, mode=0o600)
    except FileNotFoundError:
        return None
    return seed


def erase_key(file: Path) -> None:
    """Overwrite a key, then delete it."""
    with suppress(FileNotFoundError):
        with file.open("r+b") as stream:
            stream.write(secrets.token_bytes(SEED_BYTES))
            os.fsync(stream.fileno())
        file.unlink()
        _settle(file.parent)


def _settle(folder: Path) -> None:
    """Wait until a change of a folder is on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
