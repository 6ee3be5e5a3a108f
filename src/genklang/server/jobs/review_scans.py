"""The use case: people look at what a pile leaves in doubt, a second one where the first asks; all can be undone."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from genklang.instrument.model import PublishedInstrument
from genklang.server.fieldwork.models import Fate, PileState, ScanPile, ScanSheet, ScanTask, TaskKind, TaskState
from genklang.server.jobs.scan_answers import DROP, read_said
from genklang.server.jobs.scan_files import PileFiles, open_files
from genklang.server.jobs.write_scans import picture_name, seal_json
from genklang.server.organisation.models import User

READ_TWICE: Final = (TaskKind.MARK, TaskKind.TEXT)
"""What two people read in a pile that is read twice; the others are asked once."""


class Outcome(StrEnum):
    """What became of a decision."""

    TAKEN = "taken"
    GONE = "gone"
    """Somebody else has decided it, or it is not this reader's."""
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: a user, and the ids of the units whose forms they may see."""

    user: User
    units: Collection[int]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look at: what is asked, of which form, with the picture (PNG).

    `codes` and `confidence` are the machine's proposal, `readings` what people have said: codes between semicolons,
    words, or nothing for blank.
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


def decide(
    pile: ScanPile, reader: Reader, task_id: UUID, raw: Sequence[str], published: PublishedInstrument
) -> Outcome:
    """Take what a reader says of a task.

    `raw`: codes, words, nothing for blank; keep or drop of a sheet.
    """
    with transaction.atomic():
        task = _lock(pile, reader, task_id)
        if task is None:
            return Outcome.GONE
        said = read_said(published, task.kind, task.item, raw)
        if said is None:
            return Outcome.NO_ANSWER
        files = open_files(pile.pk)
        content = _read(files, task)
        content["trail"].append([task.state, task.first_id, content["readings"]])
        content["readings"] = [*content["readings"], said]
        task.state = _judge(pile, task, content["readings"])
        task.first, task.last = task.first or reader.user, reader.user
        task.is_wrong = task.kind == TaskKind.CHECK and said != _join(content["codes"])
        _save(files, task, content)
        if task.kind == TaskKind.SHEET:
            _settle_sheet(task, said)
        return Outcome.TAKEN


def skip(pile: ScanPile, reader: Reader, task_id: UUID) -> bool:
    """Leave a task to another reader; False where it no longer waits for this one."""
    with transaction.atomic():
        task = _lock(pile, reader, task_id)
        if task is None:
            return False
        files = open_files(pile.pk)
        content = _read(files, task)
        content["trail"].append([task.state, task.first_id, content["readings"]])
        task.state = TaskState.SETTLE if task.state == TaskState.SETTLE else TaskState.SECOND
        task.first, task.last = task.first or reader.user, reader.user
        _save(files, task, content)
        return True


def undo(pile: ScanPile, reader: Reader, task_id: UUID) -> Task | None:
    """Take back what this reader did last with a task, and return it; None where somebody has gone on since."""
    with transaction.atomic():
        mine = ScanTask.objects.select_for_update(of=("self",)).select_related("sheet")
        task = mine.filter(pk=task_id, sheet__pile=pile, last=reader.user, sheet__pile__state=PileState.REVIEW).first()
        if task is None:
            return None
        files = open_files(pile.pk)
        content = _read(files, task)
        if not content["trail"]:
            return None
        task.state, task.first_id, content["readings"] = content["trail"].pop()
        task.last, task.is_wrong = None, False
        _save(files, task, content)
        if task.kind == TaskKind.SHEET:
            ScanSheet.objects.filter(pk=task.sheet_id).update(fate=Fate.ASKED)
    return find_task(pile, reader, task_id)


def reopen_skipped(pile: ScanPile) -> int:
    """Let anybody decide what was left to a second reader who does not come; return how many tasks that is."""
    left = ScanTask.objects.filter(sheet__pile=pile, state__in=[TaskState.SECOND, TaskState.SETTLE])
    return left.update(state=TaskState.OPEN, first=None, last=None)


def read_answer(files: PileFiles, task: ScanTask) -> str:
    """Return what a decided task comes to: its last reading."""
    readings: list[str] = _read(files, task)["readings"]
    return readings[-1] if readings else ""


def _lock(pile: ScanPile, reader: Reader, task_id: UUID) -> ScanTask | None:
    if pile.state != PileState.REVIEW:
        return None
    waiting = list_waiting(pile, reader).filter(pk=task_id, sheet__pile__state=PileState.REVIEW)
    return waiting.select_for_update(of=("self",)).first()


def _judge(pile: ScanPile, task: ScanTask, readings: list[str]) -> str:
    """Return the state after a reading: agreed, left to another, or to whoever settles the difference."""
    if task.state == TaskState.OPEN and pile.is_double and task.kind in READ_TWICE and len(readings) < 2:
        return TaskState.SECOND
    if task.state == TaskState.SECOND and len(readings) > 1 and readings[-1] != readings[-2]:
        return TaskState.SETTLE
    return TaskState.DECIDED


def _settle_sheet(task: ScanTask, said: str) -> None:
    fate = Fate.DROPPED if said == DROP else Fate.COUNTS
    ScanSheet.objects.filter(pk=task.sheet_id).update(fate=fate)


def _read(files: PileFiles, task: ScanTask) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(files.unseal(bytes(task.sealed), task.pk.hex))
    return content


def _save(files: PileFiles, task: ScanTask, content: Mapping[str, Any]) -> None:
    task.sealed = seal_json(files, task.pk.hex, content)
    task.save(update_fields=["state", "first", "last", "is_wrong", "sealed"])


def _show(files: PileFiles, task: ScanTask) -> Task:
    content, form = _read(files, task), task.sheet.form
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
    )


def _join(codes: Collection[int]) -> str:
    return ";".join(map(str, sorted(codes)))
