"""What holds for every request: its method, its language, that no page is kept, and what is said when storage fails."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from genklang.server.web.public.errors import STORAGE_FAILS, unavailable

Handler = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "POST")


def refuse_methods(handle: Handler) -> Handler:
    """Let only GET and POST through; everything else is 405."""

    def answer(request: HttpRequest) -> HttpResponse:
        return handle(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return answer


def limit_sources(handle: Handler) -> Handler:
    """State what a page may load and where its forms may go; a page that states its own limits keeps them."""
    policy = build_policy()

    def answer(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        response.headers.setdefault(HEADER, policy)
        return response

    return answer


def keep_nothing(handle: Handler) -> Handler:
    """Tell browsers and proxies to keep no page: screens are shared, and the back button shows what was there."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def speak(handle: Handler) -> Handler:
    """Speak the user's language, or for somebody who is not signed in the chosen one, or the browser's."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(_choose_language(request)):
            return handle(request)

    return answer


def _choose_language(request: HttpRequest) -> str:
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return request.user.language
    return translation.get_language_from_request(request)


def survive_storage(handle: Handler) -> Handler:
    """Say so when a page can store or read nothing just now (disk full, database away): 503, and what to do."""

    def answer(request: HttpRequest) -> HttpResponse:
        return handle(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable(request) if isinstance(error, STORAGE_FAILS) else None

    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer
