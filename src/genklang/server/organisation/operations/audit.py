"""Writes the log."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from genklang.server.organisation.chain import hash_entry
from genklang.server.organisation.lines import clean_line
from genklang.server.organisation.models import AuditEntry, AuditHead, Organisation, User
from genklang.server.organisation.queries import organisations_of

SERVER: Final = "server"
"""The actor of what no member did: a job, or a command of whoever runs the machine."""


@transaction.atomic
def log(
    actor: User | None,
    action: str,
    *,
    organisation: Organisation | None = None,
    subject: str = "",
    **details: str | int | bool | list[str],
) -> AuditEntry:
    """Append what somebody did to the chained log, in the transaction that does it.

    `action` is a word like "unit.added", with a sentence of its own in `staff/log.toml`; `subject` is what it was done
    to. No answers, codes, links or respondents' names belong here.
    """
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        number=head.number + 1,
        at=timezone.now(),
        actor=clean_line(actor.email if actor else SERVER)[:254],
        organisation=organisation.code if organisation else "",
        action=action,
        subject=clean_line(subject)[:200],
        details=details,
        previous=head.hash,
    )
    entry.hash = hash_entry(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


@transaction.atomic
def log_account(actor: User | None, action: str, user: User) -> None:
    """Append what was done to an account, once for every organisation that it has a role in, or for the server."""
    organisations: list[Organisation | None] = [*organisations_of(user)]
    for organisation in organisations or [None]:
        log(actor, action, organisation=organisation, subject=user.email)
