"""The signs that mean the same in every chart: filled now, hollow last round, a tick to compare, a pale interval."""

from genklang.reporting.drawing.legend import Entry
from genklang.reporting.drawing.pen import Pen
from genklang.reporting.look import BRAND, INK, INTERVAL, MUTED, PAPER

BAND = 10
"""Thickness of an interval's band, in px."""
DOT = 5
RING = 6.5
"""Radii: the ring is wider, so that it is seen around a dot that lies on it."""
TICK = 20


def draw_now(pen: Pen, x: float, y: float, *, is_certain: bool) -> str:
    """Draw this round's share; a figure without an interval is pale."""
    fill = BRAND if is_certain else INTERVAL
    return pen.circle(x, y, DOT, fill=fill, stroke=BRAND, width=1.5)


def draw_last(pen: Pen, x: float, y: float) -> str:
    """Draw last round's share."""
    return pen.circle(x, y, RING, fill=PAPER, stroke=MUTED, width=1.5)


def draw_tick(pen: Pen, x: float, y: float) -> str:
    """Draw what the share is held against."""
    return pen.line([(x, y - TICK / 2), (x, y + TICK / 2)], stroke=INK, width=2)


def draw_band(pen: Pen, low: float, high: float, y: float) -> list[str]:
    """Draw an interval from `low` to `high` px: pale, with a line through it that is seen in grey."""
    return [
        pen.rectangle(low, y - BAND / 2, high - low, BAND, fill=INTERVAL, radius=BAND / 2),
        pen.line([(low, y), (high, y)], stroke=BRAND),
    ]


def own_entry(pen: Pen, words: str, *, has_band: bool) -> Entry:
    """Return the legend of this round's mark, with its band where the chart has intervals."""
    width = 44 if has_band else 2 * DOT

    def sign(x: float, y: float) -> list[str]:
        band = draw_band(pen, x, x + width, y) if has_band else []
        return [*band, draw_now(pen, x + width / 2, y, is_certain=has_band)]

    return Entry(words, width, sign)


def previous_entry(pen: Pen, words: str) -> Entry:
    """Return the legend of last round's mark."""
    return Entry(words, 2 * RING, lambda x, y: [draw_last(pen, x + RING, y)])


def benchmark_entry(pen: Pen, words: str) -> Entry:
    """Return the legend of the comparison's mark."""
    return Entry(words, 4, lambda x, y: [draw_tick(pen, x + 2, y)])
