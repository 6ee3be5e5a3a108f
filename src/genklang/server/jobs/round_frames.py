"""A mixed round as the tables that analysis takes: its answers as texts, and how many were offered."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import polars as pl
from django.db.models import Sum

from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.instrument.response_keys import resolve_key
from genklang.server.fieldwork.channel import name_answers
from genklang.server.fieldwork.models import Round, Tally
from genklang.server.jobs.write_mixed import own_rows
from genklang.server.organisation.models import Organisation
from genklang.server.responses.models import Response
from genklang.tables.estimate import OFFERED_SCHEMA
from genklang.tables.keys import NOT_ASKED

COPIED = ("target_group", "gender", "channel", "language", "form_version")


def name_units(organisation: Organisation) -> dict[str, str]:
    """Return the name of each unit by its code; units of one name are told apart by their codes."""
    names = dict(organisation.units.values_list("code", "name"))
    met = Counter(names.values())
    return {code: name if met[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def frame_answers(round: Round, published: PublishedInstrument) -> pl.DataFrame:  # noqa: A002 (the field's word)
    """Return a round's answers, a row of texts per response, by key and item code.

    `published` may have other local questions and groups than the round had: a question that the round did not ask
    has no column, and a group that is no longer there no row.
    """
    names = name_units(round.organisation)
    asked = {item.code for item in from_json(round.instrument).instrument.items}
    items = [item.code for item in published.instrument.items if item.code in asked]
    groups = {group.code for group in published.instrument.target_groups}
    schema = dict.fromkeys(("round", "period", "organisation", "unit", *COPIED, *items), pl.String)
    own = {"round": round.code, "period": round.period, "organisation": round.organisation.name}
    found = Response.objects.filter(**own_rows(round)).values("unit", "answers", *COPIED)
    rows = [
        own | _write_answers(row.pop("answers"), items) | row | {"unit": names[row["unit"]]}
        for row in found.iterator(chunk_size=2000)
        if row["target_group"] in groups
    ]
    return pl.DataFrame(rows, schema=schema)


def frame_offered(round: Round, published: PublishedInstrument) -> pl.DataFrame:  # noqa: A002
    """Return how many were offered the questionnaire (`OFFERED_SCHEMA`).

    A place where more answered than were offered is left out: what was counted there is not all, so that no rate
    with it is told.
    """
    names = name_units(round.organisation)
    tallies = Tally.objects.filter(place__round=round)
    sums = tallies.values("place").annotate(offered=Sum("offered"), answered=Sum("answered"))
    whole = [row["place"] for row in sums if row["offered"] >= row["answered"]]
    rows = [
        {
            "round": round.code,
            "organisation": round.organisation.name,
            "unit": names[tally.place.unit.code],
            "target_group": tally.place.target_group,
            "channel": resolve_key(published, "channel", name_answers(tally.channel)),
            "gender": None,
            "day": tally.day,
            "offered": tally.offered,
        }
        for tally in tallies.filter(place__in=whole, offered__gt=0).select_related("place__unit").order_by("pk")
    ]
    return pl.DataFrame(rows, schema=OFFERED_SCHEMA)


def is_comparable(one: PublishedInstrument, other: PublishedInstrument) -> bool:
    """Return whether two questionnaires have the same core, whatever local questions and groups were added to it."""
    cores = [[item for item in each.instrument.items if not item.local] for each in (one, other)]
    return cores[0] == cores[1] and one.instrument.version == other.instrument.version


def _write_answers(answers: Mapping[str, Any], items: Collection[str]) -> dict[str, str]:
    """Write answers as people would; what was not asked is empty, as the questionnaire knows itself."""
    return {
        item: ";".join(map(str, answer)) if isinstance(answer, list) else str(answer)
        for item, answer in answers.items()
        if answer != NOT_ASKED and item in items
    }
