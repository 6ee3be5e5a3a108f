"""Publications: which protected figures and reports of a round exist, and whether they are released."""

from typing import ClassVar

from django.db import models

from genklang.server.fieldwork.models import Round
from genklang.server.organisation.models import Unit


class Publication(models.Model):
    """The results of one round, computed once; the newest complete one is the one that counts.

    While they are made, `files_done` of `files_total` say how far it has come; `problems` say what stopped
    it. `answers`: how many have answered, by the unit's code ("": in all), where the reports may tell.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="publications")
    made_at = models.DateTimeField()
    policy = models.CharField(max_length=60)
    files_done = models.PositiveIntegerField(default=0)
    files_total = models.PositiveIntegerField(default=0)
    is_complete = models.BooleanField(default=False)
    answers = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    is_released = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-made_at"]


class ReportFile(models.Model):
    """One file of a publication, of a unit or of the whole organisation; `path` is below the data folder."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="files")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8)
    format = models.CharField(max_length=10)
    path = models.CharField(max_length=300)
