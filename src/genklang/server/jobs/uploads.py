"""Keeps an uploaded file for the minutes between its upload and the decision what to do with it."""

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from genklang.errors import Failure, Problem, problem

MAX_BYTES: Final = 20 << 20
SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx")
COPY: Final = ".arrow"
"""The ending of a copy that holds an upload's rows alone, read and written again by a process apart."""
KEPT: Final = timedelta(days=1)
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{22}\.(csv|tsv|txt|xlsx|arrow)")


def keep_upload(name: str, chunks: Iterable[bytes]) -> str:
    """Write an uploaded table to a file that only the server may read; return the key it is found by.

    Raises Failure for a kind of file that is not read (A215) and for one that is too large (A214).
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Failure(problem("A215", "file", allowed=", ".join(SUFFIXES)))
    key = f"{secrets.token_urlsafe(16)}{suffix}"
    place = find_upload(key)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.touch(mode=0o600)
    with place.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            if file.tell() > MAX_BYTES:
                drop_upload(key)
                raise Failure(problem("A214", "file", what="the whole file", limit="20 MB"))
    return key


def find_upload(key: str) -> Path:
    """Return where the upload with this key lies; Failure (F001) for anything that is no key."""
    if not _KEY.fullmatch(key):
        raise Failure(problem("F001", "file"))
    return Path(settings.DATA) / "uploads" / key


def drop_upload(key: str) -> None:
    """Delete an upload."""
    find_upload(key).unlink(missing_ok=True)


def name_files(problems: Iterable[Problem], names: Mapping[str, str]) -> list[Problem]:
    """Return problems in which places on this machine are called by names; `names` holds them by place."""

    def rename(value: object) -> object:
        for place, name in names.items():
            value = value.replace(place, name) if isinstance(value, str) else value
        return value

    return [
        problem(found.code, str(rename(found.where)), **{key: rename(value) for key, value in found.values.items()})
        for found in problems
    ]


def drop_old_uploads(now: datetime) -> int:
    """Delete the uploads that nobody decided on; return how many."""
    oldest = (now - KEPT).timestamp()
    old = [file for file in (Path(settings.DATA) / "uploads").glob("*") if file.stat().st_mtime < oldest]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
