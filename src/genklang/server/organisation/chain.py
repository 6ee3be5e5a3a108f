"""The chain of the log: each entry's keyed hash covers the entry before it."""

import json
from collections.abc import Iterable, Iterator
from hmac import compare_digest

from django.conf import settings
from django.utils.crypto import salted_hmac

from genklang.server.organisation.models import AuditEntry, AuditHead


def hash_entry(entry: AuditEntry, *, secret: str | None = None) -> str:
    """Return the keyed hash of all that an entry says and of the hash before it.

    The key is derived from the server's secret key: whoever can only write in the database cannot make a new chain.
    """
    said = [
        entry.number,
        entry.at.isoformat(),
        entry.actor,
        entry.organisation,
        entry.action,
        entry.subject,
        entry.details,
        entry.previous,
    ]
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return salted_hmac("genklang.audit", text, secret=secret, algorithm="sha256").hexdigest()


def find_break(entries: Iterable[AuditEntry], head: AuditHead | None) -> int | None:
    """Return the number of the first entry (in order of numbers) that is not as it was written, or None.

    An entry that is gone is named by its own number, also at the end of the log, which `head` remembers.
    """
    number, previous = 0, ""
    for number, entry in enumerate(entries, start=1):
        if entry.number != number or entry.previous != previous or not _is_sealed(entry):
            return number
        previous = entry.hash
    held = (head.number, head.hash) if head else (0, "")
    if held == (number, previous):
        return None
    return number + 1 if held[0] > number else number


def _is_sealed(entry: AuditEntry) -> bool:
    return any(compare_digest(entry.hash, hash_entry(entry, secret=secret)) for secret in _secrets())


def _secrets() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS
