"""Makes organisations, sets what they are called by, and joins them in programmes."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from django.db import transaction

from genklang.server.organisation.codes import make_code
from genklang.server.organisation.models import Invitation, Kind, Logo, Organisation, Programme, Role, User
from genklang.server.organisation.operations.audit import log
from genklang.server.organisation.operations.members import invite

FIRST_ROLES: Final = (Role.SYSTEM_OWNER, Role.COORDINATOR)
"""What the first member of an organisation is, so that one person can start."""


@transaction.atomic
def found_organisation(
    name: str,
    *,
    owner_name: str,
    owner_email: str,
    kind: Kind = Kind.MUNICIPALITY,
    country: str = "SE",
    language: str = "sv",
    code: str = "",
    actor: User | None = None,
) -> tuple[Organisation, Invitation]:
    """Make an organisation and invite its owner; return both. The code is made from the name unless it is given.

    One link accepts every role offered.
    """
    taken = set(Organisation.objects.values_list("code", flat=True))
    made = Organisation.objects.create(
        code=code or make_code(name, taken, otherwise="organisation"), name=name, kind=kind, country=country
    )
    log(actor, "organisation.founded", organisation=made, subject=name)
    roles = (*FIRST_ROLES, Role.PROGRAMME_OWNER) if kind == Kind.NATIONAL else FIRST_ROLES
    for role in roles:
        invite(made, email=owner_email, name=owner_name, role=role, unit=None, language=language, actor=actor)
    return made, made.invitations.earliest("pk")


@transaction.atomic
def change_organisation(organisation: Organisation, changes: Mapping[str, str], *, actor: User) -> None:
    """Set the organisation's own details; the log names which, not to what."""
    for name, value in changes.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(changes))
    log(actor, "organisation.changed", organisation=organisation, fields=sorted(changes))


@transaction.atomic
def set_logo(organisation: Organisation, picture: bytes, *, actor: User) -> None:
    """Make a picture (PNG) the organisation's logo; an empty one removes it."""
    Logo.objects.filter(organisation=organisation).delete()
    if picture:
        Logo.objects.create(organisation=organisation, picture=picture)
    organisation.logo = sha256(picture).hexdigest()[:16] if picture else ""
    organisation.save(update_fields=["logo"])
    log(actor, "organisation.logo_set" if picture else "organisation.logo_removed", organisation=organisation)


@transaction.atomic
def start_programme(owner: Organisation, *, name: str, instrument: str, policy: str, actor: User) -> Programme:
    """Start a survey that many organisations may take part in."""
    taken = set(Programme.objects.values_list("code", flat=True))
    code = make_code(name, taken, otherwise="programme")
    programme = Programme.objects.create(owner=owner, code=code, name=name, instrument=instrument, policy=policy)
    log(actor, "programme.started", organisation=owner, subject=name, instrument=instrument, policy=policy)
    return programme


@transaction.atomic
def invite_organisation(programme: Programme, organisation: Organisation, *, actor: User) -> None:
    """Ask an organisation to take part; it answers for itself."""
    if not programme.participants.filter(pk=organisation.pk).exists():
        programme.invited.add(organisation)
        log(actor, "programme.invited", organisation=programme.owner, subject=organisation.name, to=programme.name)


@transaction.atomic
def answer_programme(programme: Programme, organisation: Organisation, *, joins: bool, actor: User) -> None:
    """Note that an invited organisation takes part, or does not."""
    programme.invited.remove(organisation)
    if joins:
        programme.participants.add(organisation)
    action = "programme.joined" if joins else "programme.declined"
    log(actor, action, organisation=organisation, subject=programme.name)
