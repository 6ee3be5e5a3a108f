"""Looks for ink beside the boxes of a question that seems unanswered: a circle, a tick beside a box, a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import FormLayout, Question
from genklang.paper.register import Picture, Registration

SCALE: Final = 4.0
"""Pixels per mm."""
EXCUSED_MM: Final = 0.8
"""So near to print nothing counts: the page may be bent."""
DARK: Final = 0.2
LEAST_AREA: Final = 0.9
"""Square mm of ink in one piece."""
LEAST_LENGTH: Final = 2.4
"""mm from end to end of a piece; anything shorter is a speck."""

Region = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BlankRegions:
    """Where print stands in each question of a page, by item, widened by what is excused; 1 is print."""

    print_: Mapping[str, NDArray[np.uint8]]
    regions: Mapping[str, Region]


def measure_regions(blank: Picture, layout: FormLayout, page: int, *, scale: float) -> BlankRegions:
    """Return the print of each question of a page from its blank picture (`scale` pixels per mm)."""
    questions = [q for q in layout.questions if q.page == page]
    side = 2 * round(EXCUSED_MM * SCALE) + 1
    regions = {q.item: q.region for q in questions}
    masks = {}
    for item, region in regions.items():
        shown = _straighten(blank, np.diag([scale, scale, 1.0]), region)
        wider = cv2.dilate((shown < 230).astype(np.uint8), np.ones((side, side), np.uint8))
        masks[item] = np.asarray(wider, dtype=np.uint8)
    return BlankRegions(masks, regions)


def has_ink_outside(picture: Picture, place: Registration, blank: BlankRegions, question: Question) -> bool:
    """Return whether something that is not print, of the size of a stroke, stands in a question's region."""
    region = blank.regions[question.item]
    seen = _straighten(picture, place.to_pixels, region)
    white = cv2.medianBlur(cv2.resize(seen, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_LINEAR), 21)
    paper = cv2.resize(white, seen.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    depth = np.maximum(paper - place.black, 40)
    ink = ((paper - seen) / depth > DARK) & (blank.print_[question.item] == 0)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    if count < 2:
        return False
    length = np.hypot(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]) / SCALE
    area = stats[1:, cv2.CC_STAT_AREA] / SCALE**2
    return bool(np.any((length >= LEAST_LENGTH) & (area >= LEAST_AREA)))


def _straighten(picture: Picture, matrix: NDArray[np.float64], region: Region) -> Picture:
    x, y, width, height = region
    shift = np.array([[1 / SCALE, 0, x], [0, 1 / SCALE, y], [0, 0, 1]])
    size = (max(1, round(width * SCALE)), max(1, round(height * SCALE)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(picture, matrix @ shift, size, flags=flags, borderValue=255), dtype=np.uint8)
