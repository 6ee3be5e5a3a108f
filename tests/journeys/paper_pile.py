"""A pile of paper for the journey: filled in by people made by rule, scanned hard, with the truth kept beside.

Run in processes of its own, without the server: what a person would read in each picture is kept by the picture.
"""

import hashlib
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pikepdf

from genklang.paper.form_file import decode_blank, read_form_file
from genklang.paper.read import Unread, read_page
from genklang.paper.snippets import show_question
from genklang.paper.synthesis.trial import prepare_trial

sys.path.append(str(Path(__file__).parents[1] / "paper"))
from paper_sheets import scanned

DPI = 200
QUALITY = 60
LEVELS = ("poor", "photo", "poor", "office")


@dataclass(frozen=True)
class FilledPile:
    """The sheets of one form in one file, what each meant by item, and what each picture of a question says."""

    form: Path
    seed: int
    unit: str
    scans: bytes
    meant: tuple[dict[str, tuple[int, ...]], ...]
    seen: dict[str, tuple[int, ...]]


def fill_pile(file: Path, seed: int, numbers: Sequence[int], level: str = "") -> FilledPile:
    """Fill in and scan some sheets of a printed form; `level`: all as hard as that.

    The same seed and number are the same sheet: scanned at another level, it is scanned again.
    """
    cv2.setNumThreads(1)
    kept = read_form_file(file)
    form = prepare_trial(kept.layout, [decode_blank(png) for png in kept.blanks])
    pages, meant, seen = [], [], {}
    for number in numbers:
        hard = level or LEVELS[number % len(LEVELS)]
        filled, own = scanned(form, level=hard, seed=1000 * seed + number, dpi=DPI)
        jpegs = [cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes() for page in own]
        for jpeg in jpegs:
            seen |= look(jpeg, form, filled.meant)
        pages += jpegs
        meant.append(dict(filled.meant))
    return FilledPile(file, seed, kept.layout.version.unit, write_pdf(pages), tuple(meant), seen)


def look(jpeg, form, meant):
    """Return what a person reads in each picture that may be cut out of a page, by the picture."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    found = read_page(picture, {form.layout.id: form.readable})
    if isinstance(found, Unread):
        return {}
    seen = {}
    for question in (q for q in form.layout.questions if q.page == found.name.page):
        png = cv2.imencode(".png", show_question(picture, found.registration, question))[1].tobytes()
        seen[hashlib.sha256(png).hexdigest()] = tuple(meant.get(question.item, ()))
    return seen


def write_pdf(jpegs) -> bytes:
    """Return pages as a PDF with each picture embedded as it is."""
    document = pikepdf.new()
    for jpeg in jpegs:
        height, width = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE).shape
        across, down = width * 72 / DPI, height * 72 / DPI
        page = document.add_blank_page(page_size=(across, down))
        image = pikepdf.Stream(document, jpeg)
        image.update(
            {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": width, "/Height": height}
            | {"/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode}
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = pikepdf.Stream(document, f"q {across} 0 0 {down} 0 0 cm /Im0 Do Q".encode())
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
