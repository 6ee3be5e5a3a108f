"""Who runs surveys: organisations and their units, programmes, members with roles, and the chained log."""

from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac

from genklang.server.organisation.user_manager import UserManager


class Kind(models.TextChoices):
    """What sort of body an organisation is."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    NATIONAL = "national"


class Role(models.TextChoices):
    """What a member may do; `rules.py` says what each comes to."""

    SYSTEM_OWNER = "system_owner"
    PROGRAMME_OWNER = "programme_owner"
    COORDINATOR = "coordinator"
    UNIT_MANAGER = "unit_manager"
    HELPER = "helper"
    ANALYST = "analyst"
    READER = "reader"


class Organisation(models.Model):
    """A tenant: a municipality, a region or a national body. Everything else belongs to one.

    `logo` is what its address ends in; the picture is a `Logo`, which no other page has to load.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.MUNICIPALITY)
    country = models.CharField(max_length=2, default="SE")
    support_name = models.CharField(max_length=120, blank=True)
    support_phone = models.CharField(max_length=40, blank=True)
    support_email = models.EmailField(blank=True)
    return_address = models.TextField(max_length=400, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    logo = models.CharField(max_length=16, blank=True)


class Logo(models.Model):
    """An organisation's logo, a small PNG that was drawn here."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+", primary_key=True)
    picture = models.BinaryField(max_length=1 << 17)


class Unit(models.Model):
    """A place asked about, in the organisation's tree."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="unit_code_once_in_organisation")
        ]


class Programme(models.Model):
    """A survey that an owner runs with many organisations: same questionnaire, comparable figures.

    `policy`: no round of it shows more than these limits for what is shown allow.
    """

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes")
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    instrument = models.CharField(max_length=120)
    policy = models.CharField(max_length=60, default="standard")
    participants = models.ManyToManyField(Organisation, related_name="takes_part_in", blank=True)
    invited = models.ManyToManyField(Organisation, related_name="invited_to", blank=True)


class User(AbstractBaseUser):
    """Somebody who signs in, by e-mail address. Counting `epoch` up ends every session of theirs."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="sv")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateField(auto_now_add=True)
    epoch = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def get_session_auth_hash(self) -> str:
        """Return what each session of the user holds: it is another after a new password and after a new epoch."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same under each earlier secret key, so that changing the key signs nobody out."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | None = None) -> str:
        value = f"{self.password}:{self.epoch}"
        return salted_hmac("genklang.session", value, secret=secret, algorithm="sha256").hexdigest()


class Membership(models.Model):
    """A user's role in an organisation, of one unit (and those below it) or of all."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "unit", "role"], name="role_once", nulls_distinct=False
            )
        ]


class Invitation(models.Model):
    """A role that somebody has been offered by mail. Only the hash of the link's token is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    language = models.CharField(max_length=2, default="sv")
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email", "unit", "role"], name="invitation_once", nulls_distinct=False
            )
        ]


class AuditHead(models.Model):
    """The last link of the log: what holds the next one, and what shows that none was cut off the end."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)


class AuditEntry(models.Model):
    """One thing that a member did. Each entry's hash covers the one before it, so that none can be changed unseen."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    organisation = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class StandingJob(models.Model):
    """When a job that returns was last begun, so that two schedulers at once begin it once."""

    name = models.SlugField(max_length=60, primary_key=True)
    begun = models.DateTimeField()
