"""Seeds the demonstration: the country, a closed round for each year that has been, and one that is open."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from django.utils import timezone

from genklang.instrument.model import PublishedInstrument
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import Round, State, TranslationApproval
from genklang.server.fieldwork.operations.rounds import Basics, create_round, set_channels, set_languages, set_places
from genklang.server.jobs.compute import compute_round
from genklang.server.jobs.demo.answers import answer_open, draw_years, write_year
from genklang.server.jobs.demo.country import SignIn, add_people, found_country, read_country
from genklang.server.jobs.keys import make_key, try_recovery
from genklang.server.jobs.publish_round import open_round
from genklang.server.organisation.models import Organisation, User

ANSWERED: Final = 0.45
"""So much of a year's answers has come in so far."""
BEFORE, AFTER = timedelta(days=40), timedelta(days=45)
Tell = Callable[[str], object]


def is_seeded() -> bool:
    """Return whether the country is there."""
    return Organisation.objects.exists()


def seed(now: datetime, tell: Tell) -> list[SignIn]:
    """Make the country; return who can sign in. `tell` is told what is being made."""
    country = read_country()
    organisations = {organisation.code: organisation for organisation in found_country(country)}
    people = add_people(country)
    for number, one in enumerate(country["organisations"]):
        if "survey" in one:
            tell(one["name"])
            _run_survey(organisations[one["code"]], one, country["surveys"][one["survey"]], seed=number, now=now)
    return people


def _run_survey(
    organisation: Organisation, one: dict[str, Any], survey: dict[str, Any], *, seed: int, now: datetime
) -> None:
    """Run a survey once a year, the last time until today; the results of the last closed year are computed."""
    published = find_instrument(survey["instrument"])
    last = one.get("last", now.year - 1)
    years = list(range(one["first"], last + 1))
    drawn = draw_years(published, years=len(years) + 1, answers=one["answers"], units=len(survey["units"]), seed=seed)
    closed = [
        _close_year(organisation, survey, published, year, rows) for year, rows in zip(years, drawn, strict=False)
    ]
    compute_round.enqueue(closed[-1].pk)
    if "last" not in one:
        rows = Random(seed).sample(drawn[-1], round(len(drawn[-1]) * ANSWERED))  # noqa: S311 (the same for everybody)
        _open_year(organisation, survey, rows, now=now)


def _close_year(
    organisation: Organisation, survey: dict[str, Any], published: PublishedInstrument, year: int, rows: list[Any]
) -> Round:
    opens, closes = (date.fromisoformat(f"{year}-{day}") for day in survey["season"])
    made = _make_round(organisation, survey, _name(survey, year, opens, closes))
    closed_at = timezone.make_aware(datetime.combine(closes, time(17)))
    Round.objects.filter(pk=made.pk).update(state=State.MIXED, closed_at=closed_at, grace_ends=closed_at)
    since = {group.code: group.since for group in published.instrument.target_groups}
    asked = [row for row in rows if since[row["target_group"]] <= str(year)]
    write_year(made, published, asked, channel=survey["channels"][0])
    return made


def _open_year(organisation: Organisation, survey: dict[str, Any], rows: list[Any], *, now: datetime) -> None:
    today = timezone.localdate(now)
    basics = _name(survey, today.year, today - BEFORE, today + AFTER)
    made = _make_round(organisation, survey, basics)
    passphrase = f"{organisation.code} demonstration"
    try_recovery(made, make_key(made, passphrase, custodian="Riksundersökningen", cost=1 << 10), passphrase)
    open_round(made, now=now)
    answer_open(made, rows, channel=survey["channels"][0], now=now)


def _name(survey: dict[str, Any], year: int, opens: date, closes: date) -> Basics:
    return Basics(title=survey["title"].format(year=year), period=str(year), opens=opens, closes=closes)


def _make_round(organisation: Organisation, survey: dict[str, Any], basics: Basics) -> Round:
    language = survey["languages"][0]
    made = create_round(organisation, basics, questionnaire=survey["instrument"], language=language)
    set_languages(made, survey["languages"])
    set_channels(made, survey["channels"])
    units = {unit.name: unit for unit in organisation.units.all()}
    set_places(made, [(units[name], group) for name, groups in survey["units"].items() for group in groups])
    approver = User.objects.filter(memberships__organisation=organisation).first() or User.objects.earliest("pk")
    TranslationApproval.objects.bulk_create(
        TranslationApproval(round=made, language=each, approved_by=approver, approved_on=basics.opens)
        for each in survey["languages"]
    )
    return made
