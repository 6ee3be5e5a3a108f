"""What posters, slips and letters say in each language, and how they are set as PDF."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
import typst
from babel.dates import format_date
from django.conf import settings

from genklang.instrument.model import RIGHT_TO_LEFT
from genklang.reporting.drawing.lettering import displayable
from genklang.reporting.typesetting import FONTS, NOT_STATED, wrap_png
from genklang.server import texts
from genklang.server.fieldwork.models import Round
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.queries import read_logo

TEMPLATES: Final = Path(__file__).parent / "handouts"
SECONDS_AN_ITEM: Final = 15
MASK: Final = 2
KEYS: Final = (
    *("heading", "scan", "address", "code", "here", "once", "voluntary", "promise"),
    *("speak", "greeting", "body", "reminder", "name"),
)
CALENDARS: Final[Mapping[str, str]] = {"prs": "fa_AF"}
"""The locale that writes the dates of a language, where it is not the language's own."""

Words = dict[str, Any]


def list_words(round_: Round, languages: Iterable[str]) -> list[Words]:
    """Return the words of each language, with the round's dates and the organisation's support put in."""
    instrument = read_instrument(round_)
    minutes = max(2, round(len(instrument.items) * SECONDS_AN_ITEM / 60))
    support = tell_support(round_.organisation)
    return [_words(language, minutes=minutes, closes=round_.closes, support=support) for language in languages]


def head_handout(round_: Round, languages: Sequence[str]) -> dict[str, Any]:
    """Return what every hand-out holds: whose it is, its languages' words, and where codes are typed."""
    words = list_words(round_, languages)
    return {
        "title": words[0]["heading"],
        "organisation": round_.organisation.name,
        "emblem": wrap_png(read_logo(round_.organisation)),
        "languages": words,
        "qr_alt": words[0]["scan"],
        "code_address": f"{settings.BASE_URL}/k/",
    }


def tell_support(organisation: Organisation) -> str:
    """Return whom to ask, on one line."""
    return " · ".join(filter(None, (organisation.support_name, organisation.support_phone, organisation.support_email)))


def draw_qr(address: str) -> str:
    """Return a QR code of an address as SVG; a quarter of it may be dirty and it is still read."""
    drawn = BytesIO()
    # One mask for all: trying all eight takes five times as long, and a quarter of spare signs makes up for it.
    sign = segno.make(address, error="q", mask=MASK, micro=False)
    sign.save(drawn, kind="svg", border=2, xmldecl=False, light="white")
    return drawn.getvalue().decode()


def set_handout(template: str, content: Mapping[str, Any]) -> bytes:
    """Return the PDF (PDF/UA-1) of a template in `handouts/` filled with data; texts are never read as markup."""
    pdf = _compiler(template).compile(
        sys_inputs={"handout": json.dumps(_displayable(content), ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=NOT_STATED,
    )
    assert isinstance(pdf, bytes)  # noqa: S101 - only image formats give one result a page
    return pdf


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=[FONTS], ignore_system_fonts=True)


def _words(language: str, *, minutes: int, closes: date, support: str) -> Words:
    def say(key: str, **values: object) -> str:
        return texts.say(language, f"respondent/print.{key}", **values)

    return {
        "language": language,
        "is_rtl": language in RIGHT_TO_LEFT,
        **{key: say(key) for key in KEYS},
        "minutes": say("minutes", minutes=minutes),
        "until": say("until", closes=format_date(closes, "long", locale=CALENDARS.get(language, language))),
        "help": say("help", support=support),
    }


def _displayable(value: Any) -> Any:  # noqa: ANN401 (a JSON value is what it is)
    if isinstance(value, str):
        return value if value.startswith("<svg") else displayable(value)
    if isinstance(value, list):
        return [_displayable(element) for element in value]
    if isinstance(value, dict):
        return {key: _displayable(element) for key, element in value.items()}
    return value
