"""The comments of a finished round: a queue in which a person reads each, and those that were released."""

import csv
import io
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from xlsxwriter import Workbook

from genklang.disclosure.comments import Review, Ruling, suggest
from genklang.disclosure.redact import Kind
from genklang.errors import Failure
from genklang.server.fieldwork.models import Round
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.compute import MIXED
from genklang.server.jobs.review_comments import (
    ReleasedComments,
    count_rulings,
    decide,
    find_waiting,
    has_too_few,
    list_decided,
    list_released,
    undo,
)
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.results.queries import latest
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import find_round, read_language, say, show, tell, tell_failure
from genklang.tables.formula import guard

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST: Final = 10_000


@staff_page(Action.SEE_COMMENTS)
def show_comments(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show the released comments of the units that the reader may see, and the way to those that wait."""
    found = _find_mixed(organisation, code)
    is_reviewer = request.access.may_everywhere(Action.SEE_COMMENTS)
    return show(
        request,
        "comments",
        found,
        released=_list_visible(request, found),
        counts=count_rulings(found) if is_reviewer else None,
        too_few=has_too_few(found),
        may_export=request.access.may_everywhere(Action.EXPORT),
    )


@staff_page(Action.SEE_COMMENTS, write=Action.SEE_COMMENTS)
def review(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show the next comment with what may tell who somebody is, and take what a person makes of it."""
    found = _find_reviewable(request, organisation, code)
    problems: list[str] = []
    told = request.POST.get("told", "")[:LONGEST]
    key = request.POST.get("key", "")
    if request.method == "POST":
        problems = _rule(request, found, key, told)
        if not problems:
            return redirect("round-comments-review", organisation.code, found.code)
    waiting = find_waiting(found, after=request.GET.get("after", ""))
    if waiting is None:
        return redirect("round-comments", organisation.code, found.code)
    if problems and key != waiting.key:
        return redirect("round-comments-review", organisation.code, found.code)
    _log_reading(request, found, "comment.read", waiting.key)
    response = show(
        request,
        "review",
        found,
        waiting=waiting,
        parts=list(_cut(waiting.review)),
        told=told if problems else suggest(waiting.review, {kind: say(f"comments.kinds.{kind}") for kind in Kind}),
        problems=problems,
        left=count_rulings(found)[Ruling.WAITING],
    )
    response.status_code = 400 if problems else 200
    return response


@staff_page(Action.SEE_COMMENTS, write=Action.SEE_COMMENTS)
def decided(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show what was decided, and put a comment back into the queue."""
    found = _find_reviewable(request, organisation, code)
    if request.method == "POST":
        if undo(found, request.POST.get("key", "")):
            log(request.user, "comment.undone", organisation=organisation, subject=found.code)
            messages.success(request, say("comments.undone"))
        return redirect("round-comments-decided", organisation.code, found.code)
    rows = list_decided(found)
    if rows:
        _log_reading(request, found, "comment.reread", ",".join(key for key, _ in rows), count=len(rows))
    return show(request, "decided", found, rows=rows)


@staff_page(Action.EXPORT)
def export_comments(request: StaffRequest, organisation: Organisation, *, code: str, kind: str) -> HttpResponse:
    """Send the released comments as a table; it takes a second factor and the right to see comments."""
    if not (request.access.may_everywhere(Action.SEE_COMMENTS) and request.access.may_everywhere(Action.EXPORT)):
        raise PermissionDenied
    found = _find_mixed(organisation, code)
    rows = list(_list_rows(_list_visible(request, found)))
    if kind not in {"csv", "xlsx"}:
        raise Http404
    content = _write_csv(rows) if kind == "csv" else _write_sheet(rows)
    log(request.user, "comment.exported", organisation=organisation, subject=found.code, count=len(rows) - 1)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if kind == "csv" else SHEET)
    name = f"{found.code}-{say('comments.file')}.{kind}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _find_mixed(organisation: Organisation, code: str) -> Round:
    found = find_round(organisation, code)
    if found.state not in MIXED:
        raise Http404
    return found


def _find_reviewable(request: StaffRequest, organisation: Organisation, code: str) -> Round:
    """Return the round, for those who may see the comments of the whole organisation; they alone read what waits."""
    if not request.access.may_everywhere(Action.SEE_COMMENTS):
        raise PermissionDenied
    return _find_mixed(organisation, code)


def _list_visible(request: StaffRequest, round_: Round) -> list[ReleasedComments]:
    """Return the released comments that the reader may see; those of single units once the results are released."""
    if request.access.may_everywhere(Action.SEE_COMMENTS):
        return list_released(round_, None, language=read_language())
    publication = latest(round_)
    if publication is None or not publication.is_released:
        return []
    return list_released(round_, request.access.unit_ids(Action.SEE_COMMENTS), language=read_language())


def _log_reading(request: StaffRequest, round_: Round, action: str, keys: str, **details: int) -> None:
    """Log that somebody reads comments as they were written: once, however often the page is loaded again."""
    place, mark = f"{action} {round_.pk}", sha256(keys.encode()).hexdigest()
    if request.session.get(place) != mark:
        request.session[place] = mark
        log(request.user, action, organisation=round_.organisation, subject=round_.code, **details)


def _rule(request: StaffRequest, round_: Round, key: str, told: str) -> list[str]:
    """Do what was decided on a comment; return what stands in the way."""
    keeps_back = "withhold" in request.POST
    try:
        is_done = decide(round_, key, None if keeps_back else told, reviewer=request.user)
    except Failure as failure:
        return tell_failure(failure)
    except Refusal as refusal:
        return [tell(refusal)]
    if is_done:
        action = "comment.withheld" if keeps_back else "comment.released"
        log(request.user, action, organisation=round_.organisation, subject=round_.code)
        messages.success(request, say("comments.done.withheld" if keeps_back else "comments.done.released"))
    return []


def _cut(of: Review) -> Iterator[tuple[str, str]]:
    """Yield the comment in pieces, each with what it may give away ("": nothing)."""
    at = 0
    for mark in of.marks:
        yield of.written[at : mark.start], ""
        yield of.written[mark.start : mark.end], say(f"comments.kinds.{mark.kind}")
        at = mark.end
    yield of.written[at:], ""


def _list_rows(released: Sequence[ReleasedComments]) -> Iterator[tuple[str, str, str]]:
    yield say("comments.unit"), say("comments.question"), say("comments.comment")
    for each in released:
        yield from ((each.unit or say("comments.together"), each.question, text) for text in each.texts)


def _write_csv(rows: Sequence[Sequence[str]]) -> bytes:
    sheet = io.StringIO(newline="")
    csv.writer(sheet, lineterminator="\n").writerows([guard(value) for value in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def _write_sheet(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value)
    return file.getvalue()
