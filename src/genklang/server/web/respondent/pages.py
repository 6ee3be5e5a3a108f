"""Sends respondents' pages: never kept, never framed, small, with only our own style, in one language and direction."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, Final, cast

from csp.constants import HEADER
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.gzip import gzip_page

from genklang.server.organisation.models import Organisation
from genklang.server.web.respondent.languages import LANGUAGES, direction_of, list_choices
from genklang.server.web.respondent.look import SCRIPT, STYLE, look_address, make_policy, read_style

ENGINE: Final = "respondent"
METHODS: Final = ("GET", "POST")
Page = Callable[..., HttpResponse]


def respondent_page(view: Callable[Concatenate[HttpRequest, ...], HttpResponse]) -> Page:
    """Make a view a page for respondents. Error reports hold nothing of what was posted."""

    @gzip_page
    @sensitive_post_parameters()
    @sensitive_variables()
    @wraps(view)
    def page(request: HttpRequest, **values: Any) -> HttpResponse:  # noqa: ANN401 (parts of the address)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = view(request, **values)
        response.headers[HEADER] = make_policy()
        return response

    return cast(Page, page)


def show_page(
    request: HttpRequest,
    template: str,
    values: Mapping[str, object],
    *,
    language: str,
    languages: Sequence[str] = LANGUAGES,
    organisation: Organisation | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return a page in a language, with the languages it can be had in and the organisation that helps."""
    frame = {
        "language": language,
        "direction": direction_of(language),
        "languages": list_choices(languages),
        "style": read_style() if request.method == "GET" else "",
        "style_address": look_address(STYLE),
        "script_address": look_address(SCRIPT),
        "organisation": organisation,
    }
    return render(request, f"{template}.html", {**frame, **values}, status=status, using=ENGINE)


def show_notice(
    request: HttpRequest,
    words: str,
    *,
    language: str,
    languages: Sequence[str] = LANGUAGES,
    organisation: Organisation | None = None,
    status: int = 200,
    **values: object,
) -> HttpResponse:
    """Return a page that says one thing: `words` keys a title and a text under `respondent`."""
    page = {"title": f"respondent/{words}.title", "text": f"respondent/{words}.text", "values": values}
    return show_page(
        request, "notice", page, language=language, languages=languages, organisation=organisation, status=status
    )
