"""What comes in: counts by place and day, and answers in wait, sealed, without time or case."""

from typing import ClassVar

from django.db import models

from genklang.server.fieldwork.models.rounds import Place, Round
from genklang.server.organisation.models import Unit


class Tally(models.Model):
    """How many were offered the questionnaire, and how many answered, at a place, by channel and day."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="tallies")
    channel = models.SlugField(max_length=20)
    day = models.DateField()
    offered = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "channel", "day"], name="tally_once")]


class TallyDesk(models.Model):
    """Where a unit's caseworkers count, without an account, how many they have offered the questionnaire.

    `token_hash` is that of the desk's link, derived from the secret key as those of places are.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="desks")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit"], name="desk_once_in_round")]


class Tap(models.Model):
    """One tap at a desk by its random id, so that a tap sent twice counts once. `is_undone`: it was taken back."""

    id = models.UUIDField(primary_key=True)
    desk = models.ForeignKey(TallyDesk, models.CASCADE, related_name="taps")
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    day = models.DateField()
    is_undone = models.BooleanField(default=False)


class Submission(models.Model):
    """The hash of a submission's random id, so that a repeat changes nothing. No time, no case."""

    hash = models.CharField(max_length=64, primary_key=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="submissions")


class SealedAnswer(models.Model):
    """One answer in wait: ciphertext of fixed size under the round's mix key. No time, no case."""

    id = models.BinaryField(max_length=16, primary_key=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="sealed")
    ciphertext = models.BinaryField()
    batch = models.PositiveIntegerField(null=True, db_index=True)


class Batch(models.Model):
    """One mix of a round: what it found. Its marker in the responses database says whether its answers are there."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="batches")
    marker = models.UUIDField(unique=True)
    valid = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0)
    is_done = models.BooleanField(default=False)
