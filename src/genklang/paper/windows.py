"""Cuts a window round every box out of a scan, straightened, and measures the ink that was not printed there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box
from genklang.paper.geometry import BOX
from genklang.paper.register import Picture, map_points

SCALE: Final = 6.0
"""Pixels per mm in a window."""
SIDE: Final = 58
"""Pixels in a window's side: 9.67 mm, so that it ends where the nearest text begins."""
WIDER: Final = 70
"""Side of the window in which a box is first looked for."""
TOLERANCE_MM: Final = 0.6
"""A box counts as found where its outline lies this near to where it must be."""
LEAST_OUTLINE: Final = 0.3
"""Share of the printed outline's darkness that must be there."""
HIDDEN: Final = 0.5
"""What a side counts for that is dark, but not darker than what lies outside it: a heavy mark hides it."""
ALIKE: Final = 8
"""Boxes from which on what nearly all windows of a page show is known not to be a pen's ink."""
COMMON_SHARE: Final = 30
"""Per cent of a page's windows that are always without a mark at any one point."""
LEAST_RANGE: Final = 30.0
"""Least difference between paper and black that is believed."""
BENDING: Final = 12
"""Boxes from which on a bent page is modelled; a page with fewer is taken as shifted and turned alone."""

Stack = NDArray[np.float32]
"""Windows, one after another: n × side × side, darkness from 0 (paper) to 1 (black)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the blank page has at each box: the middle in mm and the darkness in its window."""

    middles: NDArray[np.float64]
    windows: Stack
    outlines: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cut:
    """What a scan has at each box: darkness, ink (darkness that is not printed) and whether the outline is there.

    `moved` is how far, in mm, the box lies that is farthest from where it was expected. `is_faint` says that outlines
    are lost on a page whose other print is where it must be: what is faint is lost there, too.
    """

    darkness: Stack
    ink: Stack
    is_found: NDArray[np.bool_]
    moved: float = 0.0
    is_faint: bool = False


def measure_blank(blank: Picture, boxes: Sequence[Box], *, scale: float) -> Printed:
    """Return what is printed round each box; `blank` has `scale` pixels per mm."""
    middles = np.array([(b.x + b.width / 2, b.y + b.height / 2) for b in boxes], dtype=np.float64).reshape(-1, 2)
    matrix = np.diag([scale, scale, 1.0])
    windows = _darken(_sample(blank, matrix, middles, SIDE), black=0.0)
    # A pixel that has print beside it is not counted either: nothing is ever aligned to less than half a pixel.
    spread = np.array([cv2.dilate(w, np.ones((3, 3), np.uint8)) for w in windows], dtype=np.float32)
    return Printed(middles, spread.reshape(-1, SIDE, SIDE), _outline(_profiles(windows), 0).max(axis=2))


def cut_windows(
    picture: Picture, matrix: NDArray[np.float64], printed: Printed, *, black: float, is_fixed: bool = False
) -> Cut:
    """Return the windows of all boxes, each moved to where its outline is found, within a bent page's smoothness.

    `is_fixed` leaves them where the map puts them.
    """
    if not len(printed.middles):
        empty = np.zeros((0, SIDE, SIDE), np.float32)
        return Cut(empty, empty, np.zeros(0, bool))
    wide = _sample(picture, matrix, printed.middles, WIDER)
    moves = np.zeros_like(printed.middles)
    if not is_fixed:
        moves = _find_moves(_darken(wide, black=black), printed.middles)
    rim = (WIDER - SIDE) // 2
    windows = _sample(picture, matrix, printed.middles + moves, SIDE) if moves.any() else wide[:, rim:-rim, rim:-rim]
    darkness = _darken(windows, black=black)
    ink = np.clip(darkness - printed.windows, 0.0, 1.0)
    if len(ink) >= ALIKE:
        ink = np.clip(ink - _find_common(ink), 0.0, 1.0)
    return Cut(darkness, ink, _verify(darkness, printed), float(np.abs(moves).max()))


def _find_common(ink: Stack) -> NDArray[np.float32]:
    """Return the ink that all windows of a page share: outlines that a copier has thickened, a veil over the page."""
    place = len(ink) * COMMON_SHARE // 100
    shared: NDArray[np.float32] = np.partition(ink, place, axis=0)[place]
    return shared


def _sample(
    picture: Picture, matrix: NDArray[np.float64], middles: NDArray[np.float64], side: int
) -> NDArray[np.uint8]:
    """Return a straightened window round each point; beyond the picture all is white."""
    here = map_points(matrix, middles)
    right = map_points(matrix, middles + np.array([1.0, 0.0])) - here
    down = map_points(matrix, middles + np.array([0.0, 1.0])) - here
    slopes = np.stack([right, down], axis=2) / SCALE
    offsets = here - slopes.sum(axis=2) * (side - 1) / 2
    maps = np.concatenate([slopes, offsets[:, :, None]], axis=2)
    windows = np.empty((len(middles), side, side), np.uint8)
    for place, each in enumerate(maps):
        cv2.warpAffine(
            picture,
            each,
            (side, side),
            dst=windows[place],
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        )
    return windows


def _darken(windows: NDArray[np.uint8], *, black: float) -> Stack:
    """Return darkness between the paper's own white round each box and the black of the page."""
    if not len(windows):
        return windows.astype(np.float32)
    few = windows[:, 1::4, 1::4].reshape(len(windows), -1)
    place = few.shape[1] * 17 // 20
    white = np.partition(few, place, axis=1)[:, place].astype(np.float32)
    depth = np.maximum(white - black, LEAST_RANGE)
    darkness: Stack = np.clip((white[:, None, None] - windows) / depth[:, None, None], 0.0, 1.2)
    return darkness


def _profiles(darkness: Stack) -> NDArray[np.float32]:
    """Return darkness along x and along y through the box's middle part: n × 2 × side."""
    side = darkness.shape[1]
    half = int((BOX / 2 - 0.3) * SCALE)
    band = slice(side // 2 - half, side // 2 + half)
    return np.stack([darkness[:, band, :].mean(axis=1), darkness[:, :, band].mean(axis=2)], axis=1)


def _outline(profiles: NDArray[np.float32], reach: int, *, beside_counts: float = 1.0) -> NDArray[np.float32]:
    """Return how much darker each side is than what lies outside it, for shifts of −reach … reach: n × 4 × shifts.

    `beside_counts` weighs what lies outside: with 0 it is the darkness of the side alone.
    """
    middle, half, beside = (profiles.shape[2] - 1) / 2, BOX / 2 * SCALE, 3
    shifts = np.arange(-reach, reach + 1)
    low, high = round(middle - half) + shifts, round(middle + half) + shifts
    first = profiles[:, :, low] - beside_counts * profiles[:, :, low - beside]
    last = profiles[:, :, high] - beside_counts * profiles[:, :, high + beside]
    return np.concatenate([first, last], axis=1)


def _find_moves(darkness: Stack, middles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each box lies from where it was expected, in mm, as a smooth field over the page."""
    reach = (darkness.shape[1] - SIDE) // 2 + 2
    sides = _outline(_profiles(darkness), reach)
    across = np.minimum(sides[:, :2], sides[:, 2:]) + 0.25 * (sides[:, :2] + sides[:, 2:])
    shifts = (across.argmax(axis=2) - reach) / SCALE
    trust = np.clip(across.max(axis=2), 0.02, None)
    return _fit(_terms(middles), shifts, trust)


def _terms(middles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the terms of the field: a shift; a turn and a stretch; a bend, as the number of boxes allows."""
    x, y = (middles - middles.mean(axis=0)).T / 100
    one = np.ones(len(middles))
    columns = [one, x, y, x * y, x * x, y * y] if len(middles) >= BENDING else [one, x, y]
    return np.stack(columns if len(middles) >= 4 else [one], axis=1)


def _fit(terms: NDArray[np.float64], shifts: NDArray[np.float64], trust: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the smooth shifts along x and y (n × 2) that most boxes agree on.

    A small ridge keeps a page of few columns in shape.
    """
    ridge = np.diag([1e-6, *([2e-2] * (terms.shape[1] - 1))]) * trust.sum(axis=0)[:, None, None]
    fitted: NDArray[np.float64] = np.broadcast_to(np.median(shifts, axis=0), shifts.shape)
    for _ in range(3):
        weights = (trust / (1 + ((shifts - fitted) / 0.15) ** 2)).T[:, :, None]
        right = terms.T @ (weights * shifts.T[:, :, None])
        found = np.linalg.solve(terms.T @ (weights * terms) + ridge, right)
        fitted = np.asarray((terms @ found)[:, :, 0].T, dtype=np.float64)
    return fitted


def _verify(darkness: Stack, printed: Printed) -> NDArray[np.bool_]:
    """Return which boxes have three sides of their outline where they must be, or ink that hides them there."""
    reach, profiles = int(TOLERANCE_MM * SCALE), _profiles(darkness)
    alone = _outline(profiles, reach).max(axis=2)
    inked = HIDDEN * _outline(profiles, reach, beside_counts=0.0).max(axis=2)
    seen = np.sort(np.maximum(alone, inked) / np.maximum(printed.outlines, 0.05), axis=1)
    return np.asarray(seen[:, 1] > LEAST_OUTLINE)
