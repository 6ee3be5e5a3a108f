"""Files of earlier years: who uploaded which, and what became of it."""

from typing import ClassVar

from django.db import models

from genklang.server.fieldwork.models.rounds import Round
from genklang.server.organisation.models import User


class UploadKind(models.TextChoices):
    """What an uploaded file of an earlier year holds."""

    ANSWERS = "answers"
    FIGURES = "figures"


class EarlierUpload(models.Model):
    """One file of an earlier year, with the file of those offered that came with it; the files themselves are not kept.

    `period` is the year where the file does not say it; `problems` are why nothing was taken in, `warnings` what needs
    a second look.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="earlier_uploads")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=UploadKind.choices)
    file = models.CharField(max_length=120)
    offered_file = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=60, blank=True)
    is_done = models.BooleanField(default=False)
    taken = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True)
    warnings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]
