"""Writes SVG marks with fixed decimals; in a language written from the right everything is mirrored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from genklang.reporting.drawing.lettering import displayable, plain
from genklang.reporting.look import FAMILIES, INK, NOTE_SIZE, PHONE_WIDTH

ANCHORS = {"start": "end", "middle": "middle", "end": "start"}
RIGHT_TO_LEFT_ISOLATE = "\u2067{}\u2069"


def number(value: float) -> str:
    """Return a coordinate with at most two decimals, the same on every machine."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on a sheet `width` px wide. All x are given as in a language written from the left."""

    width: int
    language: str
    is_rtl: bool

    @property
    def is_narrow(self) -> bool:
        """Whether the sheet is a phone's."""
        return self.width <= PHONE_WIDTH

    @property
    def note_size(self) -> int:
        """Size of the small text, in px: a phone shows a chart a little smaller than it is drawn."""
        return NOTE_SIZE + 1 if self.is_narrow else NOTE_SIZE

    def _x(self, x: float) -> str:
        return number(self.width - x if self.is_rtl else x)

    def text(
        self, x: float, y: float, text: str, *, size: float, colour: str = INK, bold: bool = False, at: str = "start"
    ) -> str:
        """Set one line with its baseline at `y`; `at` is the side of it that stands at `x`."""
        anchor = ANCHORS[at] if self.is_rtl else at
        words = RIGHT_TO_LEFT_ISOLATE.format(plain(text)) if self.is_rtl else plain(text)
        weight = ' font-weight="700"' if bold else ""
        return (
            f'<text x="{self._x(x)}" y="{number(y)}" font-size="{number(size)}"{weight} fill="{colour}" '
            f'text-anchor="{anchor}">{escape(words)}</text>'
        )

    def rectangle(
        self, x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "", radius: float = 0
    ) -> str:
        """Draw a rectangle; a stroke is 1 px and lies inside it."""
        inset = 0.5 if stroke else 0.0
        left = self.width - x - width if self.is_rtl else x
        outline = f' stroke="{stroke}"' if stroke else ""
        return (
            f'<rect x="{number(left + inset)}" y="{number(y + inset)}" width="{number(max(width - 2 * inset, 0.5))}" '
            f'height="{number(height - 2 * inset)}" rx="{number(radius)}" fill="{fill}"{outline}/>'
        )

    def circle(self, x: float, y: float, radius: float, *, fill: str, stroke: str = "", width: float = 1) -> str:
        """Draw a circle around a point."""
        outline = f' stroke="{stroke}" stroke-width="{number(width)}"' if stroke else ""
        return f'<circle cx="{self._x(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{outline}/>'

    def line(self, points: Sequence[tuple[float, float]], *, stroke: str, width: float = 1, dash: str = "") -> str:
        """Draw a line through `points`; `dash` as SVG writes it."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<polyline points="{self._points(points)}" fill="none" stroke="{stroke}" '
            f'stroke-width="{number(width)}"{dashes}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], *, fill: str) -> str:
        """Fill the polygon between `points`."""
        return f'<polygon points="{self._points(points)}" fill="{fill}"/>'

    def _points(self, points: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{self._x(x)},{number(y)}" for x, y in points)

    def sheet(self, marks: Iterable[str], *, height: float, alt: str) -> str:
        """Return the whole drawing; `alt` is the sentence that is read aloud instead of it."""
        tall = number(height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(displayable(alt))} '
            f'direction="ltr" viewBox="0 0 {self.width} {tall}" width="{self.width}" height="{tall}" '
            f'font-family="{", ".join(FAMILIES)}">{"".join(marks)}</svg>'
        )
