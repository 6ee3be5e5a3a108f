"""Counts who is offered the questionnaire at a kiosk: each time somebody begins, once however often it is told."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from genklang.server.fieldwork.models import Place, Submission, Tally
from genklang.server.fieldwork.tokens import hash_token

CHANNEL = "kiosk"


@transaction.atomic
def count_offer(place: Place, offer: str, *, now: datetime) -> None:
    """Count one person who began at a place's kiosk; `offer` is the random id that the kiosk gave it."""
    _, is_new = Submission.objects.get_or_create(
        hash=hash_token(f"offer {offer}"), defaults={"round_id": place.round_id}
    )
    if not is_new:
        return
    day = {"place": place, "channel": CHANNEL, "day": timezone.localdate(now)}
    if not Tally.objects.filter(**day).update(offered=F("offered") + 1):
        Tally.objects.create(**day, offered=1)
