"""Opens a unit's tally page with its PIN, and takes its taps, also those that a telephone kept while offline."""

import json
from typing import Final
from uuid import UUID, uuid4

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from genklang.instrument.publish import from_json
from genklang.server.fieldwork.models import State, TallyDesk
from genklang.server.fieldwork.operations.tallies import count_day, find_desk, fits, tap
from genklang.server.web.address import read_address
from genklang.server.web.respondent.limits import FailureLimit

SALT: Final = "genklang.desk"
DAYS: Final = 120
"""So long a telephone stays let in; the round is over before."""
MOST: Final = 500
"""Taps that may come at once from a telephone that was offline."""
pin_limit: Final = FailureLimit(budget=10)


@never_cache
@require_http_methods(["GET", "POST"])
def show_tally(request: HttpRequest, token: str) -> HttpResponse:
    """Show the buttons, or ask for the PIN; a button works without script as well."""
    desk = _find_desk(token)
    if not _is_let_in(request, desk):
        return _let_in(request, desk, token)
    if request.method == "POST":
        try:
            _tap_once(desk, dict(request.POST.items()))
        except (ValueError, KeyError) as error:
            raise BadRequest from error
        return redirect("tally", token)
    return render(request, "tally/tally.html", _list_groups(desk, token))


@never_cache
@require_POST
def take_taps(request: HttpRequest, token: str) -> HttpResponse:
    """Take what a telephone has counted: `[{"id", "group", "day", "undo"}]`; answer with today's counts."""
    desk = _find_desk(token)
    if not _is_let_in(request, desk):
        return HttpResponseForbidden()
    try:
        taps = json.loads(request.body)
        taken = [str(one["id"]) for one in taps[:MOST] if _tap_once(desk, one)]
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"error": "unreadable"}, status=400)
    is_open = desk.round.state == State.OPEN
    return JsonResponse({"taken": taken, "counts": count_day(desk, timezone.localdate()), "open": is_open})


@require_GET
def serve_worker(request: HttpRequest, token: str) -> HttpResponse:
    """Return the script that keeps the page at hand while there is no network."""
    _find_desk(token)
    return render(request, "tally/worker.js", content_type="text/javascript")


def _find_desk(token: str) -> TallyDesk:
    desk = find_desk(token)
    if desk is None:
        raise Http404
    return desk


def _is_let_in(request: HttpRequest, desk: TallyDesk) -> bool:
    """Return whether this telephone has given the PIN that holds now."""
    given = request.COOKIES.get(_cookie(desk), "")
    try:
        return bool(signing.loads(given, salt=SALT, max_age=DAYS * 86_400) == [desk.pk, desk.pin_hash[-12:]])
    except signing.BadSignature:
        return False


def _let_in(request: HttpRequest, desk: TallyDesk, token: str) -> HttpResponse:
    address = f"{desk.pk}|{read_address(request)}"
    if pin_limit.is_over(address):
        return render(request, "tally/pin.html", {"desk": desk, "fault": "many"}, status=429)
    if request.method == "POST" and fits(desk, request.POST.get("pin", "")):
        response = redirect("tally", token)
        mark = signing.dumps([desk.pk, desk.pin_hash[-12:]], salt=SALT)
        response.set_cookie(
            _cookie(desk), mark, max_age=DAYS * 86_400, secure=request.is_secure(), httponly=True, samesite="Strict"
        )
        return response
    if request.method == "POST":
        pin_limit.count(address)
    page = {"desk": desk, "fault": "wrong" if request.method == "POST" else ""}
    return render(request, "tally/pin.html", page, status=403 if page["fault"] else 200)


def _cookie(desk: TallyDesk) -> str:
    return f"g-desk-{desk.pk}"


def _tap_once(desk: TallyDesk, one: dict[str, object]) -> bool:
    """Take one tap on the day it was made, if that was during the round, else today; False where it was not taken."""
    today = timezone.localdate()
    day = min(max(str(one.get("day", today)), desk.round.opens.isoformat()), today.isoformat())
    when = today if len(day) != len("2026-01-01") else today.fromisoformat(day)
    return tap(desk, UUID(str(one["id"])), str(one["group"]), when, takes_back=bool(one.get("undo")))


def _list_groups(desk: TallyDesk, token: str) -> dict[str, object]:
    instrument = from_json(desk.round.instrument).instrument
    words = instrument.texts_in(get_language() or "en").target_groups
    groups = [
        {"code": code, "name": words.get(code, code), "count": count, "tap": uuid4()}
        for code, count in count_day(desk, timezone.localdate()).items()
    ]
    return {"desk": desk, "token": token, "groups": groups, "is_open": desk.round.state == State.OPEN}
