"""Draws a form: its PDF by Typst with the shipped fonts, and its blank pages as pictures to read against."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pypdfium2
import typst
from numpy.typing import NDArray

from genklang.paper.form import FormLayout

TEMPLATES: Final = Path(__file__).parent / "templates"
FONTS: Final = Path(__file__).parents[1] / "content" / "fonts"
NOT_STATED: Final = 0
"""Creation date (POSIX): a fixed one keeps the bytes of one form the same for ever."""
POINTS_PER_MM: Final = 72 / 25.4
BLANK_SCALE: Final = 10.0
"""Pixels per mm of a blank page."""

Picture = NDArray[np.uint8]


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(TEMPLATES / "form.typ", root=TEMPLATES, font_paths=[FONTS], ignore_system_fonts=True)


def draw(layout: FormLayout) -> bytes:
    """Return the form as PDF, A4; the same layout always gives the same bytes. Texts are never read as markup."""
    return set_document(layout.document)


def set_document(document: str) -> bytes:
    """Return the PDF of a document given as JSON."""
    pdf = _compiler().compile(sys_inputs={"form": document}, format="pdf", timestamp=NOT_STATED)
    assert isinstance(pdf, bytes)  # noqa: S101 - only image formats give one result a page
    return pdf


def find_places() -> list[dict[str, Any]]:
    """Return every place in the document that was set last: kind, item, code, page, mm."""
    found: list[dict[str, Any]] = json.loads(_compiler().query("<place>", field="value"))
    return found


def rasterise(pdf: bytes, *, scale: float = BLANK_SCALE) -> list[Picture]:
    """Return each page of one of our own PDFs as a grey picture with `scale` pixels per mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = (page.render(scale=scale / POINTS_PER_MM, grayscale=True).to_numpy() for page in document)
        return [np.ascontiguousarray(page[..., 0] if page.ndim == 3 else page) for page in pages]


def encode_png(picture: Picture) -> bytes:
    """Return a picture as PNG."""
    return bytes(cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1])
