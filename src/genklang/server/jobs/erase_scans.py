"""The use case: pictures of paper go when the round's policy says so, and the log says that they went."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from genklang.server.fieldwork.models import Fate, PileState, Round, RoundChannel, ScanMark, ScanPile, State
from genklang.server.jobs.print_paper import CHANNEL
from genklang.server.jobs.scan_files import erase_files, list_folders
from genklang.server.jobs.standing import Standing
from genklang.server.organisation.operations import log

DAYS: Final = 14
"""So long after a pile was sent, or its round closed, its pictures stay where a round does not say otherwise."""
MOST_DAYS: Final = 90
SETTING: Final = "image_days"
OVER: Final = (State.MIXED, State.DRAFT, State.PUBLISHED)


def read_days(round_: Round) -> int:
    """Return how many days the pictures of a round's piles are kept."""
    channel = RoundChannel.objects.filter(round=round_, channel=CHANNEL).first()
    return int(channel.settings.get(SETTING, DAYS)) if channel else DAYS


def set_days(round_: Round, days: int) -> None:
    """Say how many days the pictures of a round's piles are kept: 0 to 90."""
    channel, _ = RoundChannel.objects.get_or_create(round=round_, channel=CHANNEL)
    channel.settings = {**channel.settings, SETTING: max(0, min(days, MOST_DAYS))}
    channel.save(update_fields=["settings"])


def erase_due(now: datetime) -> list[UUID]:
    """Erase the pictures of every pile whose days are over; return which piles those are."""
    done = Q(state=PileState.SENT) | Q(round__state__in=OVER)
    piles = ScanPile.objects.filter(done, erased_on=None).select_related("round__organisation")
    due = [pile for pile in piles if _ends(pile) <= timezone.localdate(now)]
    for pile in due:
        erase_pile(pile, timezone.localdate(now))
    _drop_orphans(now)
    return [pile.pk for pile in due]


part = Standing("erase-scans", timedelta(hours=1), erase_due)


def erase_pile(pile: ScanPile, today: date) -> None:
    """Erase all that a pile holds but its report in numbers, and enter that in the log."""
    with transaction.atomic():
        pile.marks.filter(sheet__fate=Fate.DROPPED).delete()
        pile.sheets.all().delete()
        pile.unread.all().delete()
        pile.files.update(name="")
        if pile.state != PileState.SENT:
            ScanPile.objects.filter(pk=pile.pk).update(state=PileState.STOPPED, fault="closed")
        ScanPile.objects.filter(pk=pile.pk).update(erased_on=today)
        organisation = pile.round.organisation
        log(None, "scan.erased", organisation=organisation, subject=pile.round.code, pages=pile.pages)
    erase_files(pile.pk)


def _drop_orphans(now: datetime) -> None:
    """Erase what an upload has left that was broken off before its pile was there."""
    oldest = (now - timedelta(days=1)).timestamp()
    old = {pile for pile, folder in list_folders() if folder.stat().st_mtime < oldest}
    for pile in old - set(ScanPile.objects.filter(pk__in=old).values_list("pk", flat=True)):
        erase_files(pile)


def _ends(pile: ScanPile) -> date:
    """Return the day on which a pile's pictures go."""
    closed = pile.round.closed_at
    since = pile.sent_on or (timezone.localdate(closed) if closed else pile.made_on)
    return since + timedelta(days=read_days(pile.round))


def discard_pile(pile: ScanPile) -> None:
    """Throw a pile away: nothing of it is counted, and the same sheets may be scanned again."""
    with transaction.atomic():
        erase_discarded.enqueue(pile.pk.hex)
        pile.delete()


@task()
def erase_discarded(pile_id: str) -> None:
    """Erase the files of a pile that was thrown away."""
    erase_files(UUID(pile_id))


def erase_marks(round_: Round) -> int:
    """Delete what the sheets of a finished round would be known again by; return how many pages that was."""
    return ScanMark.objects.filter(round=round_).delete()[0]
