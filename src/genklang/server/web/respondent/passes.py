"""What lets a browser answer: a signed cookie for each link or code that was opened, named by the page's address.

The cookie takes the token's place, so that no address, history or log holds it; two links on one device have a cookie
each and never mix.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from genklang.server.fieldwork.models import Case, Place, Round
from genklang.server.fieldwork.queries.visited import find_visited_case, find_visited_place

SALT: Final = "genklang.pass"
REF_BYTES: Final = 6
REF: Final = re.compile(r"[A-Za-z0-9_-]{8}")
MOST: Final = 8
"""Links that one browser can have open; opening more forgets the oldest."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A place that is answered for, with its case where a personal code or link was opened.

    `helper`: what the one who reads aloud and fills in is to the person; empty where there is none.
    """

    ref: str
    place: Place
    case: Case | None
    helper: str = ""

    @property
    def round(self) -> Round:
        """The round of the place."""
        return self.place.round

    @property
    def channel(self) -> str:
        """How the person came here."""
        if self.helper:
            return f"assisted_{self.helper}"
        return self.case.channel if self.case else "link"


def give_pass(
    request: HttpRequest, response: HttpResponse, ref: str, opened: Place | Case, *, helper: str = ""
) -> None:
    """Set the cookie of a page; it goes when the browser is closed."""
    response.set_cookie(
        cookie_name(ref), _sign(opened, helper), secure=_is_secure(request), httponly=True, samesite="Lax", path="/"
    )
    own = [name for name in request.COOKIES if name.startswith(cookie_name(""))]
    for name in own[: max(len(own) + 1 - MOST, 0)]:
        response.delete_cookie(name)


def choose_ref(request: HttpRequest, opened: Place | Case, *, helper: str = "") -> str:
    """Return the name of the page that this browser has for a link or code already, or a new random one."""
    named = _name(opened, helper)
    for name in request.COOKIES:
        ref = name.removeprefix(cookie_name(""))
        if ref != name and REF.fullmatch(ref) and _read(request, ref) == named:
            return ref
    return secrets.token_urlsafe(REF_BYTES)


def find_pass(request: HttpRequest, ref: str) -> Pass | None:
    """Return what the browser may answer at this address; None where it has no cookie of ours."""
    kind, key, helper = _read(request, ref) or ("", 0, "")
    case = find_visited_case(key) if kind == "case" else None
    if kind == "case" and case is None:
        return None
    place = find_visited_place(case.place_id if case else key)
    return Pass(ref, place, case, helper) if place else None


def forget_passes(request: HttpRequest, response: HttpResponse) -> None:
    """Delete every cookie of ours, as when somebody leaves in haste."""
    for name in request.COOKIES:
        if name.startswith(cookie_name("")):
            response.delete_cookie(name, samesite="Lax")


def cookie_name(ref: str) -> str:
    """Return the name of a page's cookie; the prefix binds it to this host and to HTTPS."""
    return f"{'' if settings.DEMO else '__Host-'}g-{ref}"


def _is_secure(request: HttpRequest) -> bool:
    return request.is_secure() or not settings.DEMO


def _name(opened: Place | Case, helper: str) -> tuple[str, int, str]:
    return ("case" if isinstance(opened, Case) else "place", opened.pk, helper)


def _sign(opened: Place | Case, helper: str) -> str:
    return signing.dumps(_name(opened, helper), salt=SALT)


def _read(request: HttpRequest, ref: str) -> tuple[str, int, str] | None:
    try:
        kind, key, helper = signing.loads(request.COOKIES.get(cookie_name(ref), ""), salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return str(kind), int(key), str(helper)
