"""Reads boxes of any form from loose crops: finds the outline in each, and classifies what stands in and round it."""

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.geometry import BOX
from genklang.paper.network import Array, Network, infer, load_network, prepare
from genklang.paper.windows import LEAST_RANGE, SCALE, SIDE, Stack

LONG: Final = 52
"""Pixels on the longer side of a crop when its outline is looked for."""
LEAST_SIDE: Final = 0.28
"""The box's side is at least this share of the crop's shorter side."""
EDGE: Final = 3
"""Pixels of nothing put round a crop, so that a box may touch its border."""
SPREAD: Final = 1.6
"""Pixels of a window beside the outline that do not count as ink."""


def classify_boxes(images: Sequence[NDArray[Any]], *, network: Network | None = None) -> NDArray[np.float64]:
    """Return the probabilities of *empty, mark, cancelled, unclear* for each crop: n × 4, rows summing to one.

    Each image is a grey crop of any size round one box, dark on light, 0–255 (or 0–1, as floating numbers), with the
    box's outline visible. The box may be of any form: nothing is known of what is printed round it, so that print in
    the crop counts as ink. A crop in which no outline is found is *unclear*.
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
    if min(grey.shape) < 8:
        nothing = np.zeros((SIDE, SIDE), np.float32)
        return nothing, nothing, False
    darkness = _darken(grey)
    left, top, side, strength = _find_outline(darkness)
    zoom = BOX * SCALE / side
    middle = ((left + side / 2), (top + side / 2))
    matrix = np.array([[zoom, 0, SIDE / 2 - zoom * middle[0]], [0, zoom, SIDE / 2 - zoom * middle[1]]])
    soft = cv2.GaussianBlur(darkness, (0, 0), 0.4 / zoom) if zoom < 0.7 else darkness
    warped = cv2.warpAffine(soft, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    window = np.asarray(warped, dtype=np.float32)
    ink = np.clip(window - _mask(window), 0, 1)
    return ink.astype(np.float32), window, strength > 0.12


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


def _find_outline(darkness: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """Return left, top, side (pixels) of the square whose four sides are darkest against what lies beside them."""
    shrink = LONG / max(darkness.shape)
    small = cv2.resize(
        darkness, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA if shrink < 1 else cv2.INTER_LINEAR
    )
    across = cv2.copyMakeBorder(small, EDGE, EDGE, EDGE, EDGE, cv2.BORDER_CONSTANT)
    padded = np.pad(np.asarray(across, dtype=np.float32), ((1, 0), (1, 0)))
    sums = np.cumsum(padded[1:], axis=1), np.cumsum(padded[:, 1:], axis=0)
    shorter = min(small.shape)
    best = (0.0, 0.0, float(shorter), -1.0)
    for side in range(max(8, int(LEAST_SIDE * shorter)), shorter + 1):
        score = _score_squares(sums, small.shape, side)
        top, left = np.unravel_index(int(score.argmax()), score.shape)
        if score[top, left] > best[3]:
            best = (float(left), float(top), float(side), float(score[top, left]))
    return best[0] / shrink, best[1] / shrink, best[2] / shrink, best[3]


def _score_squares(sums: tuple[Array, Array], shape: tuple[int, ...], side: int) -> Array:
    """Return how well a square of a size fits at every place: mostly by its two faintest sides."""
    rows, columns = sums
    height, width = shape[0] - side + 1, shape[1] - side + 1
    lines = (rows[:, EDGE + side : EDGE + side + width] - rows[:, EDGE : EDGE + width]) / side
    posts = (columns[EDGE + side : EDGE + side + height] - columns[EDGE : EDGE + height]) / side
    near, far = EDGE, EDGE + side - 1
    sides = np.stack(
        [
            lines[near : near + height] - lines[near - 2 : near - 2 + height],
            lines[far : far + height] - lines[far + 2 : far + 2 + height],
            posts[:, near : near + width] - posts[:, near - 2 : near - 2 + width],
            posts[:, far : far + width] - posts[:, far + 2 : far + 2 + width],
        ]
    )
    sides.sort(axis=0)
    y, x = np.ogrid[0:height, 0:width]
    off = np.hypot(x + (side - shape[1]) / 2, y + (side - shape[0]) / 2) / min(shape)
    score: Array = 0.5 * sides[0] + 0.5 * sides[1] + 0.2 * sides[2] - 0.25 * off
    return score


def _mask(window: Stack) -> Array:
    """Return what the outline darkens, 0 to 1: as wide as its own sides show, and a little more."""
    half, middle = BOX / 2 * SCALE, (SIDE - 1) / 2
    thick = _measure_thickness(window)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    away = np.abs(np.maximum(np.abs(x - middle), np.abs(y - middle)) - (half - thick / 2))
    covered: Array = np.clip(1.6 * (1 - np.clip(away - thick / 2 - SPREAD + 0.6, 0, 1)), 0, 1).astype(np.float32)
    return covered


def _measure_thickness(window: Stack) -> float:
    """Return the outline's thickness in pixels, from the median profile through its four sides."""
    half, middle = round(BOX / 2 * SCALE), SIDE // 2
    band = slice(middle - half + 4, middle + half - 4)
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
