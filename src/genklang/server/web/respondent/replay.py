"""Gives back what was posted and could not be taken, as a page that posts it again; it asks nothing of any database."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, QueryDict

from genklang.instrument.clean import clean_words
from genklang.server.web.respondent.form import LONGEST_WORDS
from genklang.server.web.respondent.languages import LANGUAGES, choose_language
from genklang.server.web.respondent.pages import respondent_page, show_page

BLOCK: Final = 64 * 1024
LONGEST_FIELD: Final = 9 * LONGEST_WORDS + 1000
"""Bytes of a posted field that are kept of a post which was too large: each letter may have nine."""
MOST_FIELDS: Final = 400
_CUT: Final = re.compile(rb"%[0-9A-Fa-f]?$")
"""A sign that was cut in two where the reading ended."""
_NOT_OURS: Final = frozenset({"csrfmiddlewaretoken", "go"})


def is_answering(request: HttpRequest) -> bool:
    """Return whether a request is the form's, with answers in it."""
    return request.method == "POST" and request.path.startswith("/answer/")


def replay(request: HttpRequest, words: str, *, button: str, status: int) -> HttpResponse:
    """Return the page that says what is the matter, holds everything that was posted, and posts it again."""
    return _show(request, words, _list_pairs(request.POST), button=button, status=status)


@respondent_page
def replay_unstored(request: HttpRequest) -> HttpResponse:
    """503: nothing can be stored or read just now; the answers stay on the page, and a reload sends them again."""
    return replay(request, "kept", button=request.POST.get("go", "next"), status=503)


@respondent_page
def replay_stale(request: HttpRequest) -> HttpResponse:
    """403: the page did not come from us, or is too old; it must be sent by hand once more."""
    return replay(request, "stale", button=request.POST.get("go", "next"), status=403)


@respondent_page
def replay_start(request: HttpRequest) -> HttpResponse:
    """413: more was posted than is read; the answers are given back, wherever they stand, and the words cut short."""
    fields = islice(filter(None, _read_fields(request)), MOST_FIELDS)
    read = b"&".join(_CUT.sub(b"", field) for field in fields).decode("utf-8", "replace")
    return _show(request, "too_long", parse_qsl(read, errors="replace"), button="stay", status=413)


def _read_fields(request: HttpRequest) -> Iterator[bytes]:
    """Yield each field of a posted form, `name=value` as it came, cut short where it is too long to keep."""
    begun = b""
    while block := request.read(BLOCK):
        *whole, begun = (begun + block).split(b"&")
        yield from (field[:LONGEST_FIELD] for field in whole)
        begun = begun[:LONGEST_FIELD]
    yield begun


def _show(
    request: HttpRequest, words: str, pairs: Iterable[tuple[str, str]], *, button: str, status: int
) -> HttpResponse:
    hidden = [(name, clean_words(value)[:LONGEST_WORDS]) for name, value in pairs if name not in _NOT_OURS]
    language = choose_language(request, LANGUAGES, dict(hidden).get("language", ""))
    values = {"words": f"respondent/end.{words}", "hidden": hidden, "button": button}
    response = show_page(request, "replay", values, language=language, languages=(language,), status=status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def _list_pairs(posted: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in posted.lists() for value in values]
