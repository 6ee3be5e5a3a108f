"""Scans come in, a pile is followed, its unread pages are seen, and it is sent or thrown away."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from genklang.server.fieldwork.models import PileState, ScanPile
from genklang.server.fieldwork.queries.scans import SHOWN, list_problems, list_unread
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.erase_scans import discard_pile, read_days
from genklang.server.jobs.report_scans import report_pile
from genklang.server.jobs.review_scans import reopen_skipped
from genklang.server.jobs.scan_files import open_files
from genklang.server.jobs.scan_inbox import count_lying
from genklang.server.jobs.send_scans import begin_sending
from genklang.server.jobs.take_response import can_take, is_open
from genklang.server.jobs.take_scans import MAX_BYTES, MAX_FILES, Incoming, take_scans
from genklang.server.jobs.write_scans import page_name
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import attempt_here, find_round, say_later, tell
from genklang.server.web.staff.scans.pages import (
    embed,
    find_pile,
    list_piles,
    may_see_all,
    name_day,
    read_reader,
    tell_number,
    words,
)


class FilesInput(forms.FileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 (Django's signature)
        """Return the files as a list of at least one."""
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]


class UploadForm(forms.Form):
    """Scans of one round, whether two people read every doubt, and whether every answer is looked at."""

    scans = FilesField(
        allow_empty_file=True,
        label=say_later("scans.upload.files"),
        help_text=say_later("scans.upload.files_help"),
        widget=FilesInput(attrs={"accept": ".pdf,.tif,.tiff,.png,.jpg,.jpeg"}),
    )
    is_double = forms.BooleanField(
        required=False, label=say_later("scans.upload.double"), help_text=say_later("scans.upload.double_help")
    )
    checks_all = forms.BooleanField(
        required=False, label=say_later("scans.upload.all"), help_text=say_later("scans.upload.all_help")
    )


@staff_page(Action.KEY_IN)
def show_scans(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show the piles of a round, and take in a new one (POST: files)."""
    found = find_round(organisation, code)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        files = [Incoming(f.name or "", f.size or 0, f.chunks()) for f in form.cleaned_data["scans"]]
        ways = {name: form.cleaned_data[name] for name in ("is_double", "checks_all")}
        try:
            pile = take_scans(found, files, now=timezone.now(), **ways)
        except Refusal as refusal:
            form.add_error("scans", tell(refusal))
        else:
            log(request.user, "scan.uploaded", organisation=organisation, subject=found.code, files=len(files))
            return redirect("scan-pile", organisation.code, found.code, pile.pk)
    page = {
        "round": found,
        "form": form,
        "piles": list_piles(found),
        "is_open": is_open(found, timezone.now()),
        "has_forms": found.paper_forms.exists(),
        "most_files": MAX_FILES,
        "most_bytes": f"{MAX_BYTES >> 30} GB",
        "lying": count_lying(found) if may_see_all(request) else 0,
    }
    return render(request, "staff/scans/scans.html", page, status=400 if form.errors else 200)


@staff_page(Action.KEY_IN)
def show_pile(request: StaffRequest, organisation: Organisation, *, code: str, pile: UUID) -> HttpResponse:
    """Show how far a pile has come, what waits, and its report."""
    found = find_pile(organisation, code, pile)
    report = report_pile(found, read_reader(request))
    page = {
        "round": found.round,
        "pile": found,
        "day": name_day(found),
        "report": report,
        "low": tell_number(report.low),
        "high": tell_number(report.high),
        "unread": [(words(f"unread.{why}"), count) for why, count in sorted(report.unread.items())],
        "has_unread": bool(report.unread.keys() - {"empty"}),
        "has_elsewhere": any(queue.elsewhere for queue in report.queues),
        "files": list_problems(found) if may_see_all(request) else (),
        "may_see_all": may_see_all(request),
        "can_send": can_take(found.round, now=timezone.now(), is_begun=found.is_begun),
        "is_moving": found.state in {PileState.WAITING, PileState.READING, PileState.SENDING},
        "days": read_days(found.round),
        "erased_day": _name_erased(found),
    }
    return render(request, "staff/scans/pile.html", page)


@staff_page(Action.KEY_IN)
def show_unread(request: StaffRequest, organisation: Organisation, *, code: str, pile: UUID) -> HttpResponse:
    """Show the pages of a pile that were not read, so that somebody finds the sheets in the paper pile."""
    found = find_pile(organisation, code, pile)
    _require_all(request)
    rows = list(list_unread(found)[:SHOWN])
    files = open_files(found.pk) if rows else None
    pages = [
        (
            row,
            words(f"unread.{row.why}"),
            words(f"remedy.{row.why}"),
            embed(files.read(page_name(row))) if files and row.has_picture else "",
        )
        for row in rows
    ]
    page = {
        "round": found.round,
        "pile": found,
        "day": name_day(found),
        "pages": pages,
        "erased_day": _name_erased(found),
    }
    return render(request, "staff/scans/unread.html", page)


@staff_page(Action.KEY_IN)
def send(request: StaffRequest, organisation: Organisation, *, code: str, pile: UUID) -> HttpResponse:
    """Send a pile's answers (POST)."""
    found = find_pile(organisation, code, pile)
    _require_all(request)
    if request.method == "POST" and attempt_here(
        request, lambda: begin_sending(found, now=timezone.now()), done=words("send.done")
    ):
        log(request.user, "scan.sent", organisation=organisation, subject=found.round.code, pages=found.pages)
    return redirect("scan-pile", organisation.code, found.round.code, found.pk)


@staff_page(Action.KEY_IN)
def reopen(request: StaffRequest, organisation: Organisation, *, code: str, pile: UUID) -> HttpResponse:
    """Let anybody decide what was left to a second reader (POST)."""
    found = find_pile(organisation, code, pile)
    _require_all(request)
    if request.method == "POST":
        messages.success(request, words("reopen.done", count=reopen_skipped(found)))
    return redirect("scan-pile", organisation.code, found.round.code, found.pk)


@staff_page(Action.KEY_IN)
def discard(request: StaffRequest, organisation: Organisation, *, code: str, pile: UUID) -> HttpResponse:
    """Throw a pile away that was not sent, after saying what that does."""
    found = find_pile(organisation, code, pile)
    here = reverse("scan-pile", args=[organisation.code, found.round.code, found.pk])
    _require_all(request)
    if found.state in {PileState.SENT, PileState.SENDING}:
        return redirect(here)
    if request.method == "POST":
        pages = found.pages
        discard_pile(found)
        log(request.user, "scan.discarded", organisation=organisation, subject=found.round.code, pages=pages)
        messages.success(request, words("discard.done"))
        return redirect("scans", organisation.code, found.round.code)
    page = {
        "question": words("discard.question"),
        "consequence": words("discard.consequence"),
        "button": words("discard.button"),
        "back": here,
    }
    return render(request, "staff/confirm.html", page)


def _name_erased(pile: ScanPile) -> str:
    """Return the day on which a pile's pictures were erased; nothing where they are kept."""
    return date_format(pile.erased_on, "j F") if pile.erased_on else ""


def _require_all(request: StaffRequest) -> None:
    """Refuse what is about all units of a pile to those who may key in for some units alone."""
    if not may_see_all(request):
        raise PermissionDenied
