"""A round and who is asked in it: places, cases, contacts, messages, tallies, and the sealed queue.

Personal data: contacts and tokens are erased when a round closes, sealed answers when they are mixed.
"""

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
    """A unit and a target group that a round asks: what a shared link, a poster and a kiosk stand for.

    `token_hash` is that of the link's token, which is derived from the secret key and never stored.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="places")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    target_group = models.SlugField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit", "target_group"], name="place_once_in_round")
        ]


class Disposition(models.TextChoices):
    """AAPOR outcome of a case."""

    PENDING = "pending"
    COMPLETE = "complete"
    REFUSED = "refused"
    NON_CONTACT = "non_contact"
    NOT_ELIGIBLE = "not_eligible"
    UNDELIVERABLE = "undeliverable"


class ContactImport(models.Model):
    """One uploaded list of people, so that it can be undone as a whole."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="imports")
    name = models.CharField(max_length=120)
    imported_on = models.DateField()
    excluded = models.PositiveIntegerField(default=0)


class Printing(models.Model):
    """One pile of slips with one-time codes, so that a pile that was lost can be withdrawn as a whole."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="printings")
    printed_on = models.DateField()
    count = models.PositiveIntegerField()


class Case(models.Model):
    """One invited person or visit. Only the transaction that takes the answer makes `is_used` true.

    `is_offered`: an invitation was delivered, and is counted in the tally of its place.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="cases")
    source = models.ForeignKey(ContactImport, models.CASCADE, null=True, blank=True, related_name="cases")
    printing = models.ForeignKey(Printing, models.SET_NULL, null=True, blank=True, related_name="cases")
    channel = models.SlugField(max_length=20)
    language = models.CharField(max_length=8, blank=True)
    is_offered = models.BooleanField(default=False)
    is_used = models.BooleanField(default=False)
    disposition = models.CharField(max_length=20, choices=Disposition.choices, default=Disposition.PENDING)


class Contact(models.Model):
    """How a case is reached; erased when the round closes."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="contact")
    person_hash = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.TextField(max_length=300, blank=True)
    label = models.CharField(max_length=60, blank=True)
    has_opted_out = models.BooleanField(default=False)


class CaseToken(models.Model):
    """The hash of a code or link that opens a case; each wave has its own, and earlier ones stay valid."""

    hash = models.CharField(max_length=64, primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tokens")
    wave = models.PositiveSmallIntegerField()


class Delivery(models.TextChoices):
    """What has become of a message."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


class Wave(models.Model):
    """One sending to all cases of a channel (0 invites, later ones remind those who have not answered)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="waves")
    channel = models.SlugField(max_length=20)
    number = models.PositiveSmallIntegerField()
    send_on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "channel", "number"], name="wave_once")]


class Message(models.Model):
    """The outbox: one row per case and wave; its text is rendered when it is sent and not stored."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="messages")
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "wave"], name="message_once")]


class StatusMail(models.Model):
    """The weekly status of a round was sent to a member: once a week and no more."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="status_mails")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    monday = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "user", "monday"], name="status_mail_once_a_week")
        ]


class Tally(models.Model):
    """How many were offered the questionnaire, and how many answered, at a place, by channel and day."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="tallies")
    channel = models.SlugField(max_length=20)
    day = models.DateField()
    offered = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "channel", "day"], name="tally_once")]


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
