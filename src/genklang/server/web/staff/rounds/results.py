"""The results of a round: how far the computing is, and every report of the whole and of each unit."""

import io
import zipfile
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from genklang.errors import read_problems
from genklang.server.fieldwork.models import Round
from genklang.server.jobs.compute import begin_again
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.results.models import Publication, ReportFile
from genklang.server.results.operations import release
from genklang.server.results.queries import find_file, latest, list_files
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import find_round, say, show, tell_limits

TO_READ: Final = ("pdf", "html", "txt")
TO_COUNT: Final = ("xlsx", "csv", "json")
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@staff_page(Action.SEE_RESULTS)
def show_results(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show how far the results are, and the reports that the reader may see."""
    found = find_round(organisation, code)
    publication = latest(found)
    rows = _list_rows(request, publication) if publication and publication.is_complete else []
    return show(
        request,
        "results",
        found,
        publication=publication,
        rows=rows,
        reading=TO_READ,
        limits=tell_limits(found),
        problems=read_problems(publication.problems) if publication else (),
        may_export=request.access.may(Action.EXPORT),
        is_released=bool(publication and publication.is_released),
    )


@staff_page(Action.SEE_RESULTS)
def read_report(request: StaffRequest, organisation: Organisation, *, code: str, file: int) -> HttpResponse:
    """Send a report to read."""
    return _send(request, find_round(organisation, code), file, Action.SEE_RESULTS, TO_READ)


@staff_page(Action.EXPORT)
def export_figures(request: StaffRequest, organisation: Organisation, *, code: str, file: int) -> HttpResponse:
    """Send figures to count with; it takes a second factor."""
    return _send(request, find_round(organisation, code), file, Action.EXPORT, TO_COUNT)


@staff_page(Action.SEE_RESULTS)
def read_all(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Send every report that the reader may see in one file."""
    return _pack(request, find_round(organisation, code), Action.SEE_RESULTS, TO_READ)


@staff_page(Action.EXPORT)
def export_all(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Send all figures in one file; it takes a second factor."""
    return _pack(request, find_round(organisation, code), Action.EXPORT, TO_COUNT)


@staff_page(Action.RUN_ROUND)
def release_results(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Let unit managers and readers see the reports."""
    found = find_round(organisation, code)
    publication = latest(found)
    if publication is None or not publication.is_complete:
        raise Http404
    if request.method == "POST":
        release(publication)
        log(request.user, "round.released", organisation=organisation, subject=found.code)
        messages.success(request, say("rounds_results.release.done"))
        return redirect("round-results", organisation.code, found.code)
    page = {
        "question": say("rounds_results.release.question", title=found.title),
        "consequence": say("rounds_results.release.consequence"),
        "button": say("rounds_results.release.button"),
        "button_class": "primary",
        "back": reverse("round-results", args=[organisation.code, found.code]),
    }
    return render(request, "staff/confirm.html", page)


@staff_page(Action.RUN_ROUND)
def compute_again(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Have results computed that something stopped."""
    found = find_round(organisation, code)
    publication = latest(found)
    if request.method == "POST" and publication is not None and begin_again(publication):
        log(request.user, "round.computed_again", organisation=organisation, subject=found.code)
        messages.success(request, say("rounds_results.again_begun"))
    return redirect("round-results", organisation.code, found.code)


def _list_rows(
    request: StaffRequest, publication: Publication
) -> list[tuple[str, str, list[ReportFile], list[ReportFile]]]:
    """Return a row for the whole and for each unit, in each language: name, language, to read, to count with."""
    rows: dict[tuple[str, str], tuple[list[ReportFile], list[ReportFile]]] = {}
    for file in list_files(publication, _visible(request, publication, Action.SEE_RESULTS)):
        name = file.unit.name if file.unit else say("rounds_results.whole")
        reading, counting = rows.setdefault((name, file.language), ([], []))
        (reading if file.format in TO_READ else counting).append(file)
    return [(name, say(f"languages.{language}"), *files) for (name, language), files in rows.items()]


def _visible(request: StaffRequest, publication: Publication, action: Action) -> frozenset[int] | None:
    """Return the ids of the units whose reports the reader may see; None: all. A draft is for the whole's people."""
    if request.access.may_everywhere(action):
        return None
    return request.access.unit_ids(action) if publication.is_released else frozenset()


def _send(request: StaffRequest, round_: Round, file: int, action: Action, formats: tuple[str, ...]) -> HttpResponse:
    publication = latest(round_)
    found = find_file(publication, file, formats, _visible(request, publication, action)) if publication else None
    path = Path(settings.DATA) / found.path if found else None
    if found is None or path is None or not path.is_file():
        raise Http404
    log(request.user, "round.report_read", organisation=request.organisation, subject=round_.code, file=path.name)
    return _attach(path.read_bytes(), path.name, MEDIA_TYPES[found.format])


def _attach(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response


def _pack(request: StaffRequest, round_: Round, action: Action, formats: tuple[str, ...]) -> HttpResponse:
    publication = latest(round_)
    if publication is None or not publication.is_complete:
        raise Http404
    visible = _visible(request, publication, action)
    files = [f for f in list_files(publication, visible) if f.format in formats]
    if not files:
        raise Http404
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            path = Path(settings.DATA) / file.path
            archive.write(path, f"{file.language}/{path.name}")
    log(request.user, "round.reports_read", organisation=request.organisation, subject=round_.code, count=len(files))
    return _attach(packed.getvalue(), f"{round_.code}.zip", "application/zip")
