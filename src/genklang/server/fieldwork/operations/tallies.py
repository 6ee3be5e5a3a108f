"""Counts what caseworkers hand out: one tap, one form offered; a tap that comes twice counts once."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from genklang.server.fieldwork.models import Place, Round, State, Tally, TallyDesk, Tap
from genklang.server.fieldwork.tokens import desk_token, hash_token
from genklang.server.organisation.models import Unit

PIN_DIGITS: Final = 6
CHANNEL: Final = "link"
"""What is handed out leads to the shared link of the place."""


def open_desk(round: Round, unit: Unit) -> tuple[str, str]:  # noqa: A002 (the field's word)
    """Return the token of a unit's tally page and a new PIN; an earlier PIN stops working."""
    pin = "".join(str(secrets.randbelow(10)) for _ in range(PIN_DIGITS))
    token = desk_token(round, unit)
    TallyDesk.objects.update_or_create(
        round=round, unit=unit, defaults={"token_hash": hash_token(token), "pin_hash": make_password(pin)}
    )
    return token, pin


def find_desk(token: str) -> TallyDesk | None:
    """Return the desk that a link leads to."""
    return TallyDesk.objects.select_related("round", "unit").filter(token_hash=hash_token(token)).first()


def fits(desk: TallyDesk, pin: str) -> bool:
    """Return whether a PIN opens a desk."""
    return check_password("".join(c for c in pin if c.isdigit()), desk.pin_hash)


@transaction.atomic
def tap(desk: TallyDesk, tap_id: UUID, group: str, day: date, *, takes_back: bool = False) -> bool:
    """Count one offered form, or take one tap back; False where the round is not open or the group not there.

    The same tap again changes nothing. What is taken back before it came is remembered as taken back.
    """
    place = Place.objects.filter(round=desk.round, unit=desk.unit, target_group=group).first()
    if place is None or desk.round.state != State.OPEN:
        return False
    made, is_new = Tap.objects.select_for_update().get_or_create(
        id=tap_id, defaults={"desk": desk, "place": place, "day": day, "is_undone": takes_back}
    )
    if is_new and not takes_back:
        _add(made, 1)
    elif not is_new and takes_back and not made.is_undone and made.desk_id == desk.pk:
        Tap.objects.filter(pk=made.pk).update(is_undone=True)
        _add(made, -1)
    return True


def count_day(desk: TallyDesk, day: date) -> Mapping[str, int]:
    """Return how many were offered the form at a desk's places today, by target group."""
    places = Place.objects.filter(round=desk.round, unit=desk.unit)
    counts = dict.fromkeys(places.order_by("target_group").values_list("target_group", flat=True), 0)
    tallies = Tally.objects.filter(place__in=places, channel=CHANNEL, day=day)
    return counts | dict(tallies.values_list("place__target_group", "offered"))


@transaction.atomic
def add_offered(place: Place, channel: str, count: int, day: date) -> None:
    """Count so many forms as handed out at a place; what was counted too much is taken back with less than nothing."""
    tallies = Tally.objects.filter(place=place, channel=channel, day=day)
    if not tallies.update(offered=F("offered") + count):
        Tally.objects.create(place=place, channel=channel, day=day, offered=max(count, 0))


def _add(made: Tap, change: int) -> None:
    add_offered(made.place, CHANNEL, change, made.day)
