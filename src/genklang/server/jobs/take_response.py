"""Takes an answer: sealed, counted and stored in one transaction, exactly once, acknowledged when it is on disk."""

import json
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from genklang.server.fieldwork.models import (
    Case,
    Disposition,
    MixKey,
    Place,
    Round,
    SealedAnswer,
    State,
    Submission,
    Tally,
)
from genklang.server.fieldwork.sealing import TooLongError, looks_sealed, seal
from genklang.server.fieldwork.tokens import hash_token, is_begun

ID_BYTES: Final = 16
logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of an answer."""

    STORED = "stored"
    REPEATED = "repeated"
    """The same submission came before: the same thank-you, and nothing changed."""
    ALREADY_ANSWERED = "already_answered"
    """Another answer has used the case."""
    NOT_OPEN = "not_open"
    TOO_LONG = "too_long"
    """The free texts have no room; nothing was stored."""
    UNREADABLE = "unreadable"
    """What a kiosk sent is no sealed answer; nothing was stored."""
    NOT_STORED = "not_stored"
    """The database cannot be written to now; the answers must stay on the page."""


def take(
    place: Place,
    answers: Mapping[str, str],
    *,
    submission: str,
    channel: str,
    language: str,
    now: datetime,
    form_version: str = "",
    case: Case | None = None,
    begun: str = "",
) -> Outcome:
    """Seal and store one answer of a person at a place, and mark the case used where there is one.

    `answers`: texts by column of `instrument.answer.read_answers`, checked by it before, gender among them.
    `submission`: the random id that the page was made with. `begun`: `tokens.prove_begun` of that page, which lets
    an answer in until the grace ends. What is answered in a round's test is thrown away.
    """
    if place.round.is_test:
        return Outcome.STORED
    key = MixKey.objects.filter(round=place.round_id, destroyed_on=None).first()
    if key is None:
        return Outcome.NOT_OPEN
    said = {"answers": dict(answers), "channel": channel, "language": language, "form_version": form_version}
    message = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    try:
        sealed = seal(bytes(key.public), message, seal_context(place))
    except TooLongError:
        return Outcome.TOO_LONG
    return _store(place, sealed, submission=submission, channel=channel, case=case, now=now, begun=begun)


def take_sealed(
    place: Place, ciphertext: bytes, *, submission: str, channel: str, now: datetime, begun: str = ""
) -> Outcome:
    """Store one answer that the browser has sealed (suite 2 of `fieldwork.sealing`); the mix checks what it says."""
    if not looks_sealed(ciphertext):
        return Outcome.UNREADABLE
    if place.round.is_test:
        return Outcome.STORED
    return _store(place, ciphertext, submission=submission, channel=channel, case=None, now=now, begun=begun)


def seal_context(place: Place) -> bytes:
    """Return what an answer is bound to when it is sealed: its place, so that it cannot be moved to another."""
    return f"place {place.pk}".encode()


def is_open(round: Round, now: datetime) -> bool:  # noqa: A002 (the field's word)
    """Return whether answers can be begun: the round is open and today is one of its days."""
    return round.state == State.OPEN and round.opens <= timezone.localdate(now) <= round.closes


def can_take(round: Round, *, now: datetime, is_begun: bool) -> bool:  # noqa: A002
    """Return whether an answer would be taken now: the round is open, or in its grace for what was begun before."""
    return is_open(round, now) or (is_begun and _is_in_grace(round, now))


def _store(
    place: Place, sealed: bytes, *, submission: str, channel: str, case: Case | None, now: datetime, begun: str
) -> Outcome:
    mark = hash_token(submission)
    try:
        with transaction.atomic():
            outcome = _judge(place, mark, case=case, now=now, begun=begun)
            if outcome == Outcome.STORED:
                _write(place, sealed, mark, channel=channel, now=now)
            return outcome
    except IntegrityError:
        return Outcome.REPEATED if Submission.objects.filter(hash=mark).exists() else Outcome.NOT_STORED
    except (OperationalError, InterfaceError) as error:
        logger.error("An answer could not be stored: %s", type(error).__name__)  # noqa: TRY400 (a trace holds answers)
        return Outcome.NOT_STORED


def _judge(place: Place, mark: str, *, case: Case | None, now: datetime, begun: str) -> Outcome:
    """Decide on an answer under the place's lock, and use up its case."""
    # The lock is what closing waits for: an answer is in the last mix, or it is refused.
    Place.objects.select_for_update(no_key=True).only("pk").get(pk=place.pk)
    if Submission.objects.filter(hash=mark).exists():
        return Outcome.REPEATED
    round_ = Round.objects.only("state", "opens", "closes", "grace_ends").get(pk=place.round_id)
    if not is_open(round_, now):
        is_late = is_begun(round_, begun) and _is_in_grace(round_, now)
        counter = "came_late" if is_late else "too_late"
        Round.objects.filter(pk=round_.pk).update(**{counter: F(counter) + 1})
        if not is_late:
            return Outcome.NOT_OPEN
    if case and not Case.objects.filter(pk=case.pk, place=place, is_used=False).update(
        is_used=True, disposition=Disposition.COMPLETE
    ):
        return Outcome.ALREADY_ANSWERED
    return Outcome.STORED


def _is_in_grace(round_: Round, now: datetime) -> bool:
    # A clock that is a day off, ours or a kiosk's, loses nothing that was begun while the round was open.
    if round_.state == State.OPEN:
        return True
    return round_.state == State.CLOSED and round_.grace_ends is not None and now < round_.grace_ends


def _write(place: Place, sealed: bytes, mark: str, *, channel: str, now: datetime) -> None:
    Submission.objects.create(hash=mark, round_id=place.round_id)
    SealedAnswer.objects.create(id=secrets.token_bytes(ID_BYTES), place=place, ciphertext=sealed)
    day = {"place": place, "channel": channel, "day": timezone.localdate(now)}
    if not Tally.objects.filter(**day).update(answered=F("answered") + 1):
        Tally.objects.create(**day, answered=1)
