"""Looks for ink over print: parts of a question that are darker than print alone is elsewhere on the page."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.register import Picture, Registration

SCALE: Final = 4
"""Pixels per mm at which the page is looked at; sums are kept by square mm."""
FAINT: Final = 0.2
"""Darkness below this is not counted: what shines through from the back."""
SPREAD_MM: Final = 1.5
GATHERED: Final = 4.5**2
"""Square mm over which ink is gathered, softly: it must not matter where a window cuts a line of print."""
SOFT_MM: Final = 0.1
"""The drawn page is softened by so much, as any scan of it is."""
BESIDE_MM: Final = 1.5
"""At boxes and so far round them nothing is compared: what is there has been read."""
PRINTED: Final = 1.0
"""Square mm of print from which on a place tells how this scan darkens print."""
LEAST_EXCESS: Final = 0.35
NOISES: Final = 3.0
"""Ink over print is more than `LEAST_EXCESS` square mm and so many times the page's own noise over print. Of 192
blank questions in office and poor scans none has so much; of five marks that were taken for none, four have."""
LEAST_PLACES: Final = 20


@dataclass(frozen=True, slots=True)
class BlankPage:
    """What a page prints, in square mm gathered round each mm of it, and where there is no box."""

    gathered: NDArray[np.float32]
    counts: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Excess:
    """By square mm, ink that the page's print does not account for, and the least that is believed."""

    ink: NDArray[np.float32]
    limit: float


def measure_page(blank: Picture, boxes: tuple[Box, ...], *, scale: float) -> BlankPage:
    """Return what a blank page (`scale` pixels per mm) prints beside its boxes."""
    counts = np.ones((round(PAGE_HEIGHT) * SCALE, round(PAGE_WIDTH) * SCALE), np.float32)
    for box in boxes:
        x0, x1 = (round(v * SCALE) for v in (box.x - BESIDE_MM, box.x + box.width + BESIDE_MM))
        y0, y1 = (round(v * SCALE) for v in (box.y - BESIDE_MM, box.y + box.height + BESIDE_MM))
        counts[max(y0, 0) : y1, max(x0, 0) : x1] = 0
    soft = np.asarray(cv2.GaussianBlur(blank, (0, 0), SOFT_MM * scale), dtype=np.uint8)
    shown = (255 - _straighten(soft, np.diag([scale, scale, 1.0])).astype(np.float32)) / np.float32(255)
    return BlankPage(_gather(shown, counts), counts)


def measure_excess(picture: Picture, place: Registration, blank: BlankPage) -> Excess:
    """Return the ink on a scanned page that is not its print, as this scan darkens print everywhere on the page."""
    seen = _straighten(picture, place.to_pixels)
    white = cv2.medianBlur(cv2.resize(seen, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_LINEAR), 21)
    paper = cv2.resize(white, seen.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    found = _gather((paper - seen) / np.maximum(paper - place.black, 40), blank.counts)
    is_printed = blank.gathered > PRINTED
    if is_printed.sum() < LEAST_PLACES:
        return Excess(np.zeros_like(found), LEAST_EXCESS)
    gain = float(np.median(found[is_printed] / blank.gathered[is_printed]))
    excess = found - gain * blank.gathered
    usual = excess[is_printed]
    noise = 1.48 * float(np.median(np.abs(usual - np.median(usual))))
    return Excess(excess.astype(np.float32), LEAST_EXCESS + NOISES * noise)


def has_more_than_print(excess: Excess, region: tuple[float, float, float, float]) -> bool:
    """Return whether a part of the page (x, y, width, height in mm) has ink that its print does not account for."""
    x, y, width, height = (round(v) for v in region)
    return bool(excess.ink[y : y + height, x : x + width].max(initial=0) > excess.limit)


def _gather(dark: NDArray[np.float32], counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the darkness gathered round each square mm."""
    plain = np.where(dark > FAINT, np.clip(dark, 0, 1.1), 0) * counts
    by_mm = cv2.resize(plain, None, fx=1 / SCALE, fy=1 / SCALE, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(by_mm, (0, 0), SPREAD_MM) * GATHERED, dtype=np.float32)


def _straighten(picture: Picture, matrix: NDArray[np.float64]) -> Picture:
    """Return the page with `SCALE` pixels per mm."""
    shift = np.array([[1 / SCALE, 0, 0], [0, 1 / SCALE, 0], [0, 0, 1]])
    size = (round(PAGE_WIDTH) * SCALE, round(PAGE_HEIGHT) * SCALE)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(picture, matrix @ shift, size, flags=flags, borderValue=255), dtype=np.uint8)
