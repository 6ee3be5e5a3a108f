"""Looks for ink beside the boxes of a question that seems unanswered: a circle, a tick beside a box, a word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box, FormLayout, Question
from genklang.paper.overprint import ASIDE_MM, BlankPage, measure_page
from genklang.paper.register import Picture, Registration

SCALE: Final = 4.0
"""Pixels per mm."""
EXCUSED_MM: Final = 0.25
BENT_MM: Final = 0.8
"""So near to print nothing counts: on a page that lies flat under the glass, and on one that may be bent."""
MORE_MM: Final = 1.0
"""Looked at above and below a question too: its last box stands on the edge."""
DARK: Final = 0.2
NEAR_MM: Final = 4.5
LEAST_GATHERED: Final = 0.35
"""Square mm of ink within a square of that side: a mark over print is left in pieces."""
OWN_MM: Final = 1.5
"""What is drawn in a box may go so far beyond it."""

Region = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BlankRegions:
    """Where print stands in each question of a page, by item, widened by what is excused; 1 is print. `page` is all."""

    flat: Mapping[str, NDArray[np.uint8]]
    bent: Mapping[str, NDArray[np.uint8]]
    regions: Mapping[str, Region]
    page: BlankPage


def measure_regions(blank: Picture, layout: FormLayout, page: int, *, scale: float) -> BlankRegions:
    """Return the print of each question of a page from its blank picture (`scale` pixels per mm)."""
    questions = [q for q in layout.questions if q.page == page]
    regions = {q.item: _widen(q.region) for q in questions}
    matrix = np.diag([scale, scale, 1.0])
    shown = {item: (_straighten(blank, matrix, region) < 230).astype(np.uint8) for item, region in regions.items()}
    flat, bent = ({item: _spread(mask, by) for item, mask in shown.items()} for by in (EXCUSED_MM, BENT_MM))
    return BlankRegions(flat, bent, regions, measure_page(blank, layout.boxes_on(page), scale=scale))


def has_ink_outside(
    picture: Picture,
    place: Registration,
    blank: BlankRegions,
    question: Question,
    *,
    beside: Sequence[Box] = (),
    beyond: float = OWN_MM,
) -> bool:
    """Return whether something that is not print, of the size of a stroke, stands in a question's region.

    What stands in the boxes `beside` and so many mm `beyond` their edges does not count.
    """
    region = blank.regions[question.item]
    seen = _straighten(picture, place.to_pixels, region)
    white = cv2.medianBlur(cv2.resize(seen, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_LINEAR), 21)
    paper = cv2.resize(white, seen.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    depth = np.maximum(paper - place.black, 40)
    printed = (blank.bent if place.is_fallback else blank.flat)[question.item]
    ink = ((paper - seen) / depth > DARK) & (printed == 0)
    for box in beside:
        left, top = box.x - beyond - region[0], box.y - beyond - region[1]
        right, bottom = left + box.width + 2 * beyond, top + box.height + 2 * beyond
        x0, y0, x1, y1 = (max(0, round(v * SCALE)) for v in (left, top, right, bottom))
        ink[y0:y1, x0:x1] = False
    near = round(NEAR_MM * SCALE)
    gathered = cv2.boxFilter(ink.astype(np.float32), -1, (near, near), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return bool(gathered.max() >= LEAST_GATHERED * SCALE**2)


def _spread(mask: NDArray[np.uint8], by: float) -> NDArray[np.uint8]:
    side = 2 * round(by * SCALE) + 1
    return np.asarray(cv2.dilate(mask, np.ones((side, side), np.uint8)), dtype=np.uint8)


def _widen(region: Region) -> Region:
    x, y, width, height = region
    return x - ASIDE_MM, y - MORE_MM, width + 2 * ASIDE_MM, height + 2 * MORE_MM


def _straighten(picture: Picture, matrix: NDArray[np.float64], region: Region) -> Picture:
    x, y, width, height = region
    shift = np.array([[1 / SCALE, 0, x], [0, 1 / SCALE, y], [0, 0, 1]])
    size = (max(1, round(width * SCALE)), max(1, round(height * SCALE)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(picture, matrix @ shift, size, flags=flags, borderValue=255), dtype=np.uint8)
