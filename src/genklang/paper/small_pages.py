"""Cuts a question out of the small picture of a page that was read: less sharp than the scan, enough to see a cross."""

from typing import Final

import cv2
import numpy as np

from genklang.paper.form import Question
from genklang.paper.scan_child import AROUND_MM, SMALL
from genklang.paper.scans import ScannedPage

GROWN: Final = 2
"""How often larger it is shown."""


def cut_question(page: ScannedPage, question: Question) -> bytes:
    """Return a question on a page as PNG; nothing where there is no picture of the page."""
    if not page.picture:
        return b""
    picture = np.asarray(cv2.imdecode(np.frombuffer(page.picture, np.uint8), cv2.IMREAD_GRAYSCALE))
    x, y, width, height = question.region
    left, top = (max(round(SMALL * (start - AROUND_MM)), 0) for start in (x, y))
    right, bottom = (round(SMALL * (start + size + AROUND_MM)) for start, size in ((x, width), (y, height)))
    large = cv2.resize(picture[top:bottom, left:right], None, fx=GROWN, fy=GROWN, interpolation=cv2.INTER_CUBIC)
    return cv2.imencode(".png", large)[1].tobytes()
