"""Comments before they may be read by others: a queue that a person goes through, and a release without traces."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from genklang.disclosure.policy import Policy
from genklang.disclosure.redact import NEVER_KEPT, Kind, Mark, find_marks, redact
from genklang.errors import Failure, problem


class Ruling(StrEnum):
    """Where a comment stands."""

    WAITING = "waiting"
    CLEARED = "cleared"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Review:
    """One comment in the queue: as it was written, what was marked by rule, and what a person has made of it.

    `told`: the text that may be released, empty until it is cleared. Nothing here says who wrote it.
    """

    written: str
    marks: tuple[Mark, ...]
    ruling: Ruling = Ruling.WAITING
    told: str = ""
    reviewer: str = ""


def queue_comments(comments: Iterable[str], *, order: Random, staff: Sequence[str] = ()) -> tuple[Review, ...]:
    """Return a queue for review in random order, with marks where a text may tell who someone is."""
    queue = [Review(text, find_marks(text, staff=staff)) for text in comments if text.strip()]
    order.shuffle(queue)
    return tuple(queue)


def suggest(review: Review, words: Mapping[Kind, str]) -> str:
    """Return the comment with its marks taken out: a draft for the reviewer, never a decision."""
    return redact(review.written, review.marks, dict(words))


def clear(review: Review, told: str, *, reviewer: str, staff: Sequence[str] = ()) -> Review:
    """Return the review with `told` (the comment, or what is left of it) cleared by a person for release.

    Failures D120 (nobody has reviewed it), D121 (it still holds a number, an address or the name of staff), D122 (there
    is nothing left of it).
    """
    _check_reviewer(reviewer)
    if not told.strip():
        raise Failure(problem("D122", "comment"))
    if left := [m for m in find_marks(told, staff=staff) if m.kind in NEVER_KEPT]:
        raise Failure(*(problem("D121", f"comment, sign {m.start + 1}", kind=m.kind.replace("_", " ")) for m in left))
    return replace(review, ruling=Ruling.CLEARED, told=told.strip(), reviewer=reviewer)


def refuse(review: Review, *, reviewer: str) -> Review:
    """Return the review with the comment kept back for good. Failure D120."""
    _check_reviewer(reviewer)
    return replace(review, ruling=Ruling.REFUSED, told="", reviewer=reviewer)


def may_be_read(answers: int | None, policy: Policy) -> bool:
    """Return whether comments of a place may be shown at all: so many have answered, and their number is known."""
    return answers is not None and answers >= policy.full


def release(reviews: Iterable[Review], *, answers: int | None, policy: Policy, order: Random) -> tuple[str, ...]:
    """Return the cleared comments of one place in random order; none where too few have answered.

    `answers`: the responses of the place in the round, as they may be told (None: withheld). Texts alone are returned:
    no group, gender, language or day stands beside a comment.
    """
    if not may_be_read(answers, policy):
        return ()
    told = sorted(review.told for review in reviews if review.ruling is Ruling.CLEARED)
    order.shuffle(told)
    return tuple(told)


def _check_reviewer(reviewer: str) -> None:
    if not reviewer.strip():
        raise Failure(problem("D120", "comment"))
