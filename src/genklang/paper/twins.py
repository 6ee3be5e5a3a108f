"""Lays a sheet beside the one that its ink is like, for a person to decide: pictures of both, and where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box, FormLayout
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.scans import ScannedPage
from genklang.paper.sheets import FAINT, Sheet
from genklang.paper.snippets import SMALL

CELLS: Final = 9
"""Cells along the side of a box's window in a page's ink, each of a millimetre."""
MARKED: Final = 100.0
"""Length of the vector of a box's ink from which on it is a mark for sure. Of two scans of one sheet the fainter had at
least 34 per cent of the other's, in 257 marks of every kind on 12 sheets."""
GONE: Final = 0.25
"""Share of a mark's ink below which the other sheet is said not to have it."""
OUTLINE: Final = 170
FRAME: Final = 60
AROUND: Final = 1.6
"""Millimetres between a question and its frame."""
QUALITY: Final = 55

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sheet and its twin as pictures (JPEG, the pages below each other), and the items in which their marks differ.

    Of a twin whose pages were not kept there is its ink alone.
    """

    own: bytes
    twin: bytes
    differs: tuple[str, ...]


def show_pair(sheet: Sheet, layout: FormLayout) -> Pair:
    """Return a sheet that is there twice beside its twin, questions whose marks differ framed on both."""
    pairs = list(zip_longest(sheet.pages, sheet.twins))
    differs = {item for own, twin in pairs if twin for item in find_differences(own, twin, layout)}
    return Pair(
        _stack([_show_page(own, layout, differs) for own, _ in pairs]),
        _stack([_show_page(twin, layout, differs) for _, twin in pairs if twin]),
        tuple(q.item for q in layout.questions if q.item in differs),
    )


def find_differences(one: ScannedPage, other: ScannedPage, layout: FormLayout) -> set[str]:
    """Return the items with a box that is marked on one of two pages of a form alone."""
    boxes = layout.boxes_on(_side(one))
    length = np.sort(
        [np.linalg.norm(np.clip(_read_ink(p, boxes) - FAINT, 0, None), axis=(1, 2)) for p in (one, other)], 0
    )
    differs = (length[1] >= MARKED) & (length[0] < GONE * length[1])
    return {box.item for box, is_other in zip(boxes, differs, strict=True) if is_other}


def _show_page(page: ScannedPage, layout: FormLayout, differs: set[str]) -> Picture:
    side = _side(page)
    shown = cv2.imdecode(np.frombuffer(page.picture, np.uint8), cv2.IMREAD_GRAYSCALE) if page.picture else None
    picture = _draw_ink(page, layout.boxes_on(side)) if shown is None else np.asarray(shown, dtype=np.uint8)
    for question in layout.questions:
        if question.page == side and question.item in differs:
            x, y, width, height = question.region
            corners = [(x - AROUND, y - AROUND), (x + width + AROUND, y + height + AROUND)]
            left_top, right_bottom = ((round(SMALL * across), round(SMALL * down)) for across, down in corners)
            cv2.rectangle(picture, left_top, right_bottom, FRAME, 3)
    return picture


def _draw_ink(page: ScannedPage, boxes: Sequence[Box]) -> Picture:
    """Draw the outlines of a page's boxes and the ink round each: what is left of a page that was read before."""
    picture = np.full((round(PAGE_HEIGHT * SMALL), round(PAGE_WIDTH * SMALL)), 255, np.uint8)
    side = round(CELLS * SMALL)
    for box, ink in zip(boxes, _read_ink(page, boxes), strict=True):
        left, top = (
            round(SMALL * (start + size / 2) - side / 2) for start, size in ((box.x, box.width), (box.y, box.height))
        )
        window = picture[max(top, 0) : top + side, max(left, 0) : left + side]
        drawn = cv2.resize(255 - ink.astype(np.uint8), (side, side), interpolation=cv2.INTER_CUBIC)
        np.minimum(window, drawn[: window.shape[0], : window.shape[1]], out=window)
        corner = (round(SMALL * box.x), round(SMALL * box.y))
        cv2.rectangle(
            picture, corner, (round(SMALL * (box.x + box.width)), round(SMALL * (box.y + box.height))), OUTLINE, 1
        )
    return picture


def _read_ink(page: ScannedPage, boxes: Sequence[Box]) -> NDArray[np.float32]:
    ink = np.frombuffer(page.signature, np.uint8).astype(np.float32)
    return ink.reshape(len(boxes), CELLS, CELLS)


def _stack(pictures: Sequence[Picture]) -> bytes:
    return (
        cv2.imencode(".jpg", np.vstack(pictures), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes() if pictures else b""
    )


def _side(page: ScannedPage) -> int:
    return page.name.page if page.name else 0
