"""The use case: files of scans come in, uploaded or from a watched folder, and wait sealed until they are read."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from genklang.server.fieldwork.models import PaperForm, Round, ScanFile, ScanPile
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.fieldwork.tokens import hash_token
from genklang.server.jobs.read_scans import read_pile, scan_name
from genklang.server.jobs.scan_files import PileFiles, erase_files, make_files
from genklang.server.jobs.take_response import is_open
from genklang.server.organisation.lines import clean_line

MAX_FILES: Final = 400
MAX_BYTES: Final = 1 << 30
"""Of all files of a pile together."""
KNOWN: Final = "known"
"""What is wrong with a file whose very bytes came before."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file as it comes: its name, its size in bytes as it is said to be, and its content."""

    name: str
    size: int
    chunks: Iterable[bytes]


def take_scans(
    round_: Round, incoming: Iterable[Incoming], *, now: datetime, is_double: bool = False, checks_all: bool = False
) -> ScanPile:
    """Keep the files as a new pile, sealed, and have it read. A file that came before is named and not read again.

    `is_double`: two people read every doubt; `checks_all`: one looks at every answer, those the machine is sure of too.

    Refusals: not_open, no_paper_forms, no_files, too_many_files, scans_too_large.
    """
    files = list(incoming)
    _check(round_, files, now)
    ways = {"is_double": is_double, "checks_all": checks_all}
    pile = ScanPile(round=round_, made_on=timezone.localdate(now), is_begun=True, **ways)
    with ExitStack() as undo:
        undo.callback(erase_files, pile.pk)
        rows = list(_keep(pile, make_files(pile.pk), files))
        with transaction.atomic():
            pile.save(force_insert=True)
            ScanFile.objects.bulk_create(rows)
            read_pile.enqueue(str(pile.pk))
        undo.pop_all()
    return pile


def _check(round_: Round, files: list[Incoming], now: datetime) -> None:
    if not is_open(round_, now):
        raise Refusal("not_open")
    if not PaperForm.objects.filter(round=round_).exists():
        raise Refusal("no_paper_forms")
    if not files:
        raise Refusal("no_files")
    if len(files) > MAX_FILES:
        raise Refusal("too_many_files", most=MAX_FILES)
    if sum(file.size for file in files) > MAX_BYTES:
        raise Refusal("scans_too_large", most=f"{MAX_BYTES >> 30} GB")


def _keep(pile: ScanPile, place: PileFiles, files: Iterable[Incoming]) -> Iterator[ScanFile]:
    came_before = ScanFile.objects.filter(pile__round=pile.round)
    met: set[str] = set()
    for file in files:
        row = ScanFile(pile=pile, name=clean_line(file.name.replace("\\", "/").rsplit("/", 1)[-1])[:120])
        content = hashlib.sha256()
        place.take_in(scan_name(row), _measure(file.chunks, content))
        row.digest = hash_token(f"scan {pile.round_id} {content.hexdigest()}")
        if row.digest in met or came_before.filter(digest=row.digest, problem="").exists():
            row.problem = KNOWN
            (place.folder / scan_name(row)).unlink()
        met.add(row.digest)
        yield row


def _measure(chunks: Iterable[bytes], content: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        content.update(chunk)
        yield chunk
