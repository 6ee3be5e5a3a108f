"""Legends: signs with their words, flowing over as many lines as the width asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from genklang.reporting.drawing.lettering import measure
from genklang.reporting.drawing.pen import Pen
from genklang.reporting.look import MUTED

LINE = 20
"""Height of a line of a legend, in px."""
GAP = 22
SIGN_GAP = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign, `width` px wide and drawn from its left end and middle height, with its words."""

    words: str
    width: float
    sign: Callable[[float, float], list[str]]


def draw_legend(pen: Pen, entries: Sequence[Entry], *, top: float, size: float) -> tuple[list[str], float]:
    """Return the marks of a legend that begins at `top`, and the height it takes."""
    marks: list[str] = []
    x, y = 0.0, top + LINE / 2
    for entry in entries:
        needed = entry.width + SIGN_GAP + measure(entry.words, size)
        if x > 0 and x + needed > pen.width:
            x, y = 0.0, y + LINE
        marks += entry.sign(x, y)
        marks.append(pen.text(x + entry.width + SIGN_GAP, y + size * 0.36, entry.words, size=size, colour=MUTED))
        x += needed + GAP
    return marks, y + LINE / 2 - top if entries else 0.0
