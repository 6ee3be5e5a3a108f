"""Opens links and codes: the token is exchanged for a cookie, and the address that it stood in is left at once."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from genklang.server.fieldwork.models import Case, Place
from genklang.server.fieldwork.recordings import MEDIA_TYPES
from genklang.server.fieldwork.tokens import find_case, find_place
from genklang.server.web.address import read_address
from genklang.server.web.respondent.languages import LANGUAGES, choose_language
from genklang.server.web.respondent.limits import entry_limit
from genklang.server.web.respondent.pages import respondent_page, show_notice, show_page
from genklang.server.web.respondent.passes import choose_ref, forget_passes, give_pass
from genklang.server.web.respondent.sounds import find_sound

LONGEST_CODE = 40
"""Signs of a typed code that are looked at: thirteen, and whatever parts them."""


@respondent_page
def open_place(request: HttpRequest, token: str) -> HttpResponse:
    """Open a unit's shared link. Its 128 bits cannot be guessed, so it opens even where codes were mistyped."""
    return _let_in(request, find_place(token))


@respondent_page
def open_case(request: HttpRequest, code: str) -> HttpResponse:
    """Open a personal link, or a code in a QR sign or letter."""
    return _try_code(request, code)


@respondent_page
def type_code(request: HttpRequest) -> HttpResponse:
    """Ask for a personal code, and open it."""
    if request.method == "POST":
        return _try_code(request, request.POST.get("code", "")[:LONGEST_CODE])
    return show_page(request, "code", {"tried": False}, language=_language(request))


@respondent_page
def leave(request: HttpRequest) -> HttpResponse:
    """Close everything that is open in this browser, and show a page that tells nothing."""
    response = show_page(request, "left", {}, language=_language(request))
    forget_passes(request, response)
    return response


@require_GET
def play_sound(
    request: HttpRequest,  # noqa: ARG001 (Django's signature)
    organisation: str,
    instrument: str,
    language: str,
    name: str,
) -> HttpResponseBase:
    """Send one recorded sentence; it says nothing of who listens and may be kept."""
    path = find_sound(organisation, instrument, language, name)
    if path is None:
        return HttpResponse(status=404)
    response = FileResponse(path.open("rb"), content_type=MEDIA_TYPES[path.suffix])
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _try_code(request: HttpRequest, code: str) -> HttpResponse:
    if entry_limit.is_over(read_address(request)):
        return show_notice(request, "entry.limit", language=_language(request), status=429)
    return _let_in(request, find_case(code))


def _let_in(request: HttpRequest, opened: Place | Case | None) -> HttpResponse:
    if opened is None:
        return _refuse(request)
    ref = choose_ref(request, opened)
    response = HttpResponseRedirect(reverse("answer", args=[ref]))
    give_pass(request, response, ref, opened)
    return response


def _refuse(request: HttpRequest) -> HttpResponse:
    """Say that there is no such code or link: the same for a mistyped one as for one that never was."""
    address = read_address(request)
    entry_limit.count(address)
    if entry_limit.is_over(address):
        return show_notice(request, "entry.limit", language=_language(request), status=429)
    return show_page(request, "code", {"tried": True}, language=_language(request), status=404)


def _language(request: HttpRequest) -> str:
    return choose_language(request, LANGUAGES, request.GET.get("language", ""))
