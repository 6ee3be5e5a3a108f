"""Finds the outline of a box in a loose crop: a square, a rectangle or a circle, as dark and as thick as it may be."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.geometry import BOX
from genklang.paper.windows import SCALE, SIDE

Darkness = NDArray[np.float32]
"""From 0 (paper) to 1 (black)."""
LONG: Final = 52
"""Pixels on the longer side of a crop when its outline is looked for."""
LEAST_SIDE: Final = 0.28
"""The box's side is at least this share of the crop's shorter side."""
EDGE: Final = 3
"""Pixels of nothing put round a crop, so that a box may touch its border."""
CLEAR: Final = 0.75
"""From this strength on a square is what was looked for; below, boxes that are no squares are tried."""
RATIOS: Final = (0.65, 0.75, 0.85, 1.18, 1.33, 1.55)
"""Widths of boxes that are no squares, in heights."""
SQUARE: Final = 0.15
"""So much stronger than a square a rectangle must be."""
ROUND: Final = 0.25
"""Least darkness of a round outline where it is farthest from a square."""
CORNERS: Final = 0.7
"""Round a circle the corners of its square are less dark than this share of its arcs, even where a cross fills them."""
FULL: Final = 0.6
"""From this mean darkness on the middle of a box is filled."""
HALF: Final = BOX / 2 * SCALE
"""Half a box's side in a window, pixels."""
DOWN, ACROSS = np.mgrid[0:SIDE, 0:SIDE] - (SIDE - 1) / 2
"""Where a window's pixels lie from its middle."""
FAR: Final = np.maximum(np.abs(ACROSS), np.abs(DOWN))
"""Half the side of the square about a window's middle that a pixel lies on."""
FROM_MIDDLE: Final = np.hypot(ACROSS, DOWN)
"""Radius of the circle about it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a box lies in a crop, pixels, and how much darker its two faintest sides are than what lies beside them."""

    left: float
    top: float
    width: float
    height: float
    strength: float

    def map_to_window(self) -> NDArray[np.float64]:
        """Return the 2 × 3 map from the crop to a window of the reader's, in which every box is as large."""
        zoom = 2 * HALF / self.width, 2 * HALF / self.height
        middle = self.left + self.width / 2, self.top + self.height / 2
        return np.array([[zoom[0], 0, SIDE / 2 - zoom[0] * middle[0]], [0, zoom[1], SIDE / 2 - zoom[1] * middle[1]]])


def find_outline(darkness: Darkness) -> Outline:
    """Return the outline whose sides are darkest against what lies beside them, near the middle rather than not."""
    shrink = LONG / max(darkness.shape)
    how = cv2.INTER_AREA if shrink < 1 else cv2.INTER_LINEAR
    small = cv2.resize(darkness, None, fx=shrink, fy=shrink, interpolation=how)
    sums = _sum_up(np.asarray(small, dtype=np.float32))
    best = _search(sums, small.shape, 1.0)
    if best.strength < CLEAR:
        others = [_search(sums, small.shape, ratio) for ratio in RATIOS]
        other = max(others, key=lambda outline: outline.strength)
        best = other if other.strength > best.strength + SQUARE else best
    return Outline(best.left / shrink, best.top / shrink, best.width / shrink, best.height / shrink, best.strength)


def measure_thickness(window: Darkness, *, is_round: bool) -> float:
    """Return an outline's thickness in a window's pixels, from the median profile through its four sides."""
    half, middle = round(HALF), SIDE // 2
    along = half // 3 if is_round else half - 4
    band = slice(middle - along, middle + along)
    reach = 5
    low, high = middle - half, middle + half
    profiles = np.concatenate(
        [
            window[band, low - 2 : low + reach],
            window[band, high - reach + 1 : high + 3][:, ::-1],
            window[low - 2 : low + reach, band].T,
            window[high - reach + 1 : high + 3, band].T[:, ::-1],
        ]
    )
    typical = np.median(profiles, axis=0)
    return float(np.clip((typical > 0.5 * max(float(typical.max()), 0.2)).sum(), 1, 4))


def is_circle(window: Darkness) -> bool:
    """Whether the outline in a window is round: dark on the diagonals of a circle, not in a square's corners.

    A filled one is as good as a square.
    """
    is_diagonal = np.minimum(np.abs(ACROSS), np.abs(DOWN)) > 0.6 * FAR
    corners, arcs = (_two_faintest(window, is_diagonal & (np.abs(way - HALF + 1) <= 1.5)) for way in (FAR, FROM_MIDDLE))
    is_filled = float(window[FROM_MIDDLE < HALF / 2].mean()) > FULL
    return arcs > ROUND and corners < CORNERS * arcs and not is_filled


def _two_faintest(window: Darkness, where: NDArray[np.bool_]) -> float:
    """Return how dark pixels are in the faintest two of the window's four quarters: one stroke darkens the others."""
    quarter = 2 * (ACROSS > 0) + (DOWN > 0)
    return float(np.sort([window[where & (quarter == number)].mean() for number in range(4)])[:2].mean())


def _sum_up(small: Darkness) -> tuple[Darkness, Darkness]:
    across = cv2.copyMakeBorder(small, EDGE, EDGE, EDGE, EDGE, cv2.BORDER_CONSTANT)
    padded = np.pad(np.asarray(across, dtype=np.float32), ((1, 0), (1, 0)))
    return np.cumsum(padded[1:], axis=1), np.cumsum(padded[:, 1:], axis=0)


def _search(sums: tuple[Darkness, Darkness], shape: tuple[int, ...], ratio: float) -> Outline:
    """Return the best box of a form, in every size and at every place."""
    shorter = min(shape)
    best = Outline(0.0, 0.0, float(shorter), float(shorter), -1.0)
    for side in range(max(8, int(LEAST_SIDE * shorter)), max(shape) + 1):
        width, height = round(side * ratio**0.5), round(side / ratio**0.5)
        if width > shape[1] or height > shape[0]:
            break
        score = _score(sums, shape, width, height)
        top, left = np.unravel_index(int(score.argmax()), score.shape)
        if score[top, left] > best.strength:
            best = Outline(float(left), float(top), float(width), float(height), float(score[top, left]))
    return best


def _score(sums: tuple[Darkness, Darkness], shape: tuple[int, ...], width: int, height: int) -> Darkness:
    """Return how well a box of a size fits at every place: mostly by its two faintest sides."""
    rows, columns = sums
    down, along = shape[0] - height + 1, shape[1] - width + 1
    lines = (rows[:, EDGE + width : EDGE + width + along] - rows[:, EDGE : EDGE + along]) / width
    posts = (columns[EDGE + height : EDGE + height + down] - columns[EDGE : EDGE + down]) / height
    low, right = EDGE + height - 1, EDGE + width - 1
    sides = np.stack(
        [
            lines[EDGE : EDGE + down] - lines[EDGE - 2 : EDGE - 2 + down],
            lines[low : low + down] - lines[low + 2 : low + 2 + down],
            posts[:, EDGE : EDGE + along] - posts[:, EDGE - 2 : EDGE - 2 + along],
            posts[:, right : right + along] - posts[:, right + 2 : right + 2 + along],
        ]
    )
    sides.sort(axis=0)
    y, x = np.ogrid[0:down, 0:along]
    off = np.hypot(x + (width - shape[1]) / 2, y + (height - shape[0]) / 2) / min(shape)
    score: Darkness = 0.5 * sides[0] + 0.5 * sides[1] + 0.2 * sides[2] - 0.25 * off
    return score
