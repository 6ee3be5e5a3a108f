"""Finds the one box of a question that has a ring drawn round it, all boxes of the question being empty."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.windows import SCALE, SIDE, Stack

DARK: Final = 0.2
NEAREST_MM, FARTHEST_MM = 1.9, 4.8
"""How far from the box's middle a ring runs: past the middle of its sides, and not out of its window."""
DIRECTIONS: Final = 48
LEAST_COVERED: Final = 0.75
"""Share of directions in which ink is met. Measured: rings 0.78 and more for nineteen in twenty; other marks with an
empty box, lines under it and marks beside it among them, 0.35 at most for nineteen in twenty."""
WIDEST_GAP: Final = 6
"""Directions in a row that may be without ink: a ring that is not closed by 45 degrees, or that print hides there."""
LARGEST_STEP_MM: Final = 1.3
"""A ring's distance from the middle changes by no more between two directions."""
INNER_MM: Final = 1.3
"""Half the side of the square in a box that must be empty."""
MOST_INNER: Final = 0.25
"""Square mm of ink in it that count as nothing."""
RINGED: Final = 0.97
"""How sure the answer is that such a ring gives; of some hundred rings, none was read wrongly."""

_TURNS: Final = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
_RADII: Final = np.arange(NEAREST_MM, FARTHEST_MM, 1 / SCALE)
_MAP_X, _MAP_Y = (
    ((SIDE - 1) / 2 + np.outer(way(_TURNS), _RADII) * SCALE).astype(np.float32) for way in (np.cos, np.sin)
)


def find_ringed(ink: Stack) -> int | None:
    """Return which box of a question (its windows of ink) is ringed; None unless it is one alone and all are empty."""
    ringed = [place for place, window in enumerate(ink) if is_ringed(window)]
    return ringed[0] if len(ringed) == 1 and all(measure_inner(window) < MOST_INNER for window in ink) else None


def measure_inner(window: NDArray[np.float32]) -> float:
    """Return the square mm of ink well within a box."""
    low, high = round((SIDE - 1) / 2 - INNER_MM * SCALE), round((SIDE - 1) / 2 + INNER_MM * SCALE)
    return float((window[low : high + 1, low : high + 1] > DARK).sum()) / SCALE**2


def is_ringed(window: NDArray[np.float32]) -> bool:
    """Return whether one line runs all round the middle of a window, never jumping nearer or farther."""
    seen = np.asarray(cv2.remap(window, _MAP_X, _MAP_Y, cv2.INTER_LINEAR)) > DARK
    covered = np.asarray(seen.any(axis=1))
    if covered.mean() < LEAST_COVERED or _widest_gap(covered) > WIDEST_GAP:
        return False
    distances = _RADII[seen.argmax(axis=1)][covered]
    return bool(np.abs(distances - np.roll(distances, 1)).max() <= LARGEST_STEP_MM)


def _widest_gap(covered: NDArray[np.bool_]) -> int:
    """Return the longest run of directions without ink, round the circle."""
    if covered.all():
        return 0
    inked = np.flatnonzero(covered)
    return int(np.diff(np.append(inked, inked[0] + len(covered))).max()) - 1
