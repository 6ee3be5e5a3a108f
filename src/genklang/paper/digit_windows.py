"""Cuts the cells of a number out of a scan, straightened, and measures the ink in each as a network sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box
from genklang.paper.geometry import CELL
from genklang.paper.network import POOLED, Array
from genklang.paper.register import Picture, Registration, straighten

SCALE: Final = 6.0
"""Pixels per mm."""
BEYOND: Final = 1.0
"""A digit may go so many mm beyond its cell; the next cell begins 2.5 mm away."""
REACH: Final = 1.2
"""So many mm round its place a row of cells is looked for."""
SIDE: Final = round((CELL + 2 * BEYOND) * SCALE)
LEAST_LIKE: Final = 0.35
"""Likeness of a row's outlines to the printed ones below which they are not found."""
LEAST_SIDE: Final = 0.3
"""Share of the printed outline's darkness that three sides of a cell must have."""
EXCUSED: Final = 5
"""Pixels along the side of the square round each printed point in which no ink counts."""
SHADE: Final = 25
"""Per cent of a cell's window that is paper, whatever is written in it."""
LEAST_RANGE: Final = 30.0
"""Least difference between paper and black that is believed."""
TAIL: Final = 0.01
"""Share of the ink at each end that does not count for a digit's size: specks, the ends of strokes."""
LEAST_SIZE: Final = 2.4
"""mm; what is smaller is not drawn larger than this lets it be, so that a dot stays a dot."""
AIR: Final = 1.2
"""The window's side to the digit's longer one."""
FAINTEST: Final = 0.25
"""Ink is stretched to full darkness from here on: pencil and pen look alike."""


@dataclass(frozen=True, slots=True)
class PrintedCells:
    """What the blank page has at the cells of one number: the strip's upper left corner in mm and its darkness."""

    cells: tuple[Box, ...]
    origin: tuple[float, float]
    darkness: Array
    excused: Array


@dataclass(frozen=True, slots=True)
class CutCells:
    """The ink in each cell of a number (n × SIDE × SIDE, 0 to 1), and whether each cell's outline was found."""

    ink: Array
    is_found: NDArray[np.bool_]


def measure_cells(blank: Picture, cells: Sequence[Box], *, scale: float) -> PrintedCells:
    """Return what is printed at the cells of one number; `blank` has `scale` pixels per mm."""
    edge = BEYOND + 0.5
    left, top = min(c.x for c in cells) - edge, min(c.y for c in cells) - edge
    right, low = max(c.x + c.width for c in cells) + edge, max(c.y + c.height for c in cells) + edge
    strip = straighten(blank, np.diag([scale, scale, 1.0]), (left, top, right - left, low - top), scale=SCALE)
    darkness = (255.0 - strip.astype(np.float32)) / 255.0
    excused = np.asarray(cv2.dilate(darkness, np.ones((EXCUSED, EXCUSED), np.uint8)), dtype=np.float32)
    return PrintedCells(tuple(cells), (left, top), darkness, excused)


def cut_cells(picture: Picture, place: Registration, printed: PrintedCells) -> CutCells:
    """Return the ink in the cells of one number, the whole row moved to where its outlines are found."""
    height, width = printed.darkness.shape
    (x, y), reach = printed.origin, round(REACH * SCALE)
    region = (x - REACH, y - REACH, width / SCALE + 2 * REACH, height / SCALE + 2 * REACH)
    wide = _darken(straighten(picture, place.to_pixels, region, scale=SCALE), black=place.black)
    likeness = cv2.matchTemplate(wide, printed.darkness, cv2.TM_CCOEFF_NORMED)
    _, best, _, (right, down) = cv2.minMaxLoc(likeness)
    strip = wide[down : down + height, right : right + width]
    corners = [(round((c.x - BEYOND - x) * SCALE), round((c.y - BEYOND - y) * SCALE)) for c in printed.cells]
    parts = [(slice(top, top + SIDE), slice(left, left + SIDE)) for left, top in corners]
    is_like = best >= LEAST_LIKE and max(abs(right - reach), abs(down - reach)) < reach
    found = [is_like and _has_outline(strip[part], printed.darkness[part]) for part in parts]
    ink = [strip[part] - printed.excused[part] - np.percentile(strip[part], SHADE) for part in parts]
    return CutCells(np.clip(np.stack(ink), 0.0, 1.0).astype(np.float32), np.array(found, dtype=bool))


def prepare_digits(ink: Array) -> tuple[Array, Array]:
    """Return what a network sees of cells (n × side × side): each digit at one size (n × 29 × 29), six measures.

    The measures: height and width of the ink and how far it lies from the middle, in cells, how dark it is at most
    and on average.
    """
    pictures, measures = np.zeros((len(ink), POOLED, POOLED), np.float32), np.zeros((len(ink), 6), np.float32)
    for place, cell in enumerate(ink):
        pictures[place], measures[place] = _center(cell)
    return pictures, measures


def _center(cell: Array) -> tuple[Array, Array]:
    side = len(cell)
    strong = np.where(cell > 0.5 * FAINTEST, cell, 0)
    left, right = _find_ends(strong.sum(axis=0))
    top, low = _find_ends(strong.sum(axis=1))
    longer = max(right - left, low - top, LEAST_SIZE / (CELL + 2 * BEYOND) * side) * AIR
    zoom = POOLED / longer
    middle = np.array([(left + right) / 2, (top + low) / 2])
    dark = float(np.sort(cell.ravel())[-max(1, cell.size // 200)])
    matrix = np.array([[zoom, 0, POOLED / 2 - zoom * middle[0]], [0, zoom, POOLED / 2 - zoom * middle[1]]])
    # Pixel centres lie half a pixel in.
    matrix[:, 2] += 0.5 * zoom - 0.5
    soft = cv2.GaussianBlur(cell, (0, 0), 0.42 / zoom) if zoom < 0.9 else cell
    drawn = cv2.warpAffine(soft, matrix, (POOLED, POOLED), flags=cv2.INTER_LINEAR)
    picture = np.clip(np.asarray(drawn, dtype=np.float32) / max(dark, FAINTEST), 0, 1)
    off = middle / side - 0.5
    measures = ((low - top) / side, (right - left) / side, off[0], off[1], dark, 4 * float(cell.mean()))
    return picture, np.array(measures, dtype=np.float32)


def _find_ends(profile: Array) -> tuple[float, float]:
    """Return where the ink begins and ends, all but a hundredth of it at each end; the whole where there is none."""
    sums = np.cumsum(profile, dtype=np.float64)
    if sums[-1] <= 0:
        return 0.0, float(len(profile))
    first, last = np.searchsorted(sums, (TAIL * sums[-1], (1 - TAIL) * sums[-1]))
    return float(first), float(last + 1)


def _has_outline(seen: Array, printed: Array) -> bool:
    """Return whether three sides of a cell are dark where they are printed."""
    edge, near = round(BEYOND * SCALE), 2
    sides = []
    for shown in (seen, printed):
        dark = [
            shown[edge - near : edge + near + 1, edge:-edge].max(axis=0),
            shown[-edge - near - 1 : len(shown) - edge + near, edge:-edge].max(axis=0),
            shown[edge:-edge, edge - near : edge + near + 1].max(axis=1),
            shown[edge:-edge, -edge - near - 1 : len(shown) - edge + near].max(axis=1),
        ]
        sides.append([float(np.median(d)) for d in dark])
    shares = np.array(sides[0]) / np.maximum(sides[1], 0.05)
    return bool(np.sort(shares)[1] > LEAST_SIDE)


def _darken(strip: Picture, *, black: float) -> Array:
    """Return darkness between the paper's own white in the strip and the black of the page."""
    white = float(np.percentile(strip, 80))
    darkness: Array = np.clip((white - strip.astype(np.float32)) / max(white - black, LEAST_RANGE), 0.0, 1.2)
    return darkness.astype(np.float32)
