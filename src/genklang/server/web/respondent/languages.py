"""Which languages a respondent can choose, and which one a page begins in. What a request says is only a wish."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from genklang.instrument.model import RIGHT_TO_LEFT, Instrument
from genklang.server import texts
from genklang.server.fieldwork.models import Round

LANGUAGES: Final = ("sv", "en", "ar", "so", "prs", "ckb", "ti", "uk", "da")
_ALIASES: Final = {"fa": "prs", "ku": "ckb", "nb": "da", "no": "da", "nn": "sv"}
"""What browsers call a language that is near one of ours."""


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language by its own name, in its own script."""

    code: str
    name: str
    direction: str


def list_choices(codes: Sequence[str]) -> tuple[LanguageChoice, ...]:
    """Return the languages with their names as their speakers write them."""
    return tuple(map(_describe, codes))


@cache
def _describe(code: str) -> LanguageChoice:
    return LanguageChoice(code, texts.say(code, "respondent/form.language_name"), direction_of(code))


def direction_of(language: str) -> str:
    """Return ltr or rtl."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def list_languages(round_: Round, instrument: Instrument) -> tuple[str, ...]:
    """Return the languages that a round offers and its questionnaire speaks, in the round's order."""
    offered = [code for code in round_.languages if code in instrument.texts and code in LANGUAGES]
    return tuple(offered) or tuple(code for code in LANGUAGES if code in instrument.texts)


def choose_language(request: HttpRequest, offered: Sequence[str], *wishes: str) -> str:
    """Return the first wish that is offered, then what the browser prefers, then the first of all."""
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    preferred = [code.split("-")[0] for code, _ in parse_accept_lang_header(header)]
    for wish in (*wishes, *(_ALIASES.get(code, code) for code in preferred)):
        if wish in offered:
            return wish
    return offered[0]
