"""What people look at of a pile: the tasks that wait for a reader, each with its picture."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from genklang.server.fieldwork.models import Fate, PileState, ScanPile, ScanTask, TaskKind, TaskState
from genklang.server.jobs.scan_files import PileFiles, open_files
from genklang.server.jobs.write_scans import picture_name, twin_name
from genklang.server.organisation.models import User


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: a user, and the ids of the units whose forms they may see."""

    user: User
    units: Collection[int]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look at: what is asked, of which form, with the picture (PNG).

    `codes` and `confidence` are the machine's proposal, `readings` what people have said: codes between semicolons,
    words, or nothing for blank. `is_one_bit`: the page is black and white, without grey. Of a sheet that seems to be
    there twice: `twin`, the picture of the one read before, the `day` on which that came in, where it is of an earlier
    pile, and the items in which the marks differ.
    """

    id: UUID
    kind: str
    item: str
    why: str
    state: str
    language: str
    variant: str
    unit: str
    codes: tuple[int, ...]
    confidence: float | None
    readings: tuple[str, ...]
    picture: bytes
    is_one_bit: bool = False
    twin: bytes = b""
    day: date | None = None
    differs: tuple[str, ...] = ()


def list_waiting(pile: ScanPile, reader: Reader) -> QuerySet[ScanTask]:
    """Return the tasks of a pile that wait for this reader, those on whole sheets first, in no order of the pile."""
    waits = (
        Q(state=TaskState.OPEN)
        | (Q(state=TaskState.SECOND) & ~Q(first=reader.user))
        | (Q(state=TaskState.SETTLE) & ~Q(last=reader.user))
    )
    counts = Q(sheet__fate=Fate.COUNTS) | Q(kind=TaskKind.SHEET)
    tasks = ScanTask.objects.filter(waits, counts, sheet__pile=pile, sheet__form__place__unit__in=reader.units)
    return tasks.order_by("item", "pk")


def find_tasks(pile: ScanPile, reader: Reader, kind: str, *, but: Collection[UUID] = (), most: int = 1) -> list[Task]:
    """Return the next tasks of a kind for a reader, without those that the page has already."""
    if pile.state != PileState.REVIEW:
        return []
    waiting = list_waiting(pile, reader).filter(kind=kind).exclude(pk__in=but)
    found = list(waiting.select_related("sheet__form__place__unit")[:most])
    files = open_files(pile.pk) if found else None
    return [_show(files, task) for task in found] if files else []


def find_task(pile: ScanPile, reader: Reader, task_id: UUID) -> Task | None:
    """Return one task of a pile, whatever its state; None where it is not one that the reader may see."""
    of_units = ScanTask.objects.filter(sheet__form__place__unit__in=reader.units)
    task = of_units.filter(pk=task_id, sheet__pile=pile).select_related("sheet__form__place__unit").first()
    return _show(open_files(pile.pk), task) if task else None


def read_answer(files: PileFiles, task: ScanTask) -> str:
    """Return what a decided task comes to: its last reading."""
    readings: list[str] = read_content(files, task)["readings"]
    return readings[-1] if readings else ""


def read_content(files: PileFiles, task: ScanTask) -> dict[str, Any]:
    """Return what a task's row holds sealed: codes, confidence, readings, and the trail of what was done."""
    content: dict[str, Any] = json.loads(files.unseal(bytes(task.sealed), task.pk.hex))
    return content


def _show(files: PileFiles, task: ScanTask) -> Task:
    content, form = read_content(files, task), task.sheet.form
    return Task(
        id=task.pk,
        kind=task.kind,
        item=task.item,
        why=task.why,
        state=task.state,
        language=form.language,
        variant=form.variant,
        unit=form.place.unit.name,
        codes=tuple(content.get("codes", ())),
        confidence=content.get("confidence"),
        readings=tuple(content["readings"]),
        picture=files.read(picture_name(task)),
        is_one_bit=bool(content.get("one_bit")),
        twin=files.read(twin_name(task)) if task.kind == TaskKind.SHEET else b"",
        day=date.fromisoformat(content["day"]) if content.get("day") else None,
        differs=tuple(content.get("differs", ())),
    )
