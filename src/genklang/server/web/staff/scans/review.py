"""The page on which a person looks at one picture after the other, by keyboard; it works without scripts too."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from genklang.server.fieldwork.models import PileState, ScanPile, TaskKind
from genklang.server.jobs.review_scans import Outcome, decide, skip, undo
from genklang.server.jobs.scan_tasks import Reader, Task, find_task, find_tasks, list_waiting
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.rules import Action
from genklang.server.web.respondent.form import read_published
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.scans.draw import draw_task
from genklang.server.web.staff.scans.pages import find_pile, name_day, read_reader, words

AHEAD: Final = 8
"""Tasks on a page: the one that is shown, and those whose pictures are there before they are asked for."""
REMEMBERED: Final = 20
"""Decisions that can be taken back, the last first."""


@staff_page(Action.KEY_IN)
def review(request: StaffRequest, organisation: Organisation, *, code: str, pile: UUID, kind: str) -> HttpResponse:
    """Show what waits for the reader, and take what they say of it (POST: the task, what is said, the button)."""
    found = find_pile(organisation, code, pile)
    if kind not in TaskKind.values:
        raise Http404
    reader = read_reader(request)
    if request.method == "POST":
        return _take(request, found, reader, kind)
    tasks = _find_wanted(request, found, reader, kind)
    if not tasks:
        if found.state == PileState.REVIEW:
            messages.success(request, words("review.done"))
        return redirect("scan-pile", organisation.code, found.round.code, found.pk)
    page = {
        "round": found.round,
        "pile": found,
        "kind": kind,
        "heading": words(f"queue.{kind}"),
        "day": name_day(found),
        "tasks": _draw(found, tasks),
        "waiting": list_waiting(found, reader).filter(kind=kind).count(),
        "back": ",".join(str(key) for key in _read_ids(request.GET.get("back", ""))),
    }
    return render(request, "staff/scans/review.html", page)


def _find_wanted(request: StaffRequest, pile: ScanPile, reader: Reader, kind: str) -> list[Task]:
    """Return the tasks of the page: the one that was undone first, where there is one."""
    wanted = _read_ids(request.GET.get("task", ""))
    first = find_task(pile, reader, wanted[0]) if wanted and pile.state == PileState.REVIEW else None
    shown = [first] if first else []
    return shown + find_tasks(pile, reader, kind, but=[task.id for task in shown], most=AHEAD - len(shown))


def _take(request: StaffRequest, pile: ScanPile, reader: Reader, kind: str) -> HttpResponse:
    ids = _read_ids(request.POST.get("task", ""))
    button = request.POST.get("go", "")
    if not ids:
        raise Http404
    if button == "undo":
        return _undo(request, pile, reader, kind, ids[0])
    if button == "skip":
        outcome = Outcome.TAKEN if skip(pile, reader, ids[0]) else Outcome.GONE
    else:
        said = [] if button == "blank" else request.POST.getlist("said")
        outcome = decide(pile, reader, ids[0], said, read_published(pile.round.instrument))
    if "scripted" in request.POST:
        return _answer_script(request, pile, reader, kind, outcome)
    if outcome != Outcome.TAKEN:
        messages.error(request, words(f"review.{outcome}"))
        return redirect(_address(pile, kind, task=ids[0] if outcome == Outcome.NO_ANSWER else None))
    return redirect(_address(pile, kind, back=[ids[0], *_read_ids(request.POST.get("back", ""))]))


def _answer_script(request: StaffRequest, pile: ScanPile, reader: Reader, kind: str, outcome: Outcome) -> HttpResponse:
    """Return the next tasks that the page does not hold yet; 409 where the decision was not taken."""
    if outcome != Outcome.TAKEN:
        return HttpResponse(words(f"review.{outcome}"), status=409, content_type="text/plain; charset=utf-8")
    held = _read_ids(request.POST.get("held", ""))
    tasks = find_tasks(pile, reader, kind, but=held, most=max(1, AHEAD - len(held)))
    return render(request, "staff/scans/tasks.html", {"tasks": _draw(pile, tasks), "pile": pile, "is_hidden": True})


def _undo(request: StaffRequest, pile: ScanPile, reader: Reader, kind: str, task_id: UUID) -> HttpResponse:
    task = undo(pile, reader, task_id)
    if "scripted" in request.POST:
        shown = _draw(pile, [task] if task else [])
        return render(request, "staff/scans/tasks.html", {"tasks": shown, "pile": pile, "is_hidden": True})
    if task is None:
        messages.error(request, words("review.not_undone"))
    rest = [key for key in _read_ids(request.POST.get("back", "")) if key != task_id]
    return redirect(_address(pile, kind, task=task_id if task else None, back=rest))


def _draw(pile: ScanPile, tasks: list[Task]) -> list[object]:
    instrument = read_published(pile.round.instrument).instrument
    return [draw_task(instrument, task) for task in tasks]


def _address(pile: ScanPile, kind: str, *, task: UUID | None = None, back: list[UUID] | None = None) -> str:
    here = reverse("scan-review", args=[pile.round.organisation.code, pile.round.code, pile.pk, kind])
    query = {"task": str(task) if task else "", "back": ",".join(map(str, (back or [])[:REMEMBERED]))}
    return f"{here}?{urlencode({name: value for name, value in query.items() if value})}".rstrip("?")


def _read_ids(text: str) -> list[UUID]:
    """Return the ids of a list between commas; what is no id is left out."""
    found = []
    for part in text.split(",")[:REMEMBERED]:
        try:
            found.append(UUID(part))
        except ValueError:
            continue
    return found
