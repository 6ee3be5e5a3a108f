"""Reads boxes of any form from loose crops: finds the outline in each, and classifies what stands in and round it."""

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.network import Array, Network, infer, load_network, prepare
from genklang.paper.outlines import (
    ACROSS,
    DOWN,
    FAR,
    FROM_MIDDLE,
    HALF,
    find_outline,
    is_circle,
    measure_thickness,
)
from genklang.paper.windows import LEAST_RANGE, SIDE, Stack

LEAST: Final = 8
"""Pixels on the shorter side of a crop in which a box can be told."""
STRIP: Final = 12
"""A crop more than so many times as long as it is broad is not looked at."""
LEAST_STRENGTH: Final = 0.12
"""How much darker than what lies beside it an outline must be to be one."""
SPREAD: Final = 1.6
"""Pixels of a window beside the outline that do not count as ink."""
LINE: Final = 24
"""A straight line outside the box, level or upright, is print from this length on: pixels of a window, 4 mm."""
BROAD: Final = 5
"""What is dark for so many pixels both ways is no line."""
DARK: Final = 0.2
"""From this darkness on ink holds together with its neighbours."""
GAP: Final = 5
"""Ink with less than this between, pixels, is taken for one thing: the letters of a word."""
_IS_OUTSIDE: Final = FAR > HALF + SPREAD
_SIDES: Final = np.where(np.abs(ACROSS) > np.abs(DOWN), 2 + np.sign(ACROSS), 10 + np.sign(DOWN))
"""Which side of the box a pixel of a window lies on: left, right, above or below."""


def classify_boxes(images: Sequence[NDArray[Any]], *, network: Network | None = None) -> NDArray[np.float64]:
    """Return the probabilities of *empty, mark, cancelled, unclear* for each crop: n × 4, rows summing to one.

    Each image is a grey crop of any size round one box, dark on light, 0–255 (or 0–1, as floating numbers), with the
    box's outline visible: a square, a rectangle up to half as long again as it is broad, or a circle. Nothing is known
    of the form. Straight lines outside the box, and what runs off the crop on one side of the box without touching it,
    are taken for print; other print in the crop counts as ink. A crop in which no outline is found is *unclear*.
    """
    if not len(images):
        return np.zeros((0, 4))
    made = [window_of_crop(image) for image in images]
    ink = np.stack([m[0] for m in made])
    darkness = np.stack([m[1] for m in made])
    chances = infer(network or load_network(), *prepare(ink, darkness))
    chances[[not m[2] for m in made]] = (0.0, 0.0, 0.0, 1.0)
    return chances


def window_of_crop(image: NDArray[Any]) -> tuple[Array, Array, bool]:
    """Return ink and darkness of a crop as a window of the reader's own shape, and whether an outline was found."""
    grey = _to_grey(image)
    if min(grey.shape) < LEAST or max(grey.shape) > STRIP * min(grey.shape):
        nothing = np.zeros((SIDE, SIDE), np.float32)
        return nothing, nothing, False
    darkness = _darken(grey)
    outline = find_outline(darkness)
    matrix = outline.map_to_window()
    zoom = min(matrix[0, 0], matrix[1, 1])
    soft = cv2.GaussianBlur(darkness, (0, 0), 0.4 / zoom) if zoom < 0.7 else darkness
    window, seen = _warp(soft, matrix), _warp(np.ones_like(darkness), matrix)
    ink = np.clip(window - _mask(window), 0, 1)
    return _clear_surroundings(ink, window, seen), window, outline.strength > LEAST_STRENGTH


def _to_grey(image: NDArray[Any]) -> NDArray[np.float32]:
    grey = np.asarray(image, dtype=np.float32)
    if grey.ndim == 3:
        grey = grey.mean(axis=2)
    return grey * 255 if grey.size and grey.max() <= 1.0 else grey


def _darken(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    white, black = float(np.percentile(grey, 85)), float(np.percentile(grey, 0.5))
    depth = max(white - black, LEAST_RANGE)
    darkness: NDArray[np.float32] = np.clip((white - grey) / depth, 0, 1).astype(np.float32)
    return darkness


def _warp(picture: cv2.typing.MatLike, matrix: NDArray[np.float64]) -> Array:
    warped = cv2.warpAffine(picture, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(warped, dtype=np.float32)


def _mask(window: Stack) -> Array:
    """Return what the outline darkens, 0 to 1: as wide as its own sides show, and a little more."""
    is_round = is_circle(window)
    thick = measure_thickness(window, is_round=is_round)
    away = np.abs((FROM_MIDDLE if is_round else FAR) - (HALF - thick / 2))
    covered: Array = np.clip(1.6 * (1 - np.clip(away - thick / 2 - SPREAD + 0.6, 0, 1)), 0, 1).astype(np.float32)
    return covered


def _clear_surroundings(ink: Array, window: Array, seen: Array) -> Array:
    """Return the ink without what is printed outside the box: long straight lines, and what runs off on one side."""
    left = np.where(_find_lines(window) & _IS_OUTSIDE, 0, ink).astype(np.float32)
    is_end = cv2.erode(seen, np.ones((GAP, GAP), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0) < 0.5
    count, things = cv2.connectedComponents(_thicken(left > DARK, GAP))
    for number in range(1, count):
        thing = things == number
        is_on_one_side = len(np.unique(_SIDES[thing])) == 1
        if is_on_one_side and is_end[thing].any() and _IS_OUTSIDE[thing].all():
            left[thing] = 0
    return left


def _find_lines(window: Array) -> NDArray[np.bool_]:
    """Return where straight lines are, level or upright, and a pixel round them."""
    level, upright, broad = (_open(window, *shape) for shape in ((1, LINE), (LINE, 1), (BROAD, BROAD)))
    return _thicken((level | upright) & ~broad, 3) > 0


def _open(window: Array, height: int, width: int) -> NDArray[np.bool_]:
    return np.asarray(cv2.morphologyEx(window, cv2.MORPH_OPEN, np.ones((height, width), np.uint8)) > DARK)


def _thicken(where: NDArray[np.bool_], pixels: int) -> cv2.typing.MatLike:
    return cv2.dilate(where.astype(np.uint8), np.ones((pixels, pixels), np.uint8))
