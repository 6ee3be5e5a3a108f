"""Looks for ink over print: what is darker than this scan makes the same kind of print elsewhere on the page."""

from math import ceil, floor
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.register import Picture, Region, Registration, straighten

SCALE: Final = 4
"""Points per mm at which a question is looked at."""
STEPS: Final = (4, 1)
"""What the scan makes of print is measured at every fourth of these points, along and across; at all of them only where
ink is suspected by those: few points set limits too low."""
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
LEVELS: Final = 64
DARKEST: Final = 1.1
LEAST_DEPTH: Final = 40
"""Least difference between paper and black that is believed."""
USUAL: Final = 0.99
"""So much of the page's print of one kind is no darker than its limit, which is raised by `MORE`."""
MORE: Final = 0.1
COMMON: Final = {4: 25, 1: 200}
"""Points of a kind from which on the page tells how dark it gets."""
PAPER_MM, PAPER_POINTS = 4, 5
"""The paper is as light as the middle of so many points each way, so many mm apart."""
NEAR_MM: Final = 4.5
LEAST_GATHERED: Final = 0.5
"""Square mm of such ink within a square of that side. Of 609 blank questions in office scans three had so much; of 375
marks beside and under boxes, two had less, and were seen between the print."""

WHOLE: Final = (0, 0, round(PAGE_WIDTH), round(PAGE_HEIGHT))
OF_BOX: Final = 255
_KINDS: Final = (len(HERE) + 1) * (len(ROUND) + 1) * (len(NEXT) + 1)


Kinds = NDArray[np.uint8]
"""Of each point of a blank page, which kind of print is there; `OF_BOX` at boxes, where nothing is compared."""
Limits = NDArray[np.uint8]
"""By kind of print, the level of darkness up to which it is print alone; `LEVELS` where that is not known."""


def find_kinds(blank: Picture, boxes: tuple[Box, ...], *, scale: float) -> Kinds:
    """Return what kinds of print a blank page (`scale` pixels per mm) has beside its boxes."""
    soft = np.asarray(cv2.GaussianBlur(blank, (0, 0), SOFT_MM * scale), dtype=np.uint8)
    straight = straighten(soft, np.diag([scale, scale, 1.0]), WHOLE, scale=SCALE)
    here = 1 - straight.astype(np.float32) / 255
    wide, darkest = cv2.GaussianBlur(here, (0, 0), WIDE_MM * SCALE), cv2.dilate(here, np.ones((3, 3), np.uint8))
    kinds = np.digitize(here, HERE) * (len(ROUND) + 1) + np.digitize(wide, ROUND)
    kinds = kinds * (len(NEXT) + 1) + np.digitize(darkest, NEXT)
    for box in boxes:
        x0, x1 = (round(v * SCALE) for v in (box.x - BESIDE_MM, box.x + box.width + BESIDE_MM))
        y0, y1 = (round(v * SCALE) for v in (box.y - BESIDE_MM, box.y + box.height + BESIDE_MM))
        kinds[max(y0, 0) : y1, max(x0, 0) : x1] = OF_BOX
    return np.asarray(kinds, dtype=np.uint8)


def measure_levels(seen: Picture, black: float, *, scale: int) -> NDArray[np.uint8]:
    """Return how dark each point of a part of a page is between paper and solid print, in `LEVELS` steps to `DARKEST`.

    `seen` has `scale` pixels per mm; `black` is the grey of solid print.
    """
    every = PAPER_MM * scale
    few = cv2.medianBlur(np.ascontiguousarray(seen[every // 2 :: every, every // 2 :: every]), PAPER_POINTS)
    paper = np.asarray(cv2.resize(few, seen.shape[::-1], interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    solid = np.uint8(np.clip(black, 0, 255 - LEAST_DEPTH))
    depth = np.maximum(paper, solid + np.uint8(LEAST_DEPTH)) - solid
    dark = cv2.divide(cv2.subtract(paper, seen), depth, scale=LEVELS / DARKEST)
    return np.asarray(np.minimum(dark, LEVELS - 1), dtype=np.uint8)


def has_more_than_print(
    picture: Picture, place: Registration, kinds: Kinds, region: Region, *, known: dict[int, Limits]
) -> bool:
    """Return whether a part of the page has ink that its print does not account for.

    `known` keeps what is measured of the whole page, for its next question.
    """
    for step in STEPS:
        if step not in known:
            known[step] = _find_limits(picture, place, kinds, step)
        if not _is_over(picture, place, kinds, known[step], region):
            return False
    return True


def _find_limits(picture: Picture, place: Registration, kinds: Kinds, step: int) -> Limits:
    """Return how dark a scan makes print, whatever people have written on the page."""
    seen = straighten(picture, place.to_pixels, WHOLE, scale=SCALE // step)
    levels, own = measure_levels(seen, place.black, scale=SCALE // step), np.ascontiguousarray(kinds[::step, ::step])
    counts = cv2.calcHist([own, levels], [0, 1], None, [_KINDS, LEVELS], [0, _KINDS, 0, LEVELS])
    counted = np.cumsum(counts, axis=1)
    usual = (counted < USUAL * counted[:, -1:]).sum(axis=1) + round(MORE * LEVELS / DARKEST)
    limits = np.full(256, LEVELS, np.uint8)
    limits[:_KINDS] = np.where(counted[:, -1] >= COMMON[step], np.minimum(usual, LEVELS), LEVELS)
    return limits


def _is_over(picture: Picture, place: Registration, kinds: Kinds, limits: Limits, region: Region) -> bool:
    """Return whether enough of a part of the page is darker than print of its kind may be."""
    x, y, width, height = region
    left, top = max(0, floor(x - ASIDE_MM)), max(0, floor(y - NEAR_MM / 2))
    right, low = ceil(x + width + ASIDE_MM), ceil(y + height + NEAR_MM / 2)
    right, low = min(round(PAGE_WIDTH), right), min(round(PAGE_HEIGHT), low)
    seen = straighten(picture, place.to_pixels, (left, top, right - left, low - top), scale=SCALE)
    levels = measure_levels(seen, place.black, scale=SCALE)
    own = slice(top * SCALE, low * SCALE), slice(left * SCALE, right * SCALE)
    over = np.asarray(cv2.compare(levels, cv2.LUT(kinds[own], limits), cv2.CMP_GT), dtype=np.uint8)
    halves = cv2.resize(over, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    side = round(NEAR_MM * SCALE / 2)
    gathered = cv2.boxFilter(halves, cv2.CV_32F, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
    within = gathered[round((y - top) * SCALE / 2) : round((y + height - top) * SCALE / 2)]
    return bool(within.max(initial=0) * (2 / SCALE) ** 2 / 255 > LEAST_GATHERED)
