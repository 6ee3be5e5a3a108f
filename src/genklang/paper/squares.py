"""Finds the solid squares in the corners of a form, each in a window of the picture where it may stand."""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.geometry import SQUARE

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]
"""x and y in rows."""

COARSE: Final = 2.5
"""Pixels per mm, about, at which squares are looked for."""
LEAST_CONTRAST: Final = 40
LEAST_SCALE, MOST_SCALE = 2.0, 40.0
"""Pixels per mm (50 to 1,000 dpi) between which a page is looked for at all."""


def find_square(
    picture: Picture,
    centre: tuple[float, float],
    reach: float,
    scale: float,
    *,
    nearest: tuple[float, float],
) -> tuple[Points, float] | None:
    """Return centre (pixels) and grey of the solid square in a window that lies nearest to a point; None if none."""
    height, width = picture.shape
    if not np.isfinite([*centre, reach]).all():
        return None
    left, top = max(int(centre[0] - reach), 0), max(int(centre[1] - reach), 0)
    window = picture[top : min(int(centre[1] + reach), height), left : min(int(centre[0] + reach), width)]
    shrink = max(1, round(scale / COARSE))
    if not LEAST_SCALE <= scale <= MOST_SCALE or min(window.shape) < SQUARE * scale:
        return None
    size = window.shape[1] // shrink, window.shape[0] // shrink
    # Whole pixels into one is many times as fast as parts of them.
    whole = window[: size[1] * shrink, : size[0] * shrink]
    small = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
    level, dark = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, centroids = cv2.connectedComponentsWithStats(dark, connectivity=4)
    places = centroids[1:][_are_squares(stats[1:], SQUARE * scale / shrink)] * shrink + (left, top)
    if not len(places):
        return None
    best = places[np.hypot(*(places - nearest).T).argmin()]
    return _refine(picture, best, scale, float(level))


def _are_squares(stats: NDArray[Any], side: float) -> NDArray[np.bool_]:
    """Return which dark parts (x, y, width, height, area in rows) look like a solid square of about that side."""
    longer, shorter, area = stats[:, 2:4].max(axis=1), stats[:, 2:4].min(axis=1), stats[:, 4]
    is_size = (shorter > 0.65 * side) & (longer < 1.6 * side) & (area > 0.5 * side**2) & (area < 1.6 * side**2)
    return np.asarray(is_size & (area >= 0.62 * shorter * longer), dtype=np.bool_)


def _refine(picture: Picture, place: Points, scale: float, level: float) -> tuple[Points, float] | None:
    """Return the centre of mass of the dark square at full resolution, and its grey."""
    reach = round(0.85 * SQUARE * scale)
    left, top = max(round(place[0]) - reach, 0), max(round(place[1]) - reach, 0)
    window = picture[top : top + 2 * reach, left : left + 2 * reach]
    inner = window[reach * 3 // 4 : reach * 5 // 4, reach * 3 // 4 : reach * 5 // 4]
    if inner.size == 0:
        return None
    black = float(inner.mean())
    few = window[::2, ::2].ravel()
    white = float(np.partition(few, len(few) * 9 // 10)[len(few) * 9 // 10])
    if white - black < LEAST_CONTRAST or black > level:
        return None
    _, dark = cv2.threshold(window, (white + black) / 2, 255, cv2.THRESH_BINARY_INV)
    labels, components = cv2.connectedComponents(dark, connectivity=4)[:2]
    own = components[min(round(place[1]) - top, dark.shape[0] - 1), min(round(place[0]) - left, dark.shape[1] - 1)]
    if not 0 < own < labels:
        return None
    shape = cv2.dilate((components == own).astype(np.uint8), np.ones((3, 3), np.uint8))
    mass = cv2.moments(np.clip((white - window.astype(np.float32)) / (white - black), 0, 1) * shape)
    centre = np.array([mass["m10"] / mass["m00"] + left, mass["m01"] / mass["m00"] + top])
    return centre, black
