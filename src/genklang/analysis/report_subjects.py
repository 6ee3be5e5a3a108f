"""Whom the reports are about: the request held against what the store has, as outlines and file names."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from genklang.analysis.report_figures import NATIONAL, Sources
from genklang.analysis.report_request import ReportRequest
from genklang.errors import Failure, problem
from genklang.reporting.outline import Genre, Kind, Outline
from genklang.tables.keys import UNKNOWN

PLACE = ("round", "organisation", "unit")
LONGEST = 80


def list_outlines(sources: Sources, request: ReportRequest) -> list[Outline]:
    """Return the outline of every report asked for, organisations first.

    Failures: U103 (nothing there), U105 (unit without organisation), F004 (a name that is not there).
    """
    rounds = list_rounds(sources)
    if not rounds:
        raise Failure(problem("U103", "store"))
    current = choose("round", request.round, rounds) if request.round else rounds[-1]
    places = _list_places(sources, current)
    wanted = _list_subjects(places, request)
    known = (*NATIONAL, *sources.benchmarks)
    benchmarks = tuple(choose("benchmark", b, known) for b in request.benchmarks) or known
    before = rounds[: rounds.index(current)]
    previous = choose("round", request.previous, rounds) if request.previous else next(reversed(before), None)
    return [
        Outline(
            organisation=organisation,
            round=current,
            unit=unit,
            previous=previous,
            kind=Kind.OWN if (current, organisation) in _own_rounds(sources) else Kind.PUBLISHED,
            genre=Genre.MUNICIPAL if places[organisation] else Genre.NATIONAL,
            benchmarks=benchmarks,
        )
        for organisation, unit in wanted
    ]


def list_rounds(sources: Sources) -> list[str]:
    """Return the rounds of the store in order of their periods; a published figure's round is its period."""
    published = {r: r for r in sources.figures["round"].unique()}
    periods = published | sources.stats.rounds
    return sorted(periods, key=lambda r: (periods[r], r))


def choose(kind: str, name: str, known: Collection[str]) -> str:
    """Return `name` if it is known; F004, which lists what is, where it is not."""
    if name in known:
        return name
    some = ", ".join(f"“{k}”" for k in list(known)[:20])
    raise Failure(problem("F004", f"--{kind}", kind=kind, name=name, known=some or "none"))


def name_file(outline: Outline, suffix: str) -> Path:
    """Return the path of a report below the folder of reports."""
    folder = make_file_name(outline.organisation)
    return Path(folder) / f"{make_file_name(outline.unit) if outline.unit else folder}.{suffix}"


def make_file_name(name: str) -> str:
    """Return a name that every file system takes: letters, digits and hyphens of any script."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")[:LONGEST] or "report"


def _list_subjects(places: dict[str, list[str]], request: ReportRequest) -> Iterator[tuple[str, str | None]]:
    if request.unit and not request.organisation and len(places) > 1:
        raise Failure(problem("U105", "--unit"))
    chosen = [choose("organisation", request.organisation, places)] if request.organisation else list(places)
    for organisation in chosen:
        if request.unit:
            yield organisation, choose("unit", request.unit, places[organisation])
            continue
        yield organisation, None
        yield from ((organisation, unit) for unit in places[organisation] if request.all_units)


def _list_places(sources: Sources, current: str) -> dict[str, list[str]]:
    """Return the organisations of a round with their units, in alphabetical order."""
    cells = pl.concat([sources.stats.cells.select(PLACE), sources.figures.select(PLACE)])
    pairs = cells.filter(pl.col("round") == current).select("organisation", "unit").unique().rows()
    organisations = sorted({o for o, _ in pairs})
    return {o: sorted(u for of, u in pairs if of == o and u not in {None, UNKNOWN}) for o in organisations}


def _own_rounds(sources: Sources) -> set[tuple[str, str]]:
    return set(sources.stats.cells.select("round", "organisation").unique().rows())
