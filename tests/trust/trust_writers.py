"""People who answer without pause in processes that may die at any moment, and the book of what was acknowledged."""

import json
import os
import secrets
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connections
from trust_world import NOW

from genklang.server.fieldwork.models import Case, Place, Round, SealedAnswer, Submission, Tally
from genklang.server.fieldwork.sealing import open_sealed
from genklang.server.jobs.keys import read_key
from genklang.server.jobs.take_response import Outcome, seal_context, take

THANKED = {Outcome.STORED, Outcome.REPEATED}


@dataclass
class Book:
    """Which answers were sent, which were thanked for, and which a person would send again."""

    cases: list[int]
    next: int = 0
    acknowledged: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)

    def hand_out(self, many: int) -> tuple[list[int], set[int]]:
        """Give a writer its answers, those first that somebody was not thanked for; those are named apart too."""
        again = set(self.unsure)
        self.unsure.clear()
        new = self.cases[self.next : self.next + many]
        self.next += len(new)
        return sorted(again) + new, again


@dataclass
class Writer:
    """A process that answers one case after the other and says on a pipe what it was thanked for."""

    cases: list[int]
    again: set[int]
    process: int
    pipe: int
    heard: bytes = b""

    def listen(self) -> None:
        """Hear what was said until now."""
        try:
            while more := os.read(self.pipe, 1 << 16):
                self.heard += more
        except BlockingIOError:
            pass

    def end(self, *, hard: bool = True) -> None:
        if hard:
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)

    def settle(self, book: Book) -> None:
        """Enter what was heard; the first that was not thanked for may or may not be stored."""
        thanked = {int(line) for line in self.heard.split(b"\n")[:-1]}
        book.acknowledged |= thanked
        rest = [case for case in self.cases if case not in thanked]
        book.unsure |= set(rest[:1]) | (set(rest) & self.again)
        os.close(self.pipe)


def fork_writer(book: Book, many: int, places: list[Place], *, fault: str = "") -> Writer:
    """Begin a process that answers for `many` new cases; it ends by itself when all are answered."""
    connections.close_all()
    cases, again = book.hand_out(many)
    ear, mouth = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(ear)
        _write(cases, places, mouth, fault)
        os._exit(0)
    os.close(mouth)
    os.set_blocking(ear, False)
    return Writer(cases, again, process, ear)


def _write(cases: Iterable[int], places: list[Place], mouth: int, fault: str) -> None:
    for case in cases:
        thanks = f"{case}\n".encode()
        if fault == "thanks first":
            os.write(mouth, thanks)
        outcome = Outcome.NOT_STORED
        while outcome == Outcome.NOT_STORED:
            outcome = answer(case, places, fault)
            if outcome == Outcome.NOT_STORED:
                connections.close_all()
                time.sleep(0.02)
        if outcome not in THANKED:
            os._exit(3)
        if fault != "thanks first":
            os.write(mouth, thanks)


def answer(case: int, places: list[Place], fault: str = "") -> Outcome:
    """Answer for a case, always with the same submission id, as one who presses the button again does."""
    own = {"submission": f"submission-{case}", "case": Case(pk=case)}
    if fault == "forgets the id":
        own = {"submission": secrets.token_hex(16)}
    place = places[case % len(places)]
    return take(place, {"case": str(case)}, channel="email", language="sv", now=NOW, **own)


def make_cases(places: list[Place], many: int) -> list[int]:
    """Invite many people, the n-th at the place that their number says."""
    first = (Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    numbers = range(first, first + many)
    Case.objects.bulk_create(Case(pk=n, place=places[n % len(places)], channel="email") for n in numbers)
    return list(numbers)


def audit(round_: Round, book: Book) -> dict:
    """Open the queue and hold it against the book."""
    keys = read_key(round_)
    waiting = SealedAnswer.objects.filter(place__round=round_).select_related("place")
    opened = (open_sealed(keys, bytes(sealed.ciphertext), seal_context(sealed.place)) for sealed in waiting)
    said = [int(json.loads(message)["answers"]["case"]) for message in opened]
    used = set(Case.objects.filter(place__round=round_, is_used=True).values_list("pk", flat=True))
    counted = sum(Tally.objects.filter(place__round=round_).values_list("answered", flat=True))
    found = {
        "acknowledged": len(book.acknowledged),
        "stored": len(said),
        "lost": len(book.acknowledged - set(said)),
        "twice": len(said) - len(set(said)),
        "half": len(set(said) ^ used) + abs(len(said) - counted) + abs(len(said) - Submission.objects.count()),
    }
    connections.close_all()
    return found
