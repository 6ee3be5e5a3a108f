"""Charts as SVG, one kind a file; the same bytes stand in the web page and in the PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from genklang.registry import parts
from genklang.reporting.drawing.pen import Pen
from genklang.reporting.look import PAPER_WIDTH, PHONE_WIDTH
from genklang.reporting.model import ChartData


@dataclass(frozen=True, slots=True)
class Chart:
    """A kind of chart: the data it takes and how these are drawn."""

    kind: type[Any]
    render: Callable[[Any, Pen], str]


def draw(data: ChartData, *, language: str, is_rtl: bool, is_narrow: bool = False) -> str:
    """Return `data` as one SVG element, `PAPER_WIDTH` px wide, or `PHONE_WIDTH` where it is narrow."""
    pen = Pen(PHONE_WIDTH if is_narrow else PAPER_WIDTH, language, is_rtl)
    found = next(chart for chart in parts(__name__, Chart).values() if isinstance(data, chart.kind))
    drawn: str = found.render(data, pen)
    return drawn
