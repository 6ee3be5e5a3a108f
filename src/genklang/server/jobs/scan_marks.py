"""What a sheet that is scanned again is known by: the ink of its pages, sealed so that the jobs alone can open it."""

import zlib
from collections.abc import Collection, Sequence
from datetime import date

from genklang.paper.identity import PageName
from genklang.paper.scans import ScannedPage
from genklang.paper.sheets import Sheet
from genklang.server.fieldwork.models import Fate, Round, ScanMark, ScanPile, ScanSheet
from genklang.server.fieldwork.sealing import TooLongError, open_sealed, seal
from genklang.server.jobs.keys import read_key


def open_marks(round_: Round, forms: Collection[str]) -> tuple[list[ScannedPage], dict[int, date]]:
    """Return the ink of the pages that were read before, each as a page of a file of its own, and when each came in."""
    held = ScanMark.objects.filter(round=round_, form__in=forms).exclude(sheet__fate=Fate.DROPPED)
    marks = list(held.select_related("pile"))
    if not marks:
        return [], {}
    keys = read_key(round_)
    pages = [
        ScannedPage(
            -1 - number,
            0,
            PageName(mark.form, mark.page),
            signature=zlib.decompress(open_sealed(keys, bytes(mark.sealed), _bind(mark.form, mark.page))),
        )
        for number, mark in enumerate(marks)
    ]
    return pages, {page.file: mark.pile.made_on for page, mark in zip(pages, marks, strict=True)}


def write_marks(pile: ScanPile, written: Sequence[tuple[ScanSheet, Sheet]]) -> None:
    """Keep the ink of each page, sealed so that the jobs alone can open it; that of a blank page says nothing."""
    public = bytes(pile.round.mix_key.public)
    marks = []
    for made, page in ((made, page) for made, sheet in written if not sheet.is_twice for page in sheet.pages):
        if page.name is None:
            continue
        try:
            sealed = seal(public, zlib.compress(page.signature, 9), _bind(page.name.form, page.name.page))
        except TooLongError:
            continue
        place = {"form": page.name.form, "page": page.name.page}
        marks.append(ScanMark(round=pile.round, pile=pile, sheet=made, sealed=sealed, **place))
    ScanMark.objects.bulk_create(marks, batch_size=200)


def _bind(form: str, page: int) -> bytes:
    return f"scan {form} {page}".encode()
