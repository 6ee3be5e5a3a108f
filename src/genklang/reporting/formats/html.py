"""The report as one web page that asks nothing of any other place: fonts, charts and style stand inside it."""

import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from genklang.reporting.document import to_document
from genklang.reporting.model import Format, Report

SCRIPTS: Final = (
    ("Noto Sans", "latin", re.compile("")),
    ("Noto Sans Arabic", "arabic", re.compile("[\u0600-\u06ff]")),
    ("Noto Sans Ethiopic", "ethiopic", re.compile("[\u1200-\u139f]")),
)
"""Family, subset, and the letters that call for it."""


def render(report: Report) -> bytes:
    """Return the report as a self-contained page in UTF-8."""
    document = to_document(report, has_narrow=True)
    return (
        _template()
        .render(
            document,
            fonts=_fonts(str(document)),
            logo=_content("logo.svg").decode(),
            favicon=_favicon(),
            emblem=b64encode(report.letterhead.emblem).decode("ascii"),
        )
        .encode()
    )


@cache
def _template() -> Template:
    loader = PackageLoader("genklang.reporting.formats")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html")


def _fonts(text: str) -> list[dict[str, str]]:
    """Return the faces that the page must carry to show `text`."""
    return [
        {"family": family, "weight": weight, "data": _encode(f"fonts/{subset}-{name}.woff2")}
        for family, subset, letters in SCRIPTS
        if letters.search(text)
        for name, weight in (("Regular", "400"), ("Bold", "700"))
    ]


def _content(name: str) -> bytes:
    return files("genklang").joinpath("content").joinpath(name).read_bytes()


@cache
def _encode(name: str) -> str:
    return b64encode(_content(name)).decode("ascii")


def _favicon() -> str:
    return _encode("favicon.svg")


part = Format("html", "text/html", render)
