"""Looks for ink beside the boxes of a question that seems unanswered: a circle, a tick beside a box, a word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box, FormLayout, Question
from genklang.paper.overprint import ASIDE_MM, DARKEST, LEVELS, Kinds, find_kinds, measure_levels
from genklang.paper.register import Picture, Region, Registration, straighten

SCALE: Final = 4
"""Pixels per mm."""
EXCUSED_MM: Final = 0.25
BENT_MM: Final = 0.8
"""So near to print nothing counts: on a page that lies flat under the glass, and on one that may be bent."""
WHITE: Final = 230
MORE_MM: Final = 1.0
"""Looked at above and below a question too: its last box stands on the edge."""
DARK: Final = round(0.2 * LEVELS / DARKEST)
NEAR_MM: Final = 4.5
LEAST_GATHERED: Final = 0.35
"""Square mm of ink within a square of that side: a mark over print is left in pieces."""
OWN_MM: Final = 1.5
"""What is drawn in a box may go so far beyond it."""


@dataclass(frozen=True, slots=True)
class BlankRegions:
    """Where no print stands in each question of a page (1), by item, nor so near that it is excused.

    `kinds` is of the whole page.
    """

    flat: Mapping[str, NDArray[np.uint8]]
    bent: Mapping[str, NDArray[np.uint8]]
    regions: Mapping[str, Region]
    kinds: Kinds


def measure_regions(blank: Picture, layout: FormLayout, page: int, *, scale: float) -> BlankRegions:
    """Return the print of each question of a page from its blank picture (`scale` pixels per mm)."""
    questions = [q for q in layout.questions if q.page == page]
    regions = {q.item: _widen(q.region) for q in questions}
    matrix = np.diag([scale, scale, 1.0])
    drawn = {item: straighten(blank, matrix, region, scale=SCALE) for item, region in regions.items()}
    flat, bent = ({item: _find_free(part, by) for item, part in drawn.items()} for by in (EXCUSED_MM, BENT_MM))
    return BlankRegions(flat, bent, regions, find_kinds(blank, layout.boxes_on(page), scale=scale))


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
    levels = measure_levels(straighten(picture, place.to_pixels, region, scale=SCALE), place.black, scale=SCALE)
    free = (blank.bent if place.is_fallback else blank.flat)[question.item]
    ink = np.where(levels >= DARK, free, 0)
    for box in beside:
        left, top = box.x - beyond - region[0], box.y - beyond - region[1]
        right, bottom = left + box.width + 2 * beyond, top + box.height + 2 * beyond
        x0, y0, x1, y1 = (max(0, round(v * SCALE)) for v in (left, top, right, bottom))
        ink[y0:y1, x0:x1] = 0
    near = round(NEAR_MM * SCALE)
    gathered = cv2.boxFilter(ink, cv2.CV_32F, (near, near), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return bool(gathered.max() >= LEAST_GATHERED * SCALE**2)


def _find_free(drawn: Picture, excused: float) -> NDArray[np.uint8]:
    side = 2 * round(excused * SCALE) + 1
    return (cv2.erode(drawn, np.ones((side, side), np.uint8)) >= WHITE).astype(np.uint8)


def _widen(region: Region) -> Region:
    x, y, width, height = region
    return x - ASIDE_MM, y - MORE_MM, width + 2 * ASIDE_MM, height + 2 * MORE_MM
