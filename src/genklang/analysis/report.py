"""The use case: reports of an organisation and its units, protected and attacked, in every format asked for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from genklang.analysis.derive import derive
from genklang.analysis.place_files import check_folder, place_files
from genklang.analysis.protection import find_policy
from genklang.analysis.report_figures import Sources, protect_sources, read_sources
from genklang.analysis.report_files import name_files
from genklang.analysis.report_request import ReportRequest
from genklang.analysis.report_subjects import check_language, choose, list_outlines
from genklang.disclosure.protected import ProtectedTables
from genklang.errors import Failure, problem
from genklang.registry import parts
from genklang.reporting.build import build
from genklang.reporting.model import Format, Letterhead
from genklang.reporting.outline import Outline
from genklang.tables.derived import Derived

NO_LETTERHEAD: Final = Letterhead()
Progress = Callable[[int, int | None], object]


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """One file of a report: where it is, and whom it is about (no unit: the whole organisation)."""

    path: Path
    organisation: str
    unit: str | None
    format: str


@dataclass(frozen=True, slots=True)
class PreparedReports:
    """What the reports of a request are written from, in any language: protected by its policy, and attacked."""

    sources: Sources
    tables: ProtectedTables
    derived: Derived
    outlines: Sequence[Outline]
    formats: Sequence[Format]


def report(
    place: Path, out: Path, request: ReportRequest, *, progress: Progress = lambda _done, _total: None
) -> list[Path]:
    """Write the reports of a store to the folder `out` and return the paths of their files, in `out/<organisation>/`.

    Everything is protected by the policy and attacked before the first file is written; either all files come into
    place or none. Failures: U10x (request), R10x (language), D10x (policy), A24x (store).
    """
    check_folder(out)
    prepared = prepare_reports(place, request)
    return [written.path for written in write_reports(prepared, out, language=request.language, progress=progress)]


def prepare_reports(place: Path, request: ReportRequest) -> PreparedReports:
    """Read, protect and attack once what reports of a store are written from. Failures as those of `report`."""
    known = parts("genklang.reporting.formats", Format)
    formats = [known[choose("format", name, known)] for name in dict.fromkeys(request.formats)]
    sources = read_sources(place)
    if sources.is_empty:
        raise Failure(problem("U103", str(place)))
    check_language(request.language, sources.published.instrument)
    outlines = list_outlines(sources, request)
    tables = protect_sources(sources, request.previous, find_policy(request.policy))
    subjects = {outline.organisation for outline in outlines}
    derived = derive(tables, sources.stats, previous=request.previous, like=request.like, organisations=subjects)
    return PreparedReports(sources, tables, derived, outlines, formats)


def write_reports(
    prepared: PreparedReports,
    out: Path,
    *,
    language: str,
    letterhead: Letterhead = NO_LETTERHEAD,
    progress: Progress = lambda _done, _total: None,
) -> list[WrittenReport]:
    """Write prepared reports in a language to the folder `out`, all or none. Failures: R10x (language), F00x."""
    check_folder(out)
    check_language(language, prepared.sources.published.instrument)
    files = _render(prepared, language, letterhead)
    subjects = [(outline, each) for each in prepared.formats for outline in prepared.outlines]
    placed = place_files(_tell(files, progress, len(subjects)), out)
    return [
        WrittenReport(path, outline.organisation, outline.unit, each.suffix)
        for path, (outline, each) in zip(placed, subjects, strict=True)
    ]


def _render(prepared: PreparedReports, language: str, letterhead: Letterhead) -> Iterator[tuple[Path, bytes]]:
    sources = prepared.sources
    built = (
        build(
            prepared.tables,
            instrument=sources.published,
            outline=outline,
            language=language,
            records=sources.records,
            derived=prepared.derived,
        )
        for outline in prepared.outlines
    )
    reports = [replace(each, letterhead=letterhead) for each in built]
    names = name_files(sources, prepared.outlines)
    for each in prepared.formats:
        for name, content in zip(names, each.render_all(reports), strict=True):
            yield name.with_name(f"{name.name}.{each.suffix}"), content


def _tell(files: Iterable[tuple[Path, bytes]], progress: Progress, total: int) -> Iterator[tuple[Path, bytes]]:
    for done, file in enumerate(files):
        progress(done, total)
        yield file
