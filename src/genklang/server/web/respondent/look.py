"""The style and script of respondents' pages: small, the style inside the first page, both kept after."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Final

from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

STATIC: Final = Path(__file__).parents[1] / "static/respondent"
MEDIA_TYPES: Final = {"css": "text/css", "js": "text/javascript"}
STYLE, SCRIPT, KIOSK_SCRIPT = "respondent.css", "page.js", "kiosk.js"
NAMES: Final = (STYLE, SCRIPT, KIOSK_SCRIPT)
LISTEN: Final = "listen.js"
"""Stands before both scripts."""


@cache
def read_look(name: str) -> str:
    """Return a style or script without comments, and a style without blanks that nobody reads."""
    before = LISTEN if name in {SCRIPT, KIOSK_SCRIPT} else ""
    text = "".join((STATIC / each).read_text(encoding="utf-8") for each in (before, name) if each)
    text = re.sub(r"/\*.*?\*/\s*", "", text, flags=re.DOTALL)
    if not name.endswith(".css"):
        return text
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,>]) ?", r"\1", text).replace(": ", ":").replace(";}", "}").strip()


def read_style() -> SafeString:
    """Return the style as it stands in a page."""
    return mark_safe(read_look(STYLE))  # noqa: S308 (our own file)


@cache
def look_address(name: str) -> str:
    """Return the address of a style or script; it names the content, so that a browser may keep it for good."""
    stem, _, suffix = name.partition(".")
    return reverse("look", args=[f"{stem}.{_digest(name).hex()[:12]}.{suffix}"])


@cache
def make_policy() -> str:
    """Return the content policy of respondents' pages: exactly this style may stand in a page."""
    return build_policy(update={"style-src": ["'self'", f"'sha256-{b64encode(_digest(STYLE)).decode()}'"]})


@gzip_page
@require_GET
def send_look(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Send a style or script."""
    found = next((known for known in NAMES if look_address(known).endswith(f"/{name}")), None)
    if found is None:
        return HttpResponseNotFound()
    response = HttpResponse(read_look(found), content_type=f"{MEDIA_TYPES[found.rpartition('.')[2]]}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _digest(name: str) -> bytes:
    return hashlib.sha256(read_look(name).encode()).digest()
