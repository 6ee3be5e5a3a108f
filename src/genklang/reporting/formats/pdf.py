"""The report as a tagged PDF (PDF/UA-1 and PDF/A-2a), set by Typst with the shipped fonts only."""

import json
from pathlib import Path
from typing import Any, Final

import typst

from genklang.reporting.document import to_document
from genklang.reporting.drawing.lettering import displayable
from genklang.reporting.model import Format, Report

STANDARDS: Final[list[typst.PDFStandard]] = ["ua-1", "a-2a"]
TEMPLATES: Final = Path(__file__).parent / "templates"
CONTENT: Final = Path(__file__).parents[2] / "content"


def make_compiler() -> typst.Compiler:
    return typst.Compiler(
        TEMPLATES / "report.typ", root=TEMPLATES, font_paths=[CONTENT / "fonts"], ignore_system_fonts=True
    )


def to_input(report: Report) -> str:
    document = _displayable(to_document(report, has_narrow=False))
    figures = [b for section in document["sections"] for b in section["blocks"] if b["kind"] == "figure"]
    for number, figure in enumerate(figures, 1):
        figure["number"] = number
    document["logo"] = (CONTENT / "logo.svg").read_text("utf-8")
    return json.dumps(document, ensure_ascii=False)


def _displayable(value: Any) -> Any:
    if isinstance(value, str):
        return displayable(value)
    if isinstance(value, list):
        return [_displayable(each) for each in value]
    if isinstance(value, dict):
        return {key: _displayable(each) for key, each in value.items()}
    return value


def render(report: Report) -> bytes:
    return make_compiler().compile(sys_inputs={"report": to_input(report)}, format="pdf", pdf_standards=STANDARDS)


part = Format("pdf", "application/pdf", render)
