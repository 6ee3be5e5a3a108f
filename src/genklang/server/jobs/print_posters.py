"""The use case: posters and slips with the shared link of each unit and target group, as PDF."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings

from genklang.server.fieldwork.models import Place, Round
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.tokens import place_token
from genklang.server.jobs.handout_words import draw_qr, head_handout, set_handout

MOST_SLIPS: Final = 2000


def print_posters(round_: Round, places: Iterable[Place], *, languages: Sequence[str]) -> bytes:
    """Return a poster for each place, the first language large and the others below it."""
    instrument = read_instrument(round_)
    first = instrument.texts[languages[0]]
    sheets = [
        {
            "unit": place.unit.name,
            "about": first.title,
            "group": first.target_groups.get(place.target_group, place.target_group),
            "address": place_address(place),
            "qr": draw_qr(place_address(place)),
        }
        for place in places
    ]
    return set_handout("poster.typ", {**head_handout(round_, languages), "sheets": sheets})


def print_slips(round_: Round, place: Place, *, languages: Sequence[str], count: int) -> bytes:
    """Return so many slips of one place, all alike: nobody can tell one from another."""
    qr = draw_qr(place_address(place))
    slips = [{"qr": qr, "code": ""} for _ in range(min(count, MOST_SLIPS))]
    return set_handout("slips.typ", {**head_handout(round_, languages), "slips": slips})


def place_address(place: Place) -> str:
    """Return the shared link of a place, in full."""
    return f"{settings.BASE_URL}/s/{place_token(place)}"
