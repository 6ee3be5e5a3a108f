"""Draws the country's answers: those of a closed year as they are after the mix, those of an open round one by one."""

import secrets
import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zlib import crc32

from genklang.analysis import simulate
from genklang.instrument.answer import read_answers
from genklang.instrument.item_type import stored_items
from genklang.instrument.model import PublishedInstrument
from genklang.server.fieldwork.models import Place, Round, Tally
from genklang.server.jobs.fingerprints import Opened
from genklang.server.jobs.take_response import take
from genklang.server.jobs.write_mixed import own_rows, write_mixed

Row = Mapping[str, str]
"""One drawn answer: `target_group`, `unit` (a number), `gender` … and items, all as texts."""
KEYS: Final = ("round", "organisation", "unit", "target_group")
RATES: Final = (0.42, 0.85)
"""Between these lie the units' response rates."""


def draw_years(published: PublishedInstrument, *, years: int, answers: int, units: int, seed: int) -> list[list[Row]]:
    """Return made-up answers of so many years, about `answers` in each."""
    drawn = simulate(published, organisations=1, units=units, rounds=years, responses=answers * years, seed=seed)
    rounds: dict[str, list[Row]] = {}
    for frame in drawn.frames:
        for row in frame.iter_rows(named=True):
            texts = {key: str(value) for key, value in row.items() if value is not None}
            rounds.setdefault(texts["round"], []).append(texts)
    return [rounds[name] for name in sorted(rounds)]


def write_year(round_: Round, published: PublishedInstrument, rows: list[Row], *, channel: str) -> None:
    """Write a closed year's answers as the mix does, and count how many were offered the form."""
    places = _list_places(round_)
    opened = [one for row in rows if (one := _open(published, _place(places, row), row, channel))]
    items = {item.code for item in stored_items(published.instrument) if item.categories}
    write_mixed(opened, marker=uuid.uuid4(), owner=own_rows(round_), items=items)
    answered = Counter((one.unit, one.target_group) for one in opened)
    Tally.objects.bulk_create(
        Tally(
            place=place,
            channel=channel,
            day=round_.closes,
            answered=answered[place.unit.code, place.target_group],
            offered=_count_offered(place, answered[place.unit.code, place.target_group]),
        )
        for place in round_.places.select_related("unit")
    )


def answer_open(round_: Round, rows: list[Row], *, channel: str, now: datetime) -> None:
    """Let people answer an open round, each through the same door as everybody."""
    places = _list_places(round_)
    answered = Counter[Place]()
    for row in rows:
        place = _place(places, row)
        said = {key: text for key, text in row.items() if key not in {*KEYS, "language", "form_version", "channel"}}
        language = row["language"] if row["language"] in round_.languages else round_.languages[0]
        take(place, said, submission=secrets.token_urlsafe(16), channel=channel, language=language, now=now)
        answered[place] += 1
    for place, count in answered.items():
        Tally.objects.filter(place=place).update(offered=_count_offered(place, count))


def _count_offered(place: Place, answered: int) -> int:
    """Return how many were offered the form, at a response rate of the unit's own."""
    low, high = RATES
    rate = low + (high - low) * (crc32(place.unit.code.encode()) % 100) / 100
    return round(answered / rate)


def _list_places(round_: Round) -> dict[str, list[Place]]:
    """Return the places of a round by target group."""
    places: dict[str, list[Place]] = {}
    for place in round_.places.select_related("unit", "round__mix_key").order_by("unit__name"):
        places.setdefault(place.target_group, []).append(place)
    return places


def _place(places: Mapping[str, list[Place]], row: Row) -> Place:
    among = places[row["target_group"]]
    return among[ord(row["unit"][-1]) % len(among)]


def _open(published: PublishedInstrument, place: Place, row: Row, channel: str) -> Opened | None:
    home = {"unit": place.unit.code, "target_group": place.target_group}
    response = read_answers(published, {**row, **home, "channel": channel})
    if isinstance(response, list):
        return None
    keys = {key: response.keys[key] for key in ("gender", "language", "channel", "form_version")}
    return Opened(**home, **keys, answers=response.answers, texts=response.texts)
