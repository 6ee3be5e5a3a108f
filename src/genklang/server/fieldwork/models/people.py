"""Who is asked: cases, how they are reached, and what is sent to them. Erased when a round closes."""

from typing import ClassVar

from django.db import models

from genklang.server.fieldwork.models.rounds import Place, Round


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
