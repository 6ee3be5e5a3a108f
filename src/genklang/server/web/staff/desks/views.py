"""Shows what stands at each unit, and gives a unit a new PIN for its tally."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from genklang.server.fieldwork.models import Place, Round
from genklang.server.fieldwork.operations.tallies import open_desk
from genklang.server.fieldwork.tokens import desk_token, kiosk_token, place_token
from genklang.server.organisation.models import Organisation, Unit
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.respondent.form import read_published
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import find_round, name_groups


@dataclass(frozen=True, slots=True)
class Stand:
    """The shared link of a target group at a unit; empty where links are not used."""

    group: str
    link: str


@dataclass(frozen=True, slots=True)
class UnitDesk:
    """A unit with its stands, the addresses of its tablet, where tablets are used, and its tally, and a new PIN."""

    unit: Unit
    stands: tuple[Stand, ...]
    kiosk: str
    tally: str
    pin: str

    @property
    def sign(self) -> SafeString:
        """The tally's address as a QR sign."""
        return _draw_sign(self.tally)

    @property
    def kiosk_sign(self) -> SafeString:
        """The tablet's address as a QR sign."""
        return _draw_sign(self.kiosk)


@staff_page(Action.HAND_OUT)
def show_desks(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show the units for which the reader hands out; POST makes a new PIN for one of them."""
    found = find_round(organisation, code)
    units = list_units(request, found)
    pins = {}
    if request.method == "POST":
        unit = get_object_or_404(Unit, organisation=organisation, code=request.POST.get("unit", ""))
        if unit not in units:
            raise Http404
        pins[unit.pk] = open_desk(found, unit)[1]
        log(request.user, "round.pin_made", organisation=organisation, subject=f"{found.code}/{unit.code}")
    desks = [_draw(found, unit, places, pins.get(unit.pk, "")) for unit, places in units.items()]
    return render(request, "staff/desks/desks.html", {"round": found, "desks": desks})


def list_units(request: StaffRequest, found: Round) -> dict[Unit, list[Place]]:
    """Return the round's units for which the reader may hand out, each with its places."""
    mine = request.access.unit_ids(Action.HAND_OUT)
    units: dict[Unit, list[Place]] = {}
    for place in found.places.filter(unit__in=mine).select_related("unit").order_by("unit__name", "target_group"):
        units.setdefault(place.unit, []).append(place)
    return units


def _draw(found: Round, unit: Unit, places: list[Place], pin: str) -> UnitDesk:
    names = name_groups(read_published(found.instrument).instrument)
    used = {channel.channel for channel in found.channels.all()}
    stands = tuple(
        Stand(
            names.get(place.target_group, place.target_group),
            _address("open_place", place_token(place)) if "link" in used else "",
        )
        for place in places
    )
    kiosk = _address("kiosk", kiosk_token(places[0])) if "kiosk" in used else ""
    return UnitDesk(unit, stands, kiosk, _address("tally", desk_token(found, unit)), pin)


def _address(name: str, token: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[token])}"


def _draw_sign(address: str) -> SafeString:
    drawn = segno.make(address, error="m").svg_inline(scale=3, border=2, light="#fff")
    return mark_safe(drawn)  # noqa: S308 (drawn here from an address of ours)
