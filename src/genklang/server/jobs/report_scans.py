"""The use case: what became of a pile in numbers, and how many accepted answers are wrong, with an interval."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q

from genklang.analysis import bound_errors
from genklang.server.fieldwork.models import Fate, PileState, ScanPile, ScanTask, TaskKind, TaskState
from genklang.server.jobs.scan_files import open_files
from genklang.server.jobs.scan_tasks import Reader, list_waiting
from genklang.server.jobs.write_scans import TWICE

MANY_WRONG: Final = 3
"""Wrong answers among the checked from which on a person is warned, where so many cannot be chance."""
MANY_SHARE: Final = 1.0
"""Per cent of the accepted answers that are wrong for sure."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of task: how many there are, how many are decided, how many wait for the reader of the page."""

    kind: str
    total: int
    decided: int
    waiting: int

    @property
    def elsewhere(self) -> int:
        """How many wait for somebody else."""
        return self.total - self.decided - self.waiting


@dataclass(frozen=True, slots=True)
class PileReport:
    """A pile in numbers. `low` and `high`: per cent of accepted questions that are wrong, with 95 % confidence.

    They are None until a check was made.
    """

    counts: dict[str, Any]
    queues: tuple[Queue, ...] = ()
    checked: int = 0
    wrong: int = 0
    low: float | None = None
    high: float | None = None
    bad_files: int = 0
    unread: dict[str, int] = field(default_factory=dict)

    @property
    def is_reviewed(self) -> bool:
        """Whether nothing waits for anybody."""
        return all(queue.decided == queue.total for queue in self.queues)

    @property
    def is_checked_wholly(self) -> bool:
        """Whether a person has looked at every answer that the machine was sure of."""
        return 0 < int(self.counts.get("accepted", 0)) <= self.checked

    @property
    def has_many_wrong(self) -> bool:
        """Whether so many checked answers were wrong that those which nobody looked at should not be sent."""
        is_sampled = not self.is_checked_wholly and self.low is not None
        return is_sampled and self.wrong >= MANY_WRONG and (self.low or 0.0) >= MANY_SHARE

    @property
    def estimate(self) -> float | None:
        """The share of checked questions that were wrong, in per cent."""
        return 100 * self.wrong / self.checked if self.checked else None


def report_pile(pile: ScanPile, reader: Reader) -> PileReport:
    """Return a pile's report: as it stands while people look, and as it stood at the end once it is sent."""
    is_sent = pile.state == PileState.SENT
    now = pile.counts if is_sent else count_review(pile)
    accepted = int(pile.counts.get("accepted", 0)) - int(now.get("set_aside", 0))
    checked, wrong = int(now["checked"]), int(now["wrong"])
    low, high = bound_errors(wrong, checked=checked, accepted=accepted) if checked else (None, None)
    return PileReport(
        counts=pile.counts | now | {"accepted": accepted},
        queues=() if is_sent else tuple(_list_queues(pile, reader)),
        checked=checked,
        wrong=wrong,
        low=None if low is None else 100 * low,
        high=None if high is None else 100 * high,
        unread=pile.counts.get("unread", {}),
    )


def count_review(pile: ScanPile) -> dict[str, int]:
    """Return how many tasks of a pile people have decided, and what the checks found.

    `set_aside`: accepted answers of sheets that do not count.
    """
    tasks = ScanTask.objects.filter(sheet__pile=pile).exclude(~Q(kind=TaskKind.SHEET), sheet__fate=Fate.DROPPED)
    done = Q(state=TaskState.DECIDED)
    found: dict[str, int] = tasks.aggregate(
        doubts=Count("pk", filter=Q(kind=TaskKind.MARK)),
        texts=Count("pk", filter=Q(kind=TaskKind.TEXT)),
        checked=Count("pk", filter=done & Q(kind=TaskKind.CHECK)),
        wrong=Count("pk", filter=done & Q(kind=TaskKind.CHECK, is_wrong=True)),
    )
    return {**found, "dropped": pile.sheets.filter(fate=Fate.DROPPED).count(), "set_aside": _count_aside(pile)}


def _count_aside(pile: ScanPile) -> int:
    """Return the accepted answers of sheets that were counted among the pile's and then set aside."""
    aside = list(pile.sheets.filter(fate=Fate.DROPPED).exclude(tasks__why=TWICE))
    files = open_files(pile.pk) if aside else None
    return sum(len(json.loads(files.unseal(bytes(s.sealed), s.pk.hex))) for s in aside) if files else 0


def _list_queues(pile: ScanPile, reader: Reader) -> list[Queue]:
    tasks = ScanTask.objects.filter(Q(kind=TaskKind.SHEET) | Q(sheet__fate=Fate.COUNTS), sheet__pile=pile)
    total = {
        row["kind"]: (row["n"], row["done"])
        for row in tasks.values("kind").annotate(n=Count("pk"), done=Count("pk", filter=Q(state=TaskState.DECIDED)))
    }
    waiting = dict(list_waiting(pile, reader).order_by("kind").values_list("kind").annotate(Count("pk")))
    return [Queue(kind, *total[kind], waiting.get(kind, 0)) for kind in TaskKind.values if kind in total]
