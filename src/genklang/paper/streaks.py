"""Takes away the thin lines that dust on a scanner's glass leaves from one end of a picture to the other."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.geometry import PAGE_WIDTH
from genklang.paper.squares import Picture

LOOKED_AT: Final = 160
"""Rows (or columns) of a picture that are looked at."""
WIDEST_MM: Final = 0.7
"""A line as wide as this is not dust."""
LEAST_DARK: Final = 9
"""Grey levels by which a streak is darker than the paper on both sides."""
LEAST_SHARE: Final = 0.6
"""Share of a picture's length along which it is."""
END, LEAST_AT_END = 0.08, 0.4
"""So much of either end of the picture is looked at by itself, where no printed line and no pen goes."""


def remove_streaks(picture: Picture) -> Picture:
    """Return the picture with its streaks filled in from both sides; the picture itself where there are none."""
    beside = max(3, round(WIDEST_MM * min(picture.shape) / PAGE_WIDTH))
    if min(picture.shape) < 4 * beside:
        return picture
    down = _find_streaks(picture[:: max(1, picture.shape[0] // LOOKED_AT)], beside)
    across = _find_streaks(picture[:, :: max(1, picture.shape[1] // LOOKED_AT)].T, beside)
    if not len(down) and not len(across):
        return picture
    clean = picture.copy()
    _fill_in(clean, down)
    _fill_in(clean.T, across)
    return clean


def _find_streaks(rows: Picture, beside: int) -> list[tuple[int, int]]:
    """Return first and last column of each streak."""
    end = max(1, round(END * len(rows)))
    ends = (np.ascontiguousarray(part) for part in (rows[:end], rows[-end:]))
    first, last = (_measure_shares(part, beside, slice(None)) for part in ends)
    through = np.flatnonzero((first >= LEAST_AT_END) & (last >= LEAST_AT_END))
    if not len(through):
        return []
    columns = through[_measure_shares(rows, beside, through) >= LEAST_SHARE] + beside
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1) if len(columns) else []
    return [(int(g[0]), int(g[-1])) for g in groups if len(g) <= beside]


def _measure_shares(rows: Picture, beside: int, which: slice | NDArray[np.intp]) -> NDArray[np.float64]:
    """Return for columns the share of rows in which they are darker than what lies beside them."""
    left, here, right = (
        part[:, which] for part in (rows[:, : -2 * beside], rows[:, beside:-beside], rows[:, 2 * beside :])
    )
    darker = cv2.subtract(cv2.min(left, right), here)
    return np.asarray(np.count_nonzero(darker >= LEAST_DARK, axis=0) / len(rows))


def _fill_in(picture: Picture, streaks: list[tuple[int, int]]) -> None:
    """Draw over columns of the picture what lies between those on both sides."""
    for first, last in streaks:
        low, high = max(first - 2, 0), min(last + 2, picture.shape[1] - 1)
        share = np.linspace(0, 1, high - low + 1)
        between: NDArray[np.float64] = picture[:, low : low + 1] * (1 - share) + picture[:, high : high + 1] * share
        picture[:, low : high + 1] = between.astype(np.uint8)
