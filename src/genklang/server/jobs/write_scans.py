"""Writes what was read of a pile: sheets in a shuffled order, tasks for what is doubtful, pages that were not read."""

import json
import math
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from genklang.instrument.item_type import Presentation
from genklang.paper.form import FormLayout
from genklang.paper.scans import ScannedPage
from genklang.paper.sheets import Sheet
from genklang.paper.snippets import cut_question
from genklang.paper.twins import show_pair
from genklang.server.fieldwork.models import (
    Fate,
    PaperForm,
    PileState,
    ScanFile,
    ScanPage,
    ScanPile,
    ScanSheet,
    ScanTask,
    TaskKind,
)
from genklang.server.jobs.scan_files import PileFiles

SHARE_CHECKED: Final = 0.01
FEWEST_CHECKED: Final = 50
"""At least so many accepted questions are checked; all of a pile that has no more."""
HALF, TWICE, APART = "half", "twice", "apart"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a pile: its files, their pages, the forms and layouts that they were read by, the sheets.

    `days`: when the pages of earlier piles came in, by their files.
    """

    files: tuple[ScanFile, ...]
    pages: tuple[ScannedPage, ...]
    forms: Mapping[str, PaperForm]
    layouts: Mapping[str, FormLayout]
    sheets: tuple[Sheet, ...] = ()
    days: Mapping[int, date] = field(default_factory=dict)

    @property
    def filled(self) -> list[Sheet]:
        """The sheets on which there is something."""
        return [s for s in self.sheets if any(v.verdict.codes or v.verdict.doubt for v in s.shown)]


def write_found(pile: ScanPile, files: PileFiles, found: Found) -> list[tuple[ScanSheet, Sheet]]:
    """Write what was found and make the pile ready for review, in the place of an attempt that was broken off.

    Returns the sheets that were written, each with what was read of it.
    """
    pile.sheets.all().delete()
    pile.unread.all().delete()
    checked = _draw_checks(found.filled, checks_all=pile.checks_all)
    written = [_write_sheet(pile, files, sheet, found, checked) for sheet in found.filled]
    ScanSheet.objects.bulk_create([sheet for sheet, _ in written], batch_size=200)
    ScanTask.objects.bulk_create([task for _, tasks in written for task in tasks], batch_size=200)
    _write_unread(pile, files, found)
    pages = [page for page in found.pages if page.number >= 0]
    counts = _count(found, pages)
    ScanPile.objects.filter(pk=pile.pk).update(state=PileState.REVIEW, pages=len(pages), counts=counts)
    return [(made, sheet) for (made, _), sheet in zip(written, found.filled, strict=True)]


def seal_json(files: PileFiles, name: str, content: Mapping[str, Any]) -> bytes:
    """Return a row's content sealed under its pile's key, bound to the row."""
    return files.seal(json.dumps(content, ensure_ascii=False).encode(), name)


def picture_name(task: ScanTask) -> str:
    """Return the name of a task's picture in its pile's folder."""
    return f"task-{task.pk.hex}"


def twin_name(task: ScanTask) -> str:
    """Return the name of the picture of the sheet that a task's sheet seems to be."""
    return f"twin-{task.pk.hex}"


def page_name(page: ScanPage) -> str:
    """Return the name of an unread page's picture in its pile's folder."""
    return f"page-{page.pk.hex}"


def _draw_checks(sheets: Sequence[Sheet], *, checks_all: bool) -> set[int]:
    """Return which accepted questions (by `id`) a person checks: drawn by chance, sheets there twice left out.

    Those come first of which the reader has kept a good picture, itself by chance; the small one of the page has the
    others.
    """
    accepted = [s for sheet in sheets if not sheet.is_twice for s in sheet.shown if not s.verdict.doubt]
    wanted = len(accepted) if checks_all else max(FEWEST_CHECKED, math.ceil(SHARE_CHECKED * len(accepted)))
    secrets.SystemRandom().shuffle(accepted)
    accepted.sort(key=lambda shown: not shown.picture)
    return {id(shown) for shown in accepted[:wanted]}


def _write_sheet(
    pile: ScanPile, files: PileFiles, sheet: Sheet, found: Found, checked: set[int]
) -> tuple[ScanSheet, list[ScanTask]]:
    is_asked = sheet.is_twice or not sheet.is_whole
    made = ScanSheet(pile=pile, form=found.forms[sheet.form], fate=Fate.ASKED if is_asked else Fate.COUNTS)
    sure = {s.verdict.item: list(s.verdict.codes) for s in sheet.shown if not s.verdict.doubt}
    made.sealed = seal_json(files, made.pk.hex, sure)
    asked = [_ask_fate(made, files, sheet, found)] if is_asked else []
    return made, asked + list(_list_tasks(made, files, sheet, layout=found.layouts[sheet.form], checked=checked))


def _ask_fate(made: ScanSheet, files: PileFiles, sheet: Sheet, found: Found) -> ScanTask:
    """Ask whether a sheet counts; one that seems to be there twice lies beside the one that was read before."""
    if not sheet.is_twice:
        task = ScanTask(sheet=made, kind=TaskKind.SHEET, why=APART if sheet.is_apart else HALF)
        return _finish(task, files, {}, sheet.pages[0].picture)
    pair = show_pair(sheet, found.layouts[sheet.form])
    day = next((found.days[page.file] for page in sheet.twins if page and page.file in found.days), None)
    task = ScanTask(sheet=made, kind=TaskKind.SHEET, why=TWICE)
    files.write(twin_name(task), pair.twin)
    return _finish(task, files, {"differs": pair.differs, "day": day.isoformat() if day else ""}, pair.own)


def _list_tasks(
    made: ScanSheet, files: PileFiles, sheet: Sheet, *, layout: FormLayout, checked: set[int]
) -> Iterator[ScanTask]:
    for page, shown in ((each, shown) for each in sheet.pages for shown in each.shown):
        verdict = shown.verdict
        if verdict.doubt:
            is_mark = layout.question(verdict.item).kind == Presentation.MARKS.value
            kind = TaskKind.MARK if is_mark else TaskKind.TEXT
            task = ScanTask(sheet=made, kind=kind, item=verdict.item, why=verdict.doubt.value)
        elif id(shown) in checked:
            task = ScanTask(sheet=made, kind=TaskKind.CHECK, item=verdict.item)
        else:
            continue
        proposal = {"codes": list(verdict.codes), "confidence": verdict.confidence, "one_bit": page.is_one_bit}
        yield _finish(task, files, proposal, shown.picture or cut_question(page.picture, layout.question(verdict.item)))


def _finish(task: ScanTask, files: PileFiles, content: Mapping[str, Any], picture: bytes) -> ScanTask:
    task.sealed = seal_json(files, task.pk.hex, {**content, "readings": [], "trail": []})
    if picture:
        files.write(picture_name(task), picture)
    return task


def _write_unread(pile: ScanPile, files: PileFiles, found: Found) -> None:
    rows = []
    for page in found.pages:
        file = found.files[page.file]
        if page.number < 0 and page.problem:
            ScanFile.objects.filter(pk=file.pk).update(problem=page.problem.code)
        elif not page.is_read and page.unread != "empty":
            row = ScanPage(pile=pile, file=file, number=page.number + 1, why=page.unread)
            row.why = page.problem.code if page.problem else page.unread
            row.form = page.name.form if page.name else ""
            row.has_picture = bool(page.picture)
            if page.picture:
                files.write(page_name(row), page.picture)
            rows.append(row)
    ScanPage.objects.bulk_create(rows, batch_size=200)


def _count(found: Found, pages: Sequence[ScannedPage]) -> dict[str, Any]:
    verdicts = [s.verdict for sheet in found.filled if not sheet.is_twice for s in sheet.shown]
    return {
        "pages": len(pages),
        "sheets": len(found.sheets),
        "blank": len(found.sheets) - len(found.filled),
        "questions": len(verdicts),
        "accepted": sum(not verdict.doubt for verdict in verdicts),
        "apart": sum(sheet.is_apart for sheet in found.sheets),
        "one_bit": sum(page.is_one_bit for page in pages),
        "unread": dict(Counter(page.unread or "problem" for page in pages if not page.is_read)),
    }
