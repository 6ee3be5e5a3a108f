"""The disk fills while people answer, and is given room again."""

import os
from pathlib import Path

from django.db import connections
from trust_world import NOW, make_round, places_of

from genklang.server.fieldwork.models import SealedAnswer
from genklang.server.jobs.take_response import take


def act(*, place: str) -> dict:
    where = places_of(make_round(1))[0]
    filler = Path(place) / "filler"
    outcomes = [send(where, "before")]
    fill(filler)
    full = [send(where, f"full-{n}") for n in range(40)]
    filler.unlink()
    again = [send(where, f"full-{n}") for n in range(40)]
    stored = SealedAnswer.objects.count()
    connections.close_all()
    return {"before": outcomes, "full": full, "again": again, "stored": stored}


def send(where, submission: str) -> str:
    connections["default"].close_if_unusable_or_obsolete()
    return take(where, {"kontakt": "1"}, submission=submission, channel="link", language="sv", now=NOW).value


def fill(filler: Path) -> None:
    """Take every byte that the disk has left."""
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 512):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                os.fsync(file.fileno())
