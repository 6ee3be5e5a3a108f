"""Finds a line that runs through a box and on: which of several boxes it answers, only a person can say."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.windows import SCALE, Stack

DARK: Final = 0.2
EDGE: Final = 2
"""Rows of a window's upper and lower edge: what touches both is 9.7 mm long, more than a mark in one box is."""
GAP: Final = np.ones((7, 3), np.uint8)
"""A line may have gaps, up and down: it is not seen where it crosses an outline, and pencil breaks."""
WIDEST_MM: Final = 2.5
"""A felt pen's line, slanting. Heavy crosses one under the other may hang together, too, but are wider."""
NEARLY_ALL: Final = 85
"""Per cent of the rows."""


def has_line_through(ink: Stack) -> bool:
    """Return whether a line runs from the upper to the lower edge of one of a question's windows of ink."""
    upper, lower = (band.max(axis=(1, 2)) > DARK for band in (ink[:, :EDGE], ink[:, -EDGE:]))
    return any(_runs_through(window) for window in ink[upper & lower])


def _runs_through(window: NDArray[np.float32]) -> bool:
    _, parts = cv2.connectedComponents(cv2.dilate((window > DARK).astype(np.uint8), GAP))
    upper, lower = (set(np.unique(band[band > 0])) for band in (parts[:EDGE], parts[-EDGE:]))
    return any(_is_narrow(parts == part) for part in upper & lower)


def _is_narrow(part: NDArray[np.bool_]) -> bool:
    """Return whether a part of a window is no wider than a line in nearly all rows that it has ink in."""
    rows = part[part.any(axis=1)]
    widths = rows.shape[1] - rows[:, ::-1].argmax(axis=1) - rows.argmax(axis=1)
    return bool(np.percentile(widths, NEARLY_ALL) <= WIDEST_MM * SCALE)
