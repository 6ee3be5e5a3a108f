"""Closes a round: nobody begins any more, what was begun comes in, then the last mix, and the key is gone."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from genklang.errors import write_problems
from genklang.server.databases import empty_log
from genklang.server.fieldwork.models import Place, Round, State
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.compute import compute_round
from genklang.server.jobs.erase import erase_contacts, erase_tokens
from genklang.server.jobs.erase_scans import erase_marks
from genklang.server.jobs.keys import destroy_key
from genklang.server.jobs.mix import mix
from genklang.server.jobs.noting import Noting
from genklang.server.jobs.standing import Standing

GRACE: Final = timedelta(hours=48)
"""So long answers are taken that were begun before the round closed: on tablets without a network, on open pages."""


def close_round(round: Round, *, now: datetime, grace: timedelta = GRACE) -> None:  # noqa: A002 (the field's word)
    """Close an open round and erase how its people are reached. Refusal: only_open."""
    with transaction.atomic():
        _lock(round)
        if not Round.objects.filter(pk=round.pk, state=State.OPEN).update(
            state=State.CLOSED, closed_at=now, grace_ends=now + grace
        ):
            raise Refusal("only_open")
        erase_contacts(round)
        transaction.on_commit(empty_log)
        if not grace:
            finish_round.enqueue(round.pk)
    round.refresh_from_db(fields=["state", "closed_at", "grace_ends"])


def end_grace(round: Round, *, now: datetime) -> None:  # noqa: A002
    """End the grace of a closed round at once: what still is on the way comes too late. Refusal: only_closed."""
    with transaction.atomic():
        _lock(round)
        if not Round.objects.filter(pk=round.pk, state=State.CLOSED).update(grace_ends=now):
            raise Refusal("only_closed")
        finish_round.enqueue(round.pk)
    round.refresh_from_db(fields=["grace_ends"])


def finish(round: Round, *, now: datetime) -> bool:  # noqa: A002
    """Mix what is left, erase links, codes and marks, destroy the key and have results computed, once grace is over.

    Returns whether the round is finished. Killed anywhere and begun again, it goes on. Failure (T101) without the key.
    """
    if round.state != State.CLOSED or round.grace_ends is None or now < round.grace_ends:
        return False
    mix(round, now=now)
    erase_tokens(round)
    erase_marks(round)
    destroy_key(round)
    empty_log()
    with transaction.atomic():
        if Round.objects.filter(pk=round.pk, state=State.CLOSED).update(state=State.MIXED):
            compute_round.enqueue(round.pk)
    round.refresh_from_db(fields=["state"])
    return True


@transaction.atomic
def finish_again(round: Round) -> bool:  # noqa: A002
    """Have a closed round finished that something stopped; False where nothing did, or where somebody was first."""
    stopped = Round.objects.filter(pk=round.pk, state=State.CLOSED).exclude(problems=[])
    if not stopped.update(problems=[]):
        return False
    finish_round.enqueue(round.pk)
    return True


@task()
def finish_round(round_id: int) -> bool:
    """Finish a closed round; what stops it is kept with the round, and it is tried again within the hour."""
    round_ = Round.objects.select_related("organisation").get(pk=round_id)
    with Noting(round_.title) as problems:
        finish(round_, now=timezone.now())
    Round.objects.filter(pk=round_id).update(problems=write_problems(problems))
    return not problems


@task()
def mix_round(round_id: int) -> int:
    """Mix what may be mixed of an open round; what stops it is kept with the round."""
    round_ = Round.objects.select_related("organisation").get(pk=round_id)
    mixed = 0
    with Noting(round_.title) as problems:
        mixed = mix(round_, now=timezone.now())
    Round.objects.filter(pk=round_id).update(problems=write_problems(problems))
    return mixed


def look_after(now: datetime) -> None:
    """Close the rounds whose last day is over, and have those mixed and finished whose time has come."""
    for over in Round.objects.filter(state=State.OPEN, closes__lt=timezone.localdate(now)):
        close_round(over, now=now)
    for over in Round.objects.filter(state=State.CLOSED, grace_ends__lte=now):
        finish_round.enqueue(over.pk)
    for running in Round.objects.filter(state=State.OPEN, mix_size__isnull=False):
        mix_round.enqueue(running.pk)


part = Standing("look-after-rounds", timedelta(hours=1), look_after)


def _lock(round_: Round) -> None:
    """Wait for the answers that are being taken, and let none begin: each takes the lock of its place."""
    list(Place.objects.select_for_update(no_key=True).filter(round=round_).order_by("pk").values_list("pk"))
