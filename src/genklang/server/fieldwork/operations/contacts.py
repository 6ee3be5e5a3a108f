"""Takes a list of people into a round, all or nothing, and takes it out again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from genklang.server.fieldwork.contact_rows import Person
from genklang.server.fieldwork.models import Case, Contact, ContactImport, Delivery, Round

BATCH: Final = 2000


def hash_person(round: Round, person: Person) -> str:  # noqa: A002 (the field's word)
    """Return the hash that tells one person of a round from another, without saying who they are."""
    return salted_hmac("genklang.person", f"{round.pk}|{person.reach}", algorithm="sha256").hexdigest()


def find_new(round: Round, people: Sequence[Person]) -> list[Person]:  # noqa: A002
    """Return the people who are not invited already, each once; cases of one professional differ by label."""
    known = Contact.objects.filter(case__place__round=round).values_list("person_hash", "label")
    seen = set(known)
    new = []
    for person in people:
        key = (hash_person(round, person), person.label)
        if key not in seen:
            seen.add(key)
            new.append(person)
    return new


@transaction.atomic
def add_contacts(
    round: Round,  # noqa: A002
    people: Iterable[Person],
    *,
    channel: str,
    reaches: str,
    name: str,
    excluded: int,
    today: date,
) -> ContactImport:
    """Make a case and a contact for each person who is new; one import, so that it can be undone as a whole."""
    # Under the round's lock: the same list twice at once, as by a double click, invites nobody twice.
    Round.objects.select_for_update(no_key=True).only("pk").get(pk=round.pk)
    people = find_new(round, list(people))
    source = ContactImport.objects.create(round=round, name=name[:120], imported_on=today, excluded=excluded)
    cases = Case.objects.bulk_create(
        [Case(place_id=p.place, source=source, channel=channel, language=p.language) for p in people], BATCH
    )
    Contact.objects.bulk_create(
        [
            Contact(
                case=case,
                person_hash=hash_person(round, person),
                name=person.name,
                label=person.label,
                **{reaches: person.reach},
            )
            for case, person in zip(cases, people, strict=True)
        ],
        BATCH,
    )
    return source


@transaction.atomic
def undo_import(source: ContactImport) -> int:
    """Take a list out again, but for those who have been written to or have answered; return how many went."""
    untouched = source.cases.filter(is_used=False).exclude(messages__delivery__in=[Delivery.SENT, Delivery.SENDING])
    removed = untouched.count()
    untouched.delete()
    if not source.cases.exists():
        source.delete()
    return removed


def decline(case: Case) -> None:
    """Note that a person wants no more messages: they get none, and may still answer."""
    Contact.objects.filter(person_hash=case.contact.person_hash).update(has_opted_out=True)
