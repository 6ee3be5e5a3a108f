"""The form's measures in mm from the page's upper left corner; every room of paper works from these."""

from typing import Final

PAGE_WIDTH: Final = 210.0
PAGE_HEIGHT: Final = 297.0
BOX: Final = 4.5
LINE_POINTS: Final = 0.55
CELL: Final = 8.0
"""Side of the cell for one digit."""
CLEAR: Final = 2.6
"""From a box to the nearest text."""
WHITE: Final = 1.5
"""Around a box nothing at all is printed."""
GAP: Final = 2.7
"""Between boxes that stand under each other: a pitch of 7.2 mm."""
SQUARE: Final = 5.0
SQUARES: Final = ((10.5, 10.5), (199.5, 10.5), (10.5, 286.5), (199.5, 286.5))
"""Centres of the solid squares: upper left, upper right, lower left, lower right."""
QR: Final = 13.0
QR_PLACES: Final = ((178.0, 8.0), (19.0, 276.0))
"""Upper left corners of the two codes, top right first."""
LEFT: Final = 19.0
TOP: Final = 25.0
BOTTOM: Final = 272.0
WIDTH: Final = PAGE_WIDTH - 2 * LEFT
LEAF: Final = 2
"""Pages of one leaf: sheets carry no number, so that more leaves are put together by their order in the scan alone."""


def template_geometry() -> dict[str, object]:
    """Return the measures that the template needs."""
    return {
        "box": BOX,
        "line": LINE_POINTS,
        "cell": CELL,
        "clear": CLEAR,
        "gap": GAP,
        "square": SQUARE,
        "squares": SQUARES,
        "qr": QR,
        "qr_places": QR_PLACES,
        "left": LEFT,
        "top": TOP,
        "bottom": BOTTOM,
        "width": WIDTH,
    }
