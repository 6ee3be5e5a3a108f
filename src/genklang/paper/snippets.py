"""Cuts a question out of a page as a person is shown it: with what lies round it, paler, since marks run beyond."""

from typing import Final

import cv2
import numpy as np

from genklang.paper.form import Question
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.register import Picture, Region, Registration, straighten

AROUND_MM: Final = 2.0
"""So far round a question a picture is as it was scanned."""
BEYOND_MM: Final = 6.0
"""So much further it is shown pale: a line drawn through several boxes does not end where the question does."""
PALE: Final = 0.5
"""Share of its darkness that is left there."""
SMALL: Final = 3.0
"""Pixels per mm of a page that is shown small."""
GROWN: Final = 2
"""How often larger a question is shown that is cut out of such a page."""


def show_question(picture: Picture, place: Registration, question: Question, *, scale: float = 5.0) -> Picture:
    """Return a question on a scanned page, straightened, `scale` pixels per mm."""
    whole = _grow(question.region, AROUND_MM + BEYOND_MM)
    return _fade(straighten(picture, place.to_pixels, whole, scale=scale), whole, question, scale)


def cut_question(page: bytes, question: Question) -> bytes:
    """Return a question as PNG from the small picture of its page (`SMALL`): less sharp, enough to see a cross.

    Nothing where there is no picture.
    """
    if not page:
        return b""
    picture = np.asarray(cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    whole = _grow(question.region, AROUND_MM + BEYOND_MM)
    left, top, right, bottom = (round(SMALL * edge) for edge in _edges(whole))
    small = picture[top:bottom, left:right]
    large = cv2.resize(small, None, fx=GROWN, fy=GROWN, interpolation=cv2.INTER_CUBIC)
    shown = _fade(np.asarray(large, dtype=np.uint8), whole, question, SMALL * GROWN)
    return cv2.imencode(".png", shown)[1].tobytes()


def _grow(region: Region, by: float) -> Region:
    """Return a region (x, y, width, height in mm) with so much round it, as far as the page goes."""
    left, top, right, bottom = _edges(region)
    left, top = max(left - by, 0.0), max(top - by, 0.0)
    return left, top, min(right + by, PAGE_WIDTH) - left, min(bottom + by, PAGE_HEIGHT) - top


def _edges(region: Region) -> tuple[float, float, float, float]:
    x, y, width, height = region
    return x, y, x + width, y + height


def _fade(cut: Picture, whole: Region, question: Question, scale: float) -> Picture:
    """Return a cut-out of the region `whole` that is pale wherever it is not of the question."""
    faded = 255 - PALE * (255 - cut.astype(np.float32))
    shown = np.asarray(faded, dtype=np.uint8)
    left, top, right, bottom = _edges(_grow(question.region, AROUND_MM))
    across = slice(round(scale * (left - whole[0])), round(scale * (right - whole[0])))
    down = slice(round(scale * (top - whole[1])), round(scale * (bottom - whole[1])))
    shown[down, across] = cut[down, across]
    return shown
