"""The use case: reports of an organisation and its units, protected and attacked, in every format asked for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from genklang.analysis.place_files import place_files
from genklang.analysis.protection import find_policy
from genklang.analysis.report_figures import Sources, protect_sources, read_sources
from genklang.analysis.report_request import ReportRequest
from genklang.analysis.report_subjects import choose, list_outlines, name_file
from genklang.disclosure.protected import ProtectedTables
from genklang.registry import parts
from genklang.reporting.build import build
from genklang.reporting.model import Format, Report
from genklang.reporting.outline import Outline

Progress = Callable[[int, int | None], object]


def report(
    place: Path, out: Path, request: ReportRequest, *, progress: Progress = lambda _done, _total: None
) -> list[Path]:
    """Write the reports of a store to the folder `out` and return their files, in `out/<organisation>/`.

    Everything is protected by the policy and attacked before the first file is written; either all files come into
    place or none. Failures: U10x (request), R10x (language), D10x (policy), A24x (store).
    """
    known = parts("genklang.reporting.formats", Format)
    formats = [known[choose("format", name, known)] for name in request.formats]
    sources = read_sources(place)
    outlines = list_outlines(sources, request)
    tables = protect_sources(sources, request.previous, find_policy(request.policy))
    reports = _build(sources, tables, outlines, language=request.language, progress=progress)
    return place_files(_render(reports, formats), out)


def _build(
    sources: Sources, tables: ProtectedTables, outlines: Sequence[Outline], *, language: str, progress: Progress
) -> Iterator[tuple[Outline, Report]]:
    for done, outline in enumerate(outlines):
        progress(done, len(outlines))
        yield (
            outline,
            build(tables, instrument=sources.published, outline=outline, language=language, records=sources.records),
        )


def _render(reports: Iterable[tuple[Outline, Report]], formats: Sequence[Format]) -> Iterator[tuple[Path, bytes]]:
    for outline, written in reports:
        for each in formats:
            yield name_file(outline, each.suffix), each.render(written)
