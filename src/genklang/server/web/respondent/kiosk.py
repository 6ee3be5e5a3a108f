"""A tablet at a unit: the whole form at once in every language, answered without a network, sealed in the browser."""

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64Error
from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from genklang.server import texts
from genklang.server.fieldwork.models import Case, Place
from genklang.server.fieldwork.operations.kiosk_offers import count_offers
from genklang.server.fieldwork.sealing import INFO, ROOM, X25519_BYTES
from genklang.server.fieldwork.tokens import find_place, prove_begun
from genklang.server.jobs.take_response import Outcome, seal_context, take_sealed
from genklang.server.web.respondent.draw import draw_kiosk_form
from genklang.server.web.respondent.languages import LANGUAGES, choose_language, list_choices
from genklang.server.web.respondent.look import KIOSK_SCRIPT, SCRIPT, STYLE, look_address, read_look
from genklang.server.web.respondent.pages import respondent_page, show_notice, show_page
from genklang.server.web.respondent.passes import Pass
from genklang.server.web.respondent.visit import Visit, make_visit, refuse_visit

STATUSES: Final = {Outcome.NOT_STORED: 503, Outcome.UNREADABLE: 400}
WORDS: Final = ("waiting", "late", "failed")
_IDS: Final = re.compile(r"[A-Za-z0-9_-]{22}( [A-Za-z0-9_-]{22}){0,199}")


@respondent_page
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """Show the kiosk of a place, or say why it is not open."""
    place = find_place(token)
    if place is None:
        return show_notice(request, "entry.unknown", language=choose_language(request, LANGUAGES), status=404)
    visit = make_visit(Pass("", place, Case(place=place, channel="kiosk")))
    language = choose_language(request, visit.languages)
    if refusal := refuse_visit(request, visit, language=language, now=timezone.now()):
        return refusal
    values = {
        "page": "kiosk",
        "token": token,
        "forms": [each for code in visit.languages for each in draw_kiosk_forms(visit, code)],
        "settings": _describe(visit, token),
        "kiosk_address": look_address(KIOSK_SCRIPT),
        "is_test": place.round.is_test,
    }
    organisation = place.round.organisation
    return show_page(request, "kiosk", values, language=language, languages=visit.languages, organisation=organisation)


def draw_kiosk_forms(visit: Visit, language: str) -> list[dict[str, object]]:
    """Return the form in a language, and its easy-read variant where there is one."""
    plain = visit.make_form(language, is_easy=False)
    forms = [plain]
    if plain.instrument.easy_read and not plain.is_easy:
        forms.append(visit.make_form(language, is_easy=True))
    choice = list_choices([language])[0]
    return [draw_kiosk_form(visit, form) | {"choice": choice, "has_easy": len(forms) > 1} for form in forms]


@csrf_exempt
@respondent_page
def take_kiosk_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take one answer that the kiosk has sealed, and say what became of it; the kiosk asks until it is told.

    The token in the address is what lets it in; no cookie does, so that no other site can post in its name.
    """
    place = find_place(token)
    said = _read_json(request)
    if place is None or said is None or " " in said["id"]:
        return JsonResponse({"outcome": Outcome.UNREADABLE}, status=400 if place else 404)
    try:
        sealed = b64decode(said.get("sealed", ""), validate=True)
    except NotBase64Error:
        sealed = b""
    outcome = take_sealed(
        place,
        sealed,
        submission=said["id"],
        channel="kiosk",
        now=timezone.now(),
        begun=said.get("begun", ""),
    )
    return JsonResponse({"outcome": outcome}, status=STATUSES.get(outcome, 200))


@csrf_exempt
@respondent_page
def count_kiosk_offer(request: HttpRequest, token: str) -> HttpResponse:
    """Count those who began at the kiosk: `id` holds an id for each, parted by blanks."""
    place = find_place(token)
    said = _read_json(request)
    if place is None or said is None:
        return JsonResponse({}, status=400 if place else 404)
    if not place.round.is_test:
        count_offers(place, said["id"].split(), now=timezone.now())
    return JsonResponse({"outcome": Outcome.STORED})


@respondent_page
def send_worker(_request: HttpRequest, token: str) -> HttpResponse:
    """Send the script that keeps the kiosk there without a network, with the list of what it keeps."""
    place = find_place(token)
    sounds = _list_sounds(place) if place else []
    kept = [reverse("kiosk", args=[token]), *(look_address(name) for name in (STYLE, SCRIPT, KIOSK_SCRIPT)), *sounds]
    script = f"const KEPT = {json.dumps(kept)};\n{read_look('worker.js')}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _list_sounds(place: Place) -> list[str]:
    visit = make_visit(Pass("", place, Case(place=place, channel="kiosk")))
    forms = (visit.make_form(language, is_easy=False) for language in visit.languages)
    return sorted({address for form in forms for address in form.sounds.values()})


def _describe(visit: Visit, token: str) -> Mapping[str, object]:
    """Return what the kiosk's script must know: whom to seal for, where to send, and what to say."""
    place = visit.opened.place
    public = bytes(place.round.mix_key.public)[X25519_BYTES:] if not place.round.is_test else b""
    return {
        "public": b64encode(public).decode(),
        "context": seal_context(place).decode(),
        "info": INFO.decode(),
        "room": ROOM,
        "begun": prove_begun(place.round),
        "store": f"genklang-{place.round_id}-{place.pk}",
        "take": reverse("kiosk_take", args=[token]),
        "offer": reverse("kiosk_offer", args=[token]),
        "worker": reverse("kiosk_worker", args=[token]),
        "words": {
            language: {word: texts.say(language, f"respondent/kiosk.{word}") for word in WORDS}
            for language in visit.languages
        },
    }


def _read_json(request: HttpRequest) -> dict[str, str] | None:
    """Return the posted object of texts with well-formed ids; None where it is anything else."""
    try:
        said = json.loads(request.body)
    except ValueError:
        return None
    is_ours = isinstance(said, dict) and all(isinstance(value, str) for value in said.values())
    return said if is_ours and _IDS.fullmatch(said.get("id", "")) else None
