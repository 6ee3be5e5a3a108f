"""Whom the reports are about: the request held against what the store has, as outlines."""

from collections.abc import Collection, Iterator
from typing import Final

import polars as pl

from genklang.analysis.report_figures import NATIONAL, Sources
from genklang.analysis.report_request import ReportRequest
from genklang.errors import Failure, problem
from genklang.instrument.model import REPORT_LANGUAGES, Instrument
from genklang.reporting.outline import Genre, Kind, Outline
from genklang.reporting.words.phrases import phrases
from genklang.tables.derived import LIKE_MEAN
from genklang.tables.keys import UNKNOWN

PLACE: Final = ("round", "organisation", "unit")
FEWEST_ALIKE: Final = 3
NAMED: Final = 20
"""So many names are listed where one is wrong."""


def list_outlines(sources: Sources, request: ReportRequest) -> list[Outline]:
    """Return the outline of every report asked for, organisations first.

    Failures: U113 (few alike), U105 (unit without organisation), U110 (previous round), F004 (an unknown name).
    """
    rounds = list_rounds(sources)
    current = choose("round", request.round, rounds) if request.round is not None else rounds[-1]
    places = list_places(sources, current)
    wanted = _list_subjects(places, request)
    known = (*_choose_like(sources, request), *NATIONAL, *sources.benchmarks)
    benchmarks = tuple(choose("benchmark", b, known) for b in request.benchmarks) or known
    previous = _choose_previous(request.previous, rounds, current)
    return [
        Outline(
            organisation=organisation,
            round=current,
            unit=unit,
            previous=previous,
            kind=Kind.OWN if (current, organisation) in _own_rounds(sources) else Kind.PUBLISHED,
            genre=Genre(choose("genre", request.genre, tuple(Genre))),
            benchmarks=benchmarks,
        )
        for organisation, unit in wanted
    ]


def _choose_like(sources: Sources, request: ReportRequest) -> tuple[str, ...]:
    """Return the comparison with those named as alike, if any are; F004 for an unknown name, U113 for few."""
    if not request.like:
        return ()
    held = {*sources.figures["organisation"], *sources.stats.cells["organisation"]} - {None}
    names = {choose("organisation", name, sorted(held), option="like") for name in request.like}
    if len(names) < FEWEST_ALIKE:
        raise Failure(problem("U113", "--like", least=FEWEST_ALIKE))
    return (LIKE_MEAN,)


def list_rounds(sources: Sources) -> list[str]:
    """Return the rounds of the store in order of their periods; a published figure's round is its period."""
    published = {r: r for r in sources.figures["round"].unique()}
    periods = published | sources.stats.rounds
    return sorted(periods, key=lambda r: (periods[r], r))


def choose(kind: str, name: str, known: Collection[str], *, option: str = "") -> str:
    """Return `name` if it is known; F004, which lists what is, where it is not."""
    if name in known:
        return name
    some = ", ".join(f"“{k}”" for k in list(known)[:NAMED])
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    raise Failure(problem("F004", f"--{option or kind}", kind=kind, name=name, known=some + more or "none"))


def check_language(language: str, instrument: Instrument) -> None:
    """Refuse a language that reports, or the questionnaire, do not speak (R101, R102)."""
    phrases(language)
    if language not in instrument.texts:
        known = ", ".join(code for code in REPORT_LANGUAGES if code in instrument.texts)
        raise Failure(problem("R102", "language", instrument=instrument.id, language=language, known=known))


def _choose_previous(name: str | None, rounds: list[str], current: str) -> str | None:
    before = rounds[: rounds.index(current)]
    if name is None:
        return next(reversed(before), None)
    if choose("round", name, rounds, option="previous") not in before:
        raise Failure(problem("U110", "--previous", previous=name, round=current))
    return name


def _list_subjects(places: dict[str, list[str]], request: ReportRequest) -> Iterator[tuple[str, str | None]]:
    if request.unit is not None and request.organisation is None and len(places) > 1:
        raise Failure(problem("U105", "--unit"))
    named = request.organisation
    chosen = [choose("organisation", named, places)] if named is not None else list(places)
    for organisation in chosen:
        if request.unit is not None:
            yield organisation, choose("unit", request.unit, places[organisation])
            continue
        yield organisation, None
        yield from ((organisation, unit) for unit in places[organisation] if request.all_units)


def list_places(sources: Sources, current: str) -> dict[str, list[str]]:
    """Return the organisations of a round with their units, in alphabetical order.

    One that has published figures for women or men alone has nothing that a report could begin with.
    """
    told = sources.figures.filter(pl.col("gender").is_null())
    cells = pl.concat([sources.stats.cells.select(PLACE), told.select(PLACE)])
    pairs = cells.filter(pl.col("round") == current).select("organisation", "unit").unique().rows()
    organisations = sorted({o for o, _ in pairs})
    return {o: sorted(u for of, u in pairs if of == o and u not in {None, UNKNOWN}) for o in organisations}


def _own_rounds(sources: Sources) -> set[tuple[str, str]]:
    return set(sources.stats.cells.select("round", "organisation").unique().rows())
