"""Many requests at once: with one code, with one button pressed fifty times, with one list of people."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections
from trust_world import NOW, make_round, places_of

from genklang.server.fieldwork.contact_rows import Person
from genklang.server.fieldwork.models import Case, Contact, SealedAnswer, Tally
from genklang.server.fieldwork.operations.contacts import add_contacts
from genklang.server.jobs.take_response import take

MANY = 50


def act() -> dict:
    place = places_of(make_round(1))[0]
    case = Case.objects.create(place=place, channel="email")
    connections.close_all()
    return {
        "one code": press(place, [f"tab-{n}" for n in range(MANY)], case),
        "one button": press(place, ["same"] * MANY, None),
        "sealed": SealedAnswer.objects.count(),
        "counted": sum(Tally.objects.values_list("answered", flat=True)),
        "one list": import_at_once(place, 8),
    }


def import_at_once(place, many: int) -> dict[str, int]:
    """Take the same list in several times at once: each has seen that all people on it are new."""
    ready = Barrier(many)
    people = [Person(row=n, place=place.pk, reach=f"p{n}@x.example", name="", language="", label="") for n in range(20)]
    how = {"channel": "email", "reaches": "email", "name": "list.csv", "excluded": 0, "today": NOW.date()}

    def one(_: int) -> None:
        ready.wait()
        try:
            add_contacts(place.round, people, **how)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(many) as pool:
        list(pool.map(one, range(many)))
    return {"people": len(people), "invited": Contact.objects.count()}


def press(place, submissions: list[str], case: Case | None) -> dict[str, int]:
    ready = Barrier(len(submissions))

    def one(submission: str) -> str:
        ready.wait()
        try:
            own = {"submission": submission, "channel": "email", "language": "sv", "case": case}
            return take(place, {"kontakt": "1"}, now=NOW, **own).value
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(submissions)) as pool:
        return Counter(pool.map(one, submissions))
