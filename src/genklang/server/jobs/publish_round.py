"""Opens a round: not before two people can bring back the key that its answers are sealed with."""

from datetime import datetime

from django.utils import timezone

from genklang.server.fieldwork.models import MixKey, Round, State
from genklang.server.fieldwork.rules.policies import list_policies
from genklang.server.fieldwork.rules.rounds import Refusal, require_planned


def find_hindrance(round: Round) -> str | None:  # noqa: A002 (the field's word)
    """Return what keeps a planned round from opening, by the key of its refusal; None where nothing does."""
    key = MixKey.objects.filter(round=round).first()
    if key is None:
        return "no_key"
    if key.recovery_tried_on is None:
        return "recovery_not_tried"
    if round.policy not in list_policies(round):
        return "policy_too_weak"
    return None if round.places.exists() else "no_places"


def open_round(round: Round, *, now: datetime) -> None:  # noqa: A002
    """Open a planned round; trying it out ends. It takes answers from its first day on.

    Refusals: only_planned, no_key, recovery_not_tried, policy_too_weak, no_places, closes_too_soon.
    """
    require_planned(round)
    if hindrance := find_hindrance(round):
        raise Refusal(hindrance)
    if round.closes < timezone.localdate(now):
        raise Refusal("closes_too_soon")
    Round.objects.filter(pk=round.pk).update(state=State.OPEN, is_test=False)
    round.refresh_from_db(fields=["state", "is_test"])
