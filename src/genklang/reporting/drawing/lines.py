"""Blocks of text broken into lines, alone or one under the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from genklang.reporting.drawing.lettering import wrap
from genklang.reporting.drawing.pen import Pen
from genklang.reporting.look import INK

LEADING = 1.22
CAPITAL = 0.72
"""Height of a capital letter as a part of the size."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one size and colour."""

    text: tuple[str, ...]
    size: float
    colour: str = INK
    bold: bool = False

    @property
    def height(self) -> float:
        """Height of all lines, in px."""
        return len(self.text) * self.size * LEADING

    def draw(self, pen: Pen, x: float, top: float, *, at: str = "start") -> list[str]:
        """Set the lines from `top` downwards."""
        base = top + self.size * (LEADING + CAPITAL) / 2
        return [
            pen.text(x, base + i * self.size * LEADING, line, size=self.size, colour=self.colour, bold=self.bold, at=at)
            for i, line in enumerate(self.text)
        ]


def break_lines(text: str, width: float, size: float, *, colour: str = INK, bold: bool = False) -> Lines:
    """Return `text` in lines no wider than `width` px; no lines where there is no text."""
    return Lines(wrap(text, width, size, bold=bold), size, colour, bold)


def stack_height(blocks: Sequence[Lines]) -> float:
    """Return the height of blocks set one under the other, in px."""
    return sum(block.height for block in blocks)


def draw_stack(pen: Pen, blocks: Sequence[Lines], x: float, top: float, *, at: str = "start") -> list[str]:
    """Set blocks one under the other from `top` downwards."""
    marks: list[str] = []
    for block in blocks:
        marks += block.draw(pen, x, top, at=at)
        top += block.height
    return marks
