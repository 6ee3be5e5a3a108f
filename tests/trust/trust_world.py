"""A small municipality whose people answer, each in a way of their own, so that every link can be counted."""

import random
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings

from genklang.instrument.item_type import GENDER_ITEM, stored_items
from genklang.instrument.model import Item
from genklang.instrument.publish import from_json, to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import Case, CaseToken, Place, Round, RoundChannel
from genklang.server.fieldwork.tokens import find_place, hash_token, place_token, set_hashes
from genklang.server.jobs.keys import make_key, try_recovery
from genklang.server.jobs.publish_round import open_round
from genklang.server.jobs.take_response import Outcome, take
from genklang.server.organisation.models import Organisation, Unit

NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
PASSPHRASE = "five blue horses by the lake"
GROUP = "ekonomiskt_bistand"


@dataclass(frozen=True)
class Person:
    """Someone who was invited: the case, and the answers that nobody else gives."""

    case: int
    place: int
    unit: str
    language: str
    channel: str
    answers: dict[str, str]

    @property
    def signature(self) -> tuple[int, ...]:
        return tuple(int(self.answers[item]) for item in sorted(self.answers))


def make_round(units: int, *, code: str = "2026", mix_size: int | None = None) -> Round:
    """Make and open a round with a place for each unit."""
    organisation, _ = Organisation.objects.get_or_create(code="soderlunda", defaults={"name": "Söderlunda kommun"})
    made = Round.objects.create(
        organisation=organisation,
        code=code,
        title="Brukarundersökning",
        period=code,
        instrument_id="skr-ifo",
        instrument=to_json(find_instrument("skr-ifo")),
        opens=date(2026, 9, 1),
        closes=date(2026, 11, 30),
        languages=["sv", "ar", "ti"],
        mix_size=mix_size,
    )
    RoundChannel.objects.create(round=made, channel="email")
    for number in range(units):
        unit, _ = Unit.objects.get_or_create(organisation=organisation, code=f"u{number}", name=f"Enhet {number}")
        place = Place(round=made, unit=unit, target_group=GROUP)
        set_hashes(place)
        place.save()
    file = make_key(made, PASSPHRASE, cost=2)
    (Path(settings.DATA).parent / "recovery").write_bytes(file)
    assert try_recovery(made, file, PASSPHRASE)
    open_round(made, now=NOW)
    return made


def places_of(round_: Round) -> list[Place]:
    return [find_place(place_token(place)) for place in round_.places.order_by("pk")]


def invite(round_: Round, sizes: list[int]) -> list[Person]:
    """Invite `sizes[i]` people to the i-th place, some of them in other languages and channels."""
    instrument = from_json(round_.instrument).instrument
    items = [
        item for item in stored_items(instrument) if item.code != GENDER_ITEM and item in instrument.items_for(GROUP)
    ]
    people = []
    for place, size in zip(places_of(round_), sizes, strict=True):
        for number in range(size):
            language = "ti" if number == 0 else ("ar" if number % 3 == 0 else "sv")
            channel = "sms" if number % 4 == 1 else "email"
            case = Case.objects.create(place=place, channel=channel, language=language)
            CaseToken.objects.create(hash=hash_token(f"token-{case.pk}"), case=case, wave=0)
            answers = spell(len(people), items)
            people.append(Person(case.pk, place.pk, place.unit.code, language, channel, answers))
    random.shuffle(people)
    return people


def spell(number: int, items: list[Item]) -> dict[str, str]:
    """Return the number-th way of answering."""
    answers = {}
    for item in items:
        number, digit = divmod(number, len(item.substantive))
        answers[item.code] = str(item.substantive[digit].code)
    return answers


def answer(person: Person, places: dict[int, Place]) -> Outcome:
    return take(
        places[person.place],
        person.answers,
        submission=secrets.token_hex(16),
        channel=person.channel,
        language=person.language,
        case=Case.objects.get(pk=person.case),
        now=NOW,
    )
