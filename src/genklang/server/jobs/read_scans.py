"""The use case: a pile of scans is read by limited child processes; sure answers are sealed, doubts wait for people."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django_tasks import task

from genklang.errors import Failure
from genklang.paper.form import FormLayout
from genklang.paper.form_file import read_forms
from genklang.paper.scans import ScannedPage, read_scans
from genklang.paper.sheets import Sheet, make_sheets
from genklang.server.fieldwork.models import (
    PaperForm,
    PileState,
    Round,
    ScanFile,
    ScanPile,
)
from genklang.server.jobs.print_paper import forms_folder
from genklang.server.jobs.scan_files import PileFiles, open_files, opened_folder
from genklang.server.jobs.scan_marks import open_marks, write_marks
from genklang.server.jobs.write_scans import Found, write_found

AUDITED: Final = 0.1
"""Share of accepted questions of which a picture is taken; the checks are drawn from these."""
READABLE: Final = (PileState.WAITING, PileState.READING)


@task()
def read_pile(pile_id: str) -> bool:
    """Read a pile of scans; return whether it is ready for review."""
    pile = ScanPile.objects.select_related("round__organisation").get(pk=UUID(pile_id))
    return read_scanned(pile)


def read_scanned(pile: ScanPile) -> bool:
    """Read a pile's files, write what was found, and delete the files: what nobody has to look at is not kept.

    Killed anywhere and begun again, nothing is there twice. What stops the whole pile is said in its `fault`.
    """
    if not ScanPile.objects.filter(pk=pile.pk, state__in=READABLE).update(state=PileState.READING, pages=0):
        return False
    try:
        files = open_files(pile.pk)
        found = _read(pile, files)
        is_written = _write(pile, files, found)
    except Failure as failure:
        ScanPile.objects.filter(pk=pile.pk).update(state=PileState.STOPPED, fault=failure.problems[0].code)
        return False
    for file in found.files:
        (files.folder / scan_name(file)).unlink(missing_ok=True)
    return is_written


@transaction.atomic
def _write(pile: ScanPile, files: PileFiles, found: Found) -> bool:
    """Write what was found; False where the pile was thrown away meanwhile."""
    # One pile of a round after the other: each must know the ink of those before it.
    Round.objects.select_for_update(no_key=True).only("pk").get(pk=pile.round_id)
    if not ScanPile.objects.filter(pk=pile.pk, state=PileState.READING).exists():
        return False
    earlier, days = open_marks(pile.round, {page.name.form for page in found.pages if page.name and page.is_read})
    found = replace(found, sheets=_pair(found, earlier), days=days)
    write_marks(pile, write_found(pile, files, found))
    return True


def scan_name(file: ScanFile) -> str:
    """Return the name of an uploaded file in its pile's folder."""
    return f"scan-{file.pk.hex}"


def _read(pile: ScanPile, files: PileFiles) -> Found:
    """Return every page of a pile's files, which lie open for as long as they are read."""
    rows = list(ScanFile.objects.filter(pile=pile, problem="").order_by("pk"))
    forms = {form.form: form for form in PaperForm.objects.filter(round=pile.round).select_related("place")}
    folder = forms_folder(pile.round)
    layouts = {name: kept.layout for name, kept in read_forms(folder).items() if name in forms}
    with opened_folder(pile.pk) as workshop:
        paths = [_pour_out(files, row, workshop) for row in rows]
        pages = read_scans(
            paths, folder, audit=AUDITED, seed=secrets.randbits(32), shows_pages=True, progress=_tell(pile)
        )
    others = _list_others(pile.round, pages)
    known = tuple(_know(page, layouts, others) for page in pages)
    return Found(tuple(rows), known, forms, layouts)


def _pour_out(files: PileFiles, row: ScanFile, folder: Path) -> Path:
    """Return a plain copy under a name that says nothing; its ending is only read to plan the work."""
    path = folder / f"{row.pk.hex}{Path(row.name).suffix.lower()[:5]}"
    files.pour_out(scan_name(row), path)
    return path


def _tell(pile: ScanPile) -> Callable[[int, int | None], object]:
    return lambda done, _total: ScanPile.objects.filter(pk=pile.pk).update(pages=done)


def _list_others(round_: Round, pages: Sequence[ScannedPage]) -> set[str]:
    """Return which of the foreign forms are of another round of the organisation."""
    foreign = {page.name.form for page in pages if page.unread == "foreign" and page.name}
    others = PaperForm.objects.filter(round__organisation=round_.organisation, form__in=foreign)
    return set(others.exclude(round=round_).values_list("form", flat=True))


def _know(page: ScannedPage, layouts: Mapping[str, FormLayout], others: set[str]) -> ScannedPage:
    """Return a page as unread where its form is another round's, or of no round."""
    name = page.name
    if name is None:
        return page
    if name.form in others:
        return replace(page, unread="other_round")
    if page.is_read and name.form not in layouts:
        return ScannedPage(page.file, page.number, name, unread="foreign")
    return page


def _pair(found: Found, earlier: Sequence[ScannedPage]) -> tuple[Sheet, ...]:
    """Return the pile's sheets; a page whose ink an earlier pile has had is there twice."""
    sheets = make_sheets([*earlier, *found.pages], found.layouts)
    own = [sheet for sheet in sheets if sheet.pages[0].file >= 0]
    secrets.SystemRandom().shuffle(own)
    return tuple(own)
