"""Looks for ink over print: what is darker than this scan makes the same kind of print elsewhere on the page."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.register import Picture, Registration

SCALE: Final = 4
"""Pixels per mm at which the page is looked at."""
BESIDE_MM: Final = 1.5
"""At boxes and so far round them nothing is compared: what is there has been read."""
ASIDE_MM: Final = 6.0
"""Looked at left and right of a question too: a mark beside its first box stands in the page's margin."""
SOFT_MM, WIDE_MM = 0.12, 0.35
"""The drawn page is softened by so much, as any scan of it is; and by so much to tell how dense the print is."""
HERE: Final = (0.02, 0.1, 0.25, 0.45, 0.7)
ROUND: Final = (0.005, 0.03, 0.08, 0.15, 0.25, 0.4)
NEXT: Final = (0.02, 0.2, 0.5)
"""Where the kinds of print part: by the drawn darkness of a point, of what is round it, of its darkest neighbour."""
LEVELS: Final = 32
DARKEST: Final = 1.1
LEAST_DEPTH: Final = 40
"""Least difference between paper and black that is believed."""
USUAL: Final = 0.99
"""So much of the page's print of one kind is no darker than its limit, which is raised by `MORE`."""
MORE: Final = 0.1
COMMON: Final = 200
"""Points of a kind from which on the page tells how dark it gets."""
NEAR_MM: Final = 4.5
LEAST_GATHERED: Final = 0.5
"""Square mm of such ink within a square of that side. Of 609 blank questions in office scans three had so much; of 375
marks beside and under boxes, two had less, and were seen between the print."""

_KINDS: Final = (len(HERE) + 1) * (len(ROUND) + 1) * (len(NEXT) + 1)


@dataclass(frozen=True, slots=True)
class BlankPage:
    """Of each point of a page, which kind of print is there, and whether it counts (255) or belongs to a box (0)."""

    kinds: NDArray[np.uint8]
    counts: NDArray[np.uint8]


def measure_page(blank: Picture, boxes: tuple[Box, ...], *, scale: float) -> BlankPage:
    """Return what kinds of print a blank page (`scale` pixels per mm) has beside its boxes."""
    counts = np.full((round(PAGE_HEIGHT) * SCALE, round(PAGE_WIDTH) * SCALE), 255, np.uint8)
    for box in boxes:
        x0, x1 = (round(v * SCALE) for v in (box.x - BESIDE_MM, box.x + box.width + BESIDE_MM))
        y0, y1 = (round(v * SCALE) for v in (box.y - BESIDE_MM, box.y + box.height + BESIDE_MM))
        counts[max(y0, 0) : y1, max(x0, 0) : x1] = 0
    soft = np.asarray(cv2.GaussianBlur(blank, (0, 0), SOFT_MM * scale), dtype=np.uint8)
    here = 1 - _straighten(soft, np.diag([scale, scale, 1.0])).astype(np.float32) / 255
    wide, darkest = cv2.GaussianBlur(here, (0, 0), WIDE_MM * SCALE), cv2.dilate(here, np.ones((3, 3), np.uint8))
    kinds = np.digitize(here, HERE) * (len(ROUND) + 1) + np.digitize(wide, ROUND)
    return BlankPage((kinds * (len(NEXT) + 1) + np.digitize(darkest, NEXT)).astype(np.uint8), counts)


def measure_excess(picture: Picture, place: Registration, blank: BlankPage) -> NDArray[np.float32]:
    """Return, by half mm, how many square mm of ink that print does not account for lie within `NEAR_MM` round it."""
    seen = _straighten(picture, place.to_pixels)
    white = cv2.medianBlur(cv2.resize(seen, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_LINEAR), 21)
    paper = np.asarray(cv2.resize(white, seen.shape[::-1], interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    black = np.uint8(np.clip(place.black, 0, 255))
    depth = np.maximum(np.maximum(paper, black) - black, np.uint8(LEAST_DEPTH))
    dark = cv2.divide(cv2.subtract(paper, seen), depth, scale=LEVELS / DARKEST)
    levels = np.minimum(np.asarray(dark, dtype=np.uint8), np.uint8(LEVELS - 1))
    limits = cv2.LUT(blank.kinds, _find_limits(levels, blank))
    over = np.asarray(cv2.compare(levels, limits, cv2.CMP_GT), dtype=np.uint8) & blank.counts
    halves = cv2.resize(over, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    side = round(NEAR_MM * SCALE / 2)
    gathered = cv2.boxFilter(halves, cv2.CV_32F, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(gathered * np.float32((2 / SCALE) ** 2 / 255), dtype=np.float32)


def has_more_than_print(excess: NDArray[np.float32], region: tuple[float, float, float, float]) -> bool:
    """Return whether a part of the page (x, y, width, height in mm) has ink that its print does not account for."""
    x, y, width, height = region
    left, top, right, low = (max(0, round(v * SCALE / 2)) for v in (x - ASIDE_MM, y, x + width + ASIDE_MM, y + height))
    return bool(excess[top:low, left:right].max(initial=0) > LEAST_GATHERED)


def _find_limits(levels: NDArray[np.uint8], blank: BlankPage) -> NDArray[np.uint8]:
    """Return the level of darkness up to which each kind of print is nothing but print on this scan."""
    sizes, ranges = [_KINDS, LEVELS], [0, _KINDS, 0, LEVELS]
    counted = cv2.calcHist([blank.kinds, levels], [0, 1], blank.counts, sizes, ranges).cumsum(axis=1)
    usual = (counted < USUAL * counted[:, -1:]).sum(axis=1) + round(MORE * LEVELS / DARKEST)
    limits = np.full(256, LEVELS, np.uint8)
    limits[:_KINDS] = np.where(counted[:, -1] >= COMMON, np.minimum(usual, LEVELS), LEVELS)
    return limits


def _straighten(picture: Picture, matrix: NDArray[np.float64]) -> Picture:
    """Return the page with `SCALE` pixels per mm."""
    shift = np.array([[1 / SCALE, 0, 0], [0, 1 / SCALE, 0], [0, 0, 1]])
    size = (round(PAGE_WIDTH) * SCALE, round(PAGE_HEIGHT) * SCALE)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(picture, matrix @ shift, size, flags=flags, borderValue=255), dtype=np.uint8)
