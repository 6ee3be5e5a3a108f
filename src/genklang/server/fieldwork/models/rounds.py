"""A round: how it is set up, what is said in it, who approved it, its key, and the places that it asks."""

from typing import ClassVar

from django.db import models

from genklang.server.organisation.models import Organisation, Unit, User


class State(models.TextChoices):
    """Where a round is on its way."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    MIXED = "mixed"
    DRAFT = "draft"
    PUBLISHED = "published"


class Round(models.Model):
    """One run of a questionnaire in an organisation. `instrument` is the published questionnaire itself, as JSON.

    `additions` holds local questions and target groups as they are written, complete or not: `{"items": […],
    "target_groups": […]}`; `young_groups` are told in words for thirteen-year-olds.
    `is_test`: the links of a planned round work, and what is answered is thrown away.
    `problems`: what stopped its mixing or finishing the last time.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rounds")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    period = models.CharField(max_length=20)
    instrument_id = models.CharField(max_length=120)
    instrument = models.TextField()
    additions = models.JSONField(default=dict, blank=True)
    opens = models.DateField()
    closes = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    grace_ends = models.DateTimeField(null=True, blank=True)
    problems = models.JSONField(default=list, blank=True)
    came_late = models.PositiveIntegerField(default=0)
    too_late = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    is_test = models.BooleanField(default=False)
    one_per_page = models.BooleanField(default=True)
    languages = models.JSONField(default=list)
    policy = models.CharField(max_length=60, default="standard")
    mix_size = models.PositiveSmallIntegerField(null=True, blank=True)
    young_groups = models.JSONField(default=list, blank=True)
    target_rate = models.PositiveSmallIntegerField(default=60)
    lessons = models.TextField(max_length=4000, blank=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="round_code_once_in_organisation")
        ]


class RoundChannel(models.Model):
    """A channel that a round uses (one of `fieldwork/channels/`), with its settings; may be added while open."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="channels")
    channel = models.SlugField(max_length=20)
    settings = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "channel"], name="channel_once_in_round")]


class RoundText(models.Model):
    """A text of the round's own: privacy, privacy_young, invitation, reminder … per channel and language."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="texts")
    kind = models.SlugField(max_length=30)
    channel = models.SlugField(max_length=20, blank=True)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=4000)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "kind", "channel", "language"], name="text_once_in_round")
        ]


class TranslationApproval(models.Model):
    """The member who has approved a language of the round, and who read it, where that was somebody else."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="approvals")
    language = models.CharField(max_length=8)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_by = models.CharField(max_length=120, blank=True)
    approved_on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "language"], name="approval_once")]


class MixKey(models.Model):
    """The public half of the key that the round's answers are sealed with, and what has become of the private half."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="mix_key")
    public = models.BinaryField(max_length=97)
    second_custodian = models.CharField(max_length=120, blank=True)
    recovery_tried_on = models.DateField(null=True, blank=True)
    destroyed_on = models.DateField(null=True, blank=True)
    recovery_erased_on = models.DateField(null=True, blank=True)


class Place(models.Model):
    """A unit and a target group that a round asks: what a shared link and a poster stand for.

    `token_hash` is that of the link's token, which is derived from the secret key and never stored; `kiosk_hash` that
    of the tablet's, which the unit's places share.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="places")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    target_group = models.SlugField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    kiosk_hash = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit", "target_group"], name="place_once_in_round")
        ]


class StatusMail(models.Model):
    """The weekly status of a round was sent to a member: once a week and no more."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="status_mails")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    monday = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "user", "monday"], name="status_mail_once_a_week")
        ]
