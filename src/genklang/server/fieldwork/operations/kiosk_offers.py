"""Counts who is offered the questionnaire at a kiosk: each time somebody begins, once however often it is told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from genklang.server.fieldwork.models import Place, Submission, Tally
from genklang.server.fieldwork.tokens import hash_token

CHANNEL: Final = "kiosk"


@transaction.atomic
def count_offers(place: Place, offers: Iterable[str], *, now: datetime) -> None:
    """Count people who began at a place's kiosk; each of `offers` is the random id that the kiosk gave one."""
    marks = {hash_token(f"offer {offer}") for offer in offers}
    marks -= set(Submission.objects.filter(hash__in=marks).values_list("hash", flat=True))
    Submission.objects.bulk_create(Submission(hash=mark, round_id=place.round_id) for mark in marks)
    day = {"place": place, "channel": CHANNEL, "day": timezone.localdate(now)}
    if marks and not Tally.objects.filter(**day).update(offered=F("offered") + len(marks)):
        Tally.objects.create(**day, offered=len(marks))
