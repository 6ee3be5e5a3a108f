"""The use case: people look at what a pile leaves in doubt, a second one where the first asks; all can be undone."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from genklang.instrument.model import PublishedInstrument
from genklang.server.fieldwork.models import Fate, PileState, ScanPile, ScanSheet, ScanTask, TaskKind, TaskState
from genklang.server.jobs.scan_answers import DROP, read_said
from genklang.server.jobs.scan_files import PileFiles, open_files
from genklang.server.jobs.scan_tasks import Reader, Task, find_task, list_waiting, read_content
from genklang.server.jobs.write_scans import seal_json

READ_TWICE: Final = (TaskKind.MARK, TaskKind.TEXT)
"""What two people read in a pile that is read twice; the others are asked once."""


class Outcome(StrEnum):
    """What became of a decision."""

    TAKEN = "taken"
    GONE = "gone"
    """Somebody else has decided it, or it is not this reader's."""
    NO_ANSWER = "no_answer"


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
        content = read_content(files, task)
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
        content = read_content(files, task)
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
        content = read_content(files, task)
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


def _save(files: PileFiles, task: ScanTask, content: Mapping[str, Any]) -> None:
    task.sealed = seal_json(files, task.pk.hex, content)
    task.save(update_fields=["state", "first", "last", "is_wrong", "sealed"])


def _join(codes: Collection[int]) -> str:
    return ";".join(map(str, sorted(codes)))
