"""The standing job that looks through each organisation's folder for scans, and takes in what lies there whole."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from genklang.server.fieldwork.models import Round, State
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.standing import Standing
from genklang.server.jobs.take_response import is_open
from genklang.server.jobs.take_scans import MAX_BYTES, MAX_FILES, Incoming, take_scans
from genklang.server.organisation.operations import log

SETTLED: Final = timedelta(seconds=30)
"""A file that has not changed for so long is whole: a scanner writes page after page."""
CHUNK: Final = 1 << 20


def find_inbox(round_: Round) -> Path:
    """Return the folder in which a scanner may leave the scans of a round."""
    return Path(settings.DATA) / "inbox" / round_.organisation.code / round_.code


def look_through(now: datetime) -> int:
    """Take in what lies in the folders of open rounds with paper forms; return how many files that is.

    What lies in the organisation's own folder is of its one such round; where it has several, it stays there.
    """
    running = Round.objects.filter(state=State.OPEN, paper_forms__isnull=False).distinct()
    rounds = [round_ for round_ in running.select_related("organisation") if is_open(round_, now)]
    taken = 0
    for round_ in rounds:
        folder = find_inbox(round_)
        folder.mkdir(parents=True, exist_ok=True, mode=0o770)
        is_only = sum(other.organisation_id == round_.organisation_id for other in rounds) == 1
        taken += _take(round_, [folder, folder.parent] if is_only else [folder], now)
    return taken


part = Standing("scan-inbox", timedelta(minutes=1), look_through)


def count_lying(round_: Round) -> int:
    """Return how many files lie in the organisation's own folder, of which nobody can say the round."""
    folder = find_inbox(round_).parent
    return sum(path.is_file() for path in folder.iterdir()) if folder.is_dir() else 0


def _take(round_: Round, folders: list[Path], now: datetime) -> int:
    paths = [path for folder in folders for path in _list_settled(folder, now)]
    chosen: list[Path] = []
    room = MAX_BYTES
    for path in paths[:MAX_FILES]:
        room -= path.stat().st_size
        if room >= 0:
            chosen.append(path)
    if not chosen:
        return 0
    try:
        pile = take_scans(round_, [_open(path) for path in chosen], now=now)
    except Refusal:
        return 0
    for path in chosen:
        path.unlink(missing_ok=True)
    log(None, "scan.taken", organisation=round_.organisation, subject=round_.code, files=pile.files.count())
    return len(chosen)


def _list_settled(folder: Path, now: datetime) -> Iterator[Path]:
    """Yield the plain files of a folder that nobody writes any more; links are never followed."""
    oldest = now.timestamp() - SETTLED.total_seconds()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        with suppress(OSError):
            held = path.lstat()
            if stat.S_ISREG(held.st_mode) and held.st_mtime <= oldest and not path.name.startswith("."):
                yield path


def _open(path: Path) -> Incoming:
    return Incoming(path.name, path.stat().st_size, _read(path))


def _read(path: Path) -> Iterator[bytes]:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
