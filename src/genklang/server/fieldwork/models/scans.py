"""Paper: the forms that were printed, the piles that were scanned, and what a person still has to look at.

What was read is sealed under the pile's own key, which no database and no backup holds. Ids are random and rows are
written in a shuffled order: nothing says which sheet came after which.
"""

import uuid
from typing import ClassVar

from django.db import models

from genklang.server.fieldwork.models.rounds import Place, Round
from genklang.server.organisation.models import User


class PaperForm(models.Model):
    """A form of a place in a language and a variant. `form` is the id in its code, `printed` counts copies."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="paper_forms")
    place = models.ForeignKey(Place, models.CASCADE, related_name="paper_forms")
    language = models.CharField(max_length=8)
    variant = models.SlugField(max_length=20)
    form = models.CharField(max_length=10)
    printed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "form"], name="paper_form_once_in_round")]


class PileState(models.TextChoices):
    """Where a pile is on its way."""

    WAITING = "waiting"
    READING = "reading"
    REVIEW = "review"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"


class ScanPile(models.Model):
    """Scans that came together. `counts` is the report in numbers; pictures and answers go when it is `erased_on`.

    `is_begun`: it came in while the round was open, so that it may be sent until the grace ends. `is_double`: two
    people read every doubt. `checks_all`: a person looks at what the machine is sure of, too. `fault` keys why it is
    stopped.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, models.CASCADE, related_name="piles")
    state = models.CharField(max_length=10, choices=PileState.choices, default=PileState.WAITING)
    made_on = models.DateField()
    is_begun = models.BooleanField(default=False)
    is_double = models.BooleanField(default=False)
    checks_all = models.BooleanField(default=False)
    pages = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    fault = models.CharField(max_length=30, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    erased_on = models.DateField(null=True, blank=True)


class ScanFile(models.Model):
    """One file of a pile, by the hash of its content and, where it could not be taken, by what was wrong with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    pile = models.ForeignKey(ScanPile, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, db_index=True)
    problem = models.CharField(max_length=10, blank=True)
    values = models.JSONField(default=dict)


class ScanPage(models.Model):
    """A page that was not read, by its number in the file (from 1), so that somebody can find the sheet.

    `why`: no_code, not_found, foreign, other_round, empty or a problem's code. `form` where a code was read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    pile = models.ForeignKey(ScanPile, models.CASCADE, related_name="unread")
    file = models.ForeignKey(ScanFile, models.CASCADE, related_name="unread")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=20)
    form = models.CharField(max_length=10, blank=True)
    has_picture = models.BooleanField(default=False)


class Fate(models.TextChoices):
    """Whether a sheet counts; it is asked where a page is missing, or where it seems to be there twice."""

    COUNTS = "counts"
    ASKED = "asked"
    DROPPED = "dropped"


class ScanSheet(models.Model):
    """One returned form; `sealed` holds what was read without any doubt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    pile = models.ForeignKey(ScanPile, models.CASCADE, related_name="sheets")
    form = models.ForeignKey(PaperForm, models.CASCADE, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.COUNTS)
    sealed = models.BinaryField()


class TaskKind(models.TextChoices):
    """What a person is asked: whether a sheet counts, what is crossed, what is written, what a random check says."""

    SHEET = "sheets"
    MARK = "marks"
    TEXT = "texts"
    CHECK = "checks"


class TaskState(models.TextChoices):
    """Whom a task waits for: anybody, another person than the first, whoever settles a difference, nobody."""

    OPEN = "open"
    SECOND = "second"
    SETTLE = "settle"
    DECIDED = "decided"


class ScanTask(models.Model):
    """One thing to look at. `sealed` holds the proposal and the readings; `is_wrong`: a check found another answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sheet = models.ForeignKey(ScanSheet, models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=10, choices=TaskKind.choices)
    item = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    first = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    last = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    is_wrong = models.BooleanField(default=False)
    sealed = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "state"], name="scan_task_waiting")]


class ScanMark(models.Model):
    """The ink of one page that was read, sealed for the mix's key, so that a sheet scanned again is known again.

    `sheet` is there for as long as it is looked at: one that does not count may be scanned again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, models.CASCADE, related_name="scan_marks")
    pile = models.ForeignKey(ScanPile, models.CASCADE, related_name="marks")
    sheet = models.ForeignKey(ScanSheet, models.SET_NULL, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=10)
    page = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
