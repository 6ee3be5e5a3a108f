"""Invites people, gives and takes roles."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.utils import timezone

from genklang.server.organisation.models import Invitation, Membership, Organisation, Role, Unit, User
from genklang.server.organisation.operations.audit import log
from genklang.server.organisation.operations.sessions import end_sessions
from genklang.server.organisation.queries import is_last_owner
from genklang.server.organisation.user_manager import fold_email

INVITED_FOR: Final = timedelta(days=14)


@transaction.atomic
def invite(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    role: Role,
    unit: Unit | None,
    language: str,
    actor: User | None,
) -> Invitation | None:
    """Offer somebody a role; return the invitation to mail, or None where a member was given one role more at once."""
    email = fold_email(email)
    member = User.objects.filter(email=email, memberships__organisation=organisation).first()
    place = {"unit": unit.name} if unit else {}
    if member is not None:
        Membership.objects.get_or_create(user=member, organisation=organisation, unit=unit, role=role)
        log(actor, "role.given", organisation=organisation, subject=email, role=role, **place)
        return None
    invitation, _ = Invitation.objects.update_or_create(
        organisation=organisation,
        email=email,
        unit=unit,
        role=role,
        defaults={"name": name, "language": language, "expires_at": timezone.now() + INVITED_FOR},
    )
    log(actor, "member.invited", organisation=organisation, subject=email, role=role, **place)
    return invitation


def renew_token(invitation: Invitation) -> str:
    """Return a new token for an invitation's link; an earlier one no longer opens it. Only its hash is stored."""
    token = secrets.token_urlsafe(24)
    invitation.token_hash = hash_invitation(token)
    invitation.expires_at = timezone.now() + INVITED_FOR
    invitation.save(update_fields=["token_hash", "expires_at"])
    return token


def hash_invitation(token: str) -> str:
    """Return the hash by which an invitation is found."""
    return sha256(token.encode()).hexdigest()


def find_invitation(token: str, *, now: datetime) -> Invitation | None:
    """Return the invitation that a link opens, unless it has run out."""
    found = Invitation.objects.filter(token_hash=hash_invitation(token), expires_at__gt=now)
    return found.select_related("organisation", "unit").first()


@transaction.atomic
def accept_as_new(invitation: Invitation, *, name: str, password: str, language: str) -> User:
    """Make the account of somebody who followed the link, with the role offered."""
    user: User = User.objects.create_user(invitation.email, name, password, language)
    accept(invitation, user)
    return user


@transaction.atomic
def accept(invitation: Invitation, user: User) -> None:
    """Give every role that the organisation has offered this address, to its user and to nobody else."""
    if user.email != invitation.email:
        raise ValueError("the invitation is for another address")
    organisation = invitation.organisation
    for offer in organisation.invitations.filter(email=user.email, expires_at__gt=timezone.now()):
        Membership.objects.get_or_create(user=user, organisation=organisation, unit=offer.unit, role=offer.role)
        log(user, "invitation.accepted", organisation=organisation, subject=user.email, role=offer.role)
        offer.delete()


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User) -> None:
    """Take back an invitation; its link opens nothing any more."""
    log(actor, "invitation.withdrawn", organisation=invitation.organisation, subject=invitation.email)
    invitation.delete()


@transaction.atomic
def remove_role(membership: Membership, *, actor: User) -> None:
    """Take a role from a member, and end their sessions. The last system owner stays."""
    if is_last_owner(membership):
        raise ValueError("the last system owner stays")
    log(
        actor, "role.removed", organisation=membership.organisation, subject=membership.user.email, role=membership.role
    )
    membership.delete()
    end_sessions(membership.user)
