"""What is shown when a page cannot be: what it is, and what to do, in a language that the reader has."""

import sys
from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from genklang.instrument.model import REPORT_LANGUAGES
from genklang.server import texts
from genklang.server.web.respondent.languages import LANGUAGES, choose_language, direction_of
from genklang.server.web.respondent.replay import is_answering, replay_stale, replay_start, replay_unstored

STORAGE_FAILS: Final = (OperationalError, InterfaceError)
"""What is raised when the disk is full or the database is away."""
RESPONDENT_PATHS: Final = ("/s/", "/k/", "/p/", "/answer/", "/kiosk/", "/tally/")
"""Where those who meet an error are respondents, who are told that nothing was lost or stored."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be read; answers that came with too long a text are given back (413)."""
    if isinstance(exception, RequestDataTooBig) and is_answering(request):
        return replay_start(request)
    return show_error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """403: the user may not."""
    return show_error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: there is no such page, or not for this user."""
    return show_error(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: an error of ours; 503 where storage failed before or after the page, as with the session."""
    return unavailable(request) if isinstance(sys.exc_info()[1], STORAGE_FAILS) else show_error(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: nothing can be stored just now; answers stay on the page."""
    if is_answering(request):
        return replay_unstored(request)
    response = show_error(request, 503)
    response.headers["Retry-After"] = "60"
    return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: the form was not sent from our own page, or that page has grown too old; answers stay on the page."""
    if is_answering(request):
        return replay_stale(request)
    return show_error(request, 403, words="stale")


def show_error(request: HttpRequest, status: int, *, words: str = "") -> HttpResponse:
    """Return the page of an error; it asks nothing of the database, which may be what fails."""
    is_respondent = request.path.startswith(RESPONDENT_PATHS)
    area = "respondent/errors" if is_respondent else "staff/errors"
    wishes = request.GET.get("language", ""), request.COOKIES.get("django_language", "")
    language = choose_language(request, LANGUAGES if is_respondent else REPORT_LANGUAGES, *wishes)
    key = words or f"s{status}"
    page = {
        "language": language,
        "direction": direction_of(language),
        "title": texts.say(language, f"{area}.{key}.title"),
        "text": texts.say(language, f"{area}.{key}.text"),
        "home": "" if is_respondent else texts.say(language, f"{area}.home"),
    }
    return HttpResponse(render_to_string("public/error.html", page), status=status)
