"""The report as a tagged PDF, A4, with the shipped fonts only."""

import json
import os
from collections.abc import Iterable, Iterator
from importlib.resources import files

from genklang.reporting.document import to_document
from genklang.reporting.drawing.lettering import displayable
from genklang.reporting.model import Format, Report
from genklang.reporting.typesetting import set_many, set_pdf, wrap_png


def render(report: Report) -> bytes:
    """Return the report as PDF (PDF/UA-1 and PDF/A-2a); the same report always gives the same bytes."""
    return set_pdf(_to_json(report))


def render_many(reports: Iterable[Report], *, processes: int | None = None) -> Iterator[bytes]:
    """Yield each report's PDF in turn, byte for byte as `render` gives it, set on all processors at once."""
    return set_many(map(_to_json, reports), processes=processes or os.cpu_count() or 1)


def _to_json(report: Report) -> str:
    document = to_document(report, has_narrow=False)
    drawn = (b for section in document["sections"] for b in section["blocks"] if b["kind"] == "figure")
    for number, figure in enumerate(drawn, 1):
        figure["number"] = number
    document["emblem"] = wrap_png(report.letterhead.emblem)
    document["logo"] = files("genklang").joinpath("content/logo.svg").read_text("utf-8")
    return json.dumps(_displayable(document), ensure_ascii=False)


def _displayable(value: object) -> object:
    """Replace what the fonts have no sign for, in every text: PDF/UA forbids signs that are not there."""
    match value:
        case str():
            return displayable(value)
        case list():
            return [_displayable(each) for each in value]
        case dict():
            return {key: _displayable(each) for key, each in value.items()}
        case _:
            return value


part = Format("pdf", "application/pdf", render, render_many)
