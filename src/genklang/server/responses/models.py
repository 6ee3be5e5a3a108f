"""Anonymous answers: random keys, nothing finer than the round, and no relation to anything else."""

from django.db import models


class Response(models.Model):
    """One returned questionnaire after the mix. Blank language, channel or form version: too few shared it."""

    key = models.BinaryField(max_length=16, primary_key=True)
    round = models.CharField(max_length=60)
    organisation = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    target_group = models.CharField(max_length=60)
    gender = models.CharField(max_length=1, blank=True)
    language = models.CharField(max_length=8, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    form_version = models.CharField(max_length=20, blank=True)
    answers = models.JSONField()


class SideCount(models.Model):
    """How answers to an item fall by language, channel or form version: organisation and group only, never unit."""

    key = models.BinaryField(max_length=16, primary_key=True)
    round = models.CharField(max_length=60)
    organisation = models.CharField(max_length=60)
    target_group = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    category = models.IntegerField()
    dimension = models.CharField(max_length=20)
    value = models.CharField(max_length=20)
    count = models.PositiveIntegerField()


class Comment(models.Model):
    """Free text, apart from all other answers, at the lowest level with at least ten answers.

    `ruling`: whether a person has read it and what came of that; `told`: what of it may be shown.
    """

    key = models.BinaryField(max_length=16, primary_key=True)
    round = models.CharField(max_length=60)
    organisation = models.CharField(max_length=60)
    unit = models.CharField(max_length=60, blank=True)
    target_group = models.CharField(max_length=60, blank=True)
    item = models.CharField(max_length=60)
    text = models.TextField()
    ruling = models.CharField(max_length=10, default="waiting")
    told = models.TextField(blank=True)


class MixedBatch(models.Model):
    """The marker of a batch, written in the transaction that wrote its answers."""

    marker = models.UUIDField(primary_key=True)
