"""Rounds that take answers, and people who answer them."""

import secrets
from datetime import UTC, datetime

from genklang.instrument.item_type import stored_items
from genklang.instrument.publish import from_json
from genklang.server.fieldwork import tokens
from genklang.server.fieldwork.models import Place, Round
from genklang.server.jobs.keys import make_key, try_recovery
from genklang.server.jobs.publish_round import open_round
from genklang.server.jobs.take_response import Outcome, take

PASSPHRASE = "five blue horses by the lake"
NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)


def open_now(round_: Round, *, now: datetime = NOW) -> bytes:
    """Open a planned round as its two custodians do; return the recovery file."""
    file = make_key(round_, PASSPHRASE, custodian="Registrator", cost=2)
    assert try_recovery(round_, file, PASSPHRASE)
    open_round(round_, now=now)
    return file


def answer(place: Place, *, code: int = 1, comment: str = "", now: datetime = NOW, **more) -> Outcome:
    """Answer every item with a category, as one who opened a link does."""
    instrument = from_json(Round.objects.get(pk=place.round_id).instrument).instrument
    asked = [i for i in stored_items(instrument) if i in instrument.items_for(place.target_group) and not i.asked_if]
    given = {item.code: str(item.substantive[(code - 1) % len(item.substantive)].code) for item in asked}
    given |= {"gender": "K"} | ({"kommentar": comment} if comment else {})
    keys = {"submission": secrets.token_hex(16), "channel": "link", "language": "sv"} | more
    return take(place, given, now=now, **keys)


def places_of(round_: Round) -> list[Place]:
    """Return the places of a round as the pages of respondents find them."""
    for place in round_.places.all():
        tokens.set_hashes(place)
        place.save()
    found = round_.places.select_related("unit").order_by("unit__code", "target_group")
    return [tokens.find_place(tokens.place_token(place)) for place in found]
