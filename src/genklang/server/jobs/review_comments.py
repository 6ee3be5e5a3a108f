"""The use case: a person reads each comment of a finished round, and lets it be shown or keeps it back."""

from collections import Counter
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Final

from django.db.models import QuerySet

from genklang.disclosure.comments import Review, Ruling, clear, may_be_read, queue_comments, refuse, release
from genklang.disclosure.policy import DEFAULT, Policy
from genklang.instrument.publish import from_json
from genklang.server.fieldwork.models import Round
from genklang.server.fieldwork.rules.policies import list_country_policies
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.compute import MIXED
from genklang.server.jobs.round_frames import name_units
from genklang.server.jobs.write_mixed import own_rows
from genklang.server.organisation.models import Organisation, User
from genklang.server.responses.models import Comment
from genklang.server.results.queries import latest

MOST_DECIDED: Final = 500


@dataclass(frozen=True, slots=True)
class QueuedComment:
    """A comment of the queue with the key that it is decided by; nothing says where it is from."""

    key: str
    review: Review


@dataclass(frozen=True, slots=True)
class ReleasedComments:
    """The comments of a unit (empty: of units with too few answers together) on a question, in random order."""

    unit: str
    question: str
    texts: tuple[str, ...]


def count_rulings(round_: Round) -> dict[Ruling, int]:
    """Return how many comments of a round wait, are cleared, are refused."""
    met = Counter(_own(round_).values_list("ruling", flat=True))
    return {ruling: met[ruling] for ruling in Ruling}


def find_waiting(round_: Round, *, after: str = "") -> QueuedComment | None:
    """Return the next comment that nobody has decided on, in the order of the random keys; the first after the last.

    Refusal: only_mixed.
    """
    _require_mixed(round_)
    waiting = _own(round_).filter(ruling=Ruling.WAITING).order_by("key")
    found = waiting.filter(key__gt=_read_key(after)).first() if after else None
    found = found or waiting.first()
    if found is None:
        return None
    (review,) = queue_comments([found.text], order=SystemRandom(), staff=list_staff(round_.organisation)) or (None,)
    return QueuedComment(bytes(found.key).hex(), review) if review else None


def decide(round_: Round, key: str, told: str | None, *, reviewer: User) -> bool:
    """Let a comment that waits be shown as `told`, or keep it back (None); False where somebody has decided already.

    Failures D120–D122, Refusal only_mixed.
    """
    _require_mixed(round_)
    waiting = _own(round_).filter(key=_read_key(key), ruling=Ruling.WAITING)
    found = waiting.first()
    if found is None:
        return False
    review = Review(found.text, ())
    if told is None:
        ruled = refuse(review, reviewer=reviewer.email)
    else:
        ruled = clear(review, told, reviewer=reviewer.email, staff=list_staff(round_.organisation))
    return bool(waiting.update(ruling=ruled.ruling, told=ruled.told))


def undo(round_: Round, key: str) -> bool:
    """Put a comment that was decided on back into the queue; False where none was."""
    decided = _own(round_).filter(key=_read_key(key)).exclude(ruling=Ruling.WAITING)
    return bool(decided.update(ruling=Ruling.WAITING, told=""))


def list_decided(round_: Round) -> list[tuple[str, Review]]:
    """Return the comments that were decided on, by their keys, as those see them who may decide anew."""
    decided = _own(round_).exclude(ruling=Ruling.WAITING).order_by("key")[:MOST_DECIDED]
    return [(bytes(c.key).hex(), Review(c.text, (), Ruling(c.ruling), c.told)) for c in decided]


def list_released(round_: Round, unit_ids: frozenset[int] | None, *, language: str = "en") -> list[ReleasedComments]:
    """Return what may be read of some units' comments (None: of all), none where too few have answered, where how
    many is not told, and before the results are there.

    Groups of a unit are told together, and each text stands at a random place. `language`: of the questions.
    """
    names = name_units(round_.organisation)
    units = dict(round_.organisation.units.values_list("code", "pk"))
    answers = _told_answers(round_)
    policy, questions = _find_policy(round_), _name_questions(round_, language)
    held: dict[tuple[str, str], list[Review]] = {}
    for comment in _own(round_).filter(ruling=Ruling.CLEARED):
        if unit_ids is None or units.get(comment.unit) in unit_ids:
            review = Review("", (), Ruling.CLEARED, comment.told)
            held.setdefault((comment.unit, comment.item), []).append(review)
    return [
        ReleasedComments(names.get(unit, ""), questions.get(item, item), told)
        for (unit, item), reviews in sorted(held.items(), key=lambda at: (names.get(at[0][0], "~"), at[0][1]))
        if (told := release(reviews, answers=answers.get(unit), policy=policy, order=SystemRandom()))
    ]


def has_too_few(round_: Round) -> bool:
    """Return whether there are results, and in all too few answers for any comment to be shown."""
    answers = _told_answers(round_)
    return bool(answers) and not may_be_read(answers.get(""), _find_policy(round_))


def list_staff(organisation: Organisation) -> list[str]:
    """Return the names of the organisation's members, which no comment is shown with."""
    return list(User.objects.filter(memberships__organisation=organisation).distinct().values_list("name", flat=True))


def _own(round_: Round) -> QuerySet[Comment]:
    return Comment.objects.filter(**own_rows(round_))


def _told_answers(round_: Round) -> dict[str, int]:
    """Return how many have answered, by unit ("": in all), where that is told; nothing before there are results."""
    publication = latest(round_)
    return publication.answers if publication and publication.is_complete else {}


def _find_policy(round_: Round) -> Policy:
    return list_country_policies(round_.organisation.country, str(round_.opens.year)).get(round_.policy, DEFAULT)


def _name_questions(round_: Round, language: str) -> dict[str, str]:
    """Return the questions in a language, or in the round's first that there is."""
    written = from_json(round_.instrument).instrument.texts
    words = written[next(each for each in (language, *round_.languages, *written) if each in written)]
    return {code: item.text for code, item in words.items.items()}


def _read_key(key: str) -> bytes:
    """Return a key as it is stored; one that is none finds nothing."""
    try:
        return bytes.fromhex(key)
    except ValueError:
        return b""


def _require_mixed(round_: Round) -> None:
    if round_.state not in MIXED:
        raise Refusal("only_mixed")
