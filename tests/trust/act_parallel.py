"""Fifty requests at once: with one code, and with one button pressed fifty times."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections
from trust_world import NOW, make_round, places_of

from genklang.server.fieldwork.models import Case, SealedAnswer, Tally
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
    }


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
