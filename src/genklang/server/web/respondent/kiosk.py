"""A tablet at a unit: the whole form at once in every language, answered without a network, sealed in the browser.

It has one address for all target groups of the unit; who uses it says which one is theirs, where there are several.
"""

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64Error
from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from genklang.server import texts
from genklang.server.fieldwork.models import Case
from genklang.server.fieldwork.operations.kiosk_offers import count_offers
from genklang.server.fieldwork.sealing import INFO, ROOM, X25519_BYTES
from genklang.server.fieldwork.tokens import find_kiosk, find_kiosk_place, place_token, prove_begun
from genklang.server.jobs.take_response import Outcome, seal_context, take_sealed
from genklang.server.web.respondent.draw import draw_kiosk_form, name_group
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
    """Show the kiosk of a unit, or say why it is not open."""
    visits = _make_visits(token)
    if not visits:
        return show_notice(request, "entry.unknown", language=choose_language(request, LANGUAGES), status=404)
    visit = visits[0]
    language = choose_language(request, visit.languages)
    if refusal := refuse_visit(request, visit, language=language, now=timezone.now()):
        return refusal
    values = {
        "page": "kiosk",
        "links": _list_links(visits, language),
        "forms": [each for code in visit.languages for each in draw_kiosk_forms(visits, code)],
        "settings": _describe(visits, token),
        "kiosk_address": look_address(KIOSK_SCRIPT),
        "is_test": visit.opened.round.is_test,
    }
    organisation = visit.opened.round.organisation
    return show_page(request, "kiosk", values, language=language, languages=visit.languages, organisation=organisation)


def draw_kiosk_forms(visits: Sequence[Visit], language: str) -> list[dict[str, object]]:
    """Return the form in a language, and its easy-read variant where there is one."""
    visit = visits[0]
    plain = visit.make_form(language, is_easy=False)
    forms = [plain]
    if plain.instrument.easy_read and not plain.is_easy:
        forms.append(visit.make_form(language, is_easy=True))
    choice = list_choices([language])[0]
    return [draw_kiosk_form(visits, form) | {"choice": choice, "has_easy": len(forms) > 1} for form in forms]


@csrf_exempt
@respondent_page
def take_kiosk_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take one answer that the kiosk has sealed, and say what became of it; the kiosk asks until it is told.

    The token in the address is what lets it in; no cookie does, so that no other site can post in its name.
    """
    said = _read_json(request)
    if said is None or " " in said["id"]:
        return JsonResponse({"outcome": Outcome.UNREADABLE}, status=400)
    place = find_kiosk_place(token, said.get("group", ""))
    if place is None:
        return JsonResponse({}, status=404)
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
    """Count those of a target group who began at the kiosk: `id` holds an id for each, parted by blanks."""
    said = _read_json(request)
    if said is None:
        return JsonResponse({}, status=400)
    place = find_kiosk_place(token, said.get("group", ""))
    if place is None:
        return JsonResponse({}, status=404)
    if not place.round.is_test:
        count_offers(place, said["id"].split(), now=timezone.now())
    return JsonResponse({"outcome": Outcome.STORED})


@respondent_page
def send_worker(_request: HttpRequest, token: str) -> HttpResponse:
    """Send the script that keeps the kiosk there without a network, with the list of what it keeps."""
    visits = _make_visits(token)
    sounds = _list_sounds(visits[0]) if visits else []
    kept = [reverse("kiosk", args=[token]), *(look_address(name) for name in (STYLE, SCRIPT, KIOSK_SCRIPT)), *sounds]
    script = f"const KEPT = {json.dumps(kept)};\n{read_look('worker.js')}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _make_visits(token: str) -> list[Visit]:
    """Return a visit for each target group of the unit, in the questionnaire's order."""
    visits = [make_visit(Pass("", place, Case(place=place, channel="kiosk"))) for place in find_kiosk(token)]
    order = [group.code for group in visits[0].published.instrument.target_groups] if visits else []
    return sorted(visits, key=lambda visit: order.index(visit.opened.place.target_group))


def _list_links(visits: Sequence[Visit], language: str) -> list[tuple[str, str]]:
    """Return the shared link of each target group with its name, for a browser that runs no scripts."""
    form = visits[0].make_form(language, is_easy=False)
    places = [visit.opened.place for visit in visits]
    return [(reverse("open_place", args=[place_token(p)]), name_group(form, p.target_group)) for p in places]


def _list_sounds(visit: Visit) -> list[str]:
    forms = (visit.make_form(language, is_easy=False) for language in visit.languages)
    return sorted({address for form in forms for address in form.sounds.values()})


def _describe(visits: Sequence[Visit], token: str) -> Mapping[str, object]:
    """Return what the kiosk's script must know: whom to seal for, where to send, and what to say.

    `contexts`: what an answer is bound to when it is sealed, by target group.
    """
    places = [visit.opened.place for visit in visits]
    round_, unit = places[0].round, places[0].unit_id
    public = bytes(round_.mix_key.public)[X25519_BYTES:] if not round_.is_test else b""
    return {
        "public": b64encode(public).decode(),
        "contexts": {place.target_group: seal_context(place).decode() for place in places},
        "info": INFO.decode(),
        "room": ROOM,
        "begun": prove_begun(round_),
        "store": f"genklang-{round_.pk}-{unit}",
        "take": reverse("kiosk_take", args=[token]),
        "offer": reverse("kiosk_offer", args=[token]),
        "worker": reverse("kiosk_worker", args=[token]),
        "words": {
            language: {word: texts.say(language, f"respondent/kiosk.{word}") for word in WORDS}
            for language in visits[0].languages
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
