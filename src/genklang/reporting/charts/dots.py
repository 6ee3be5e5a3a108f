"""Shares as dots with their intervals: filled now, hollow last round, a tick for what they are held against."""

from collections.abc import Iterator
from dataclasses import dataclass

from genklang.reporting.charts import Chart
from genklang.reporting.drawing.axis import Axis, share_axis, tick_label
from genklang.reporting.drawing.legend import Entry, draw_legend
from genklang.reporting.drawing.lettering import measure
from genklang.reporting.drawing.lines import Lines, break_lines, draw_stack, stack_height
from genklang.reporting.drawing.pen import Pen
from genklang.reporting.drawing.signs import (
    benchmark_entry,
    draw_band,
    draw_last,
    draw_now,
    draw_tick,
    own_entry,
    previous_entry,
)
from genklang.reporting.look import HAIRLINE, MUTED, TEXT_SIZE
from genklang.reporting.model import DotChart, DotRow

WIDE = (196, 216, 434, 456)
"""Right end of the labels, both ends of the axis, left end of the words, in px."""
NARROW = (8, 292)
"""Both ends of the axis on a phone."""
AXIS_HEIGHT = 24
SMALLEST_ROW = 29
ROW_AIR = 5
TRACK = 30
"""Height of a row's own axis on a phone."""
AIR = 12
WIDEST_VALUE = 72
"""A value in more words than this stands above its verdict, not before it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A row's value and verdict in words; the verdict is `indent` px in, or under the value where that is 0."""

    value: Lines
    verdict: Lines
    indent: float

    @property
    def height(self) -> float:
        """Height of both, in px."""
        both = (self.value.height, self.verdict.height)
        return max(both) if self.indent else sum(both)

    def draw(self, pen: Pen, x: float, middle: float) -> list[str]:
        """Set both around `middle`."""
        if not self.indent:
            return draw_stack(pen, (self.value, self.verdict), x, middle - self.height / 2)
        value = self.value.draw(pen, x, middle - self.value.height / 2)
        return value + self.verdict.draw(pen, x + self.indent, middle + 1 - self.verdict.height / 2)


def render(chart: DotChart, pen: Pen) -> str:
    """Return the chart as SVG."""
    marks, bottom = _draw_narrow(chart, pen) if pen.is_narrow else _draw_wide(chart, pen)
    legend, height = draw_legend(pen, list(_entries(chart, pen)), top=bottom + AIR, size=pen.note_size)
    return pen.sheet([*marks, *legend], height=bottom + AIR + height, alt=chart.alt)


def _draw_wide(chart: DotChart, pen: Pen) -> tuple[list[str], float]:
    label_end, begin, finish, words = WIDE
    axis = _fit_axis(chart, begin, finish)
    labels = [_label(pen, row, label_end) for row in chart.rows]
    told = [_tell(pen, row, pen.width - words, column=_value_column(chart)) for row in chart.rows]
    marks: list[str] = []
    top = float(AXIS_HEIGHT)
    for row, label, said in zip(chart.rows, labels, told, strict=True):
        height = max(SMALLEST_ROW, stack_height(label) + ROW_AIR, said.height + ROW_AIR)
        middle = round(top + height / 2) + 0.5
        marks += draw_stack(pen, label, 0, middle - stack_height(label) / 2)
        marks += _draw_row(pen, row, axis, middle)
        marks += said.draw(pen, words, middle)
        top += height
    grid = _draw_ticks(pen, axis) + _draw_grid(pen, axis, top=AXIS_HEIGHT - 6, bottom=top)
    return grid + marks, top


def _draw_narrow(chart: DotChart, pen: Pen) -> tuple[list[str], float]:
    axis = _fit_axis(chart, *NARROW)
    marks = _draw_ticks(pen, axis)
    top = float(AXIS_HEIGHT)
    for row in chart.rows:
        label = _label(pen, row, pen.width)
        said = _tell(pen, row, pen.width, column=measure(row.value_text, TEXT_SIZE, bold=True))
        marks += draw_stack(pen, label, 0, top)
        marks += said.draw(pen, 0, top + stack_height(label) + said.height / 2)
        top += stack_height(label) + said.height
        if row.value is not None:
            marks += _draw_grid(pen, axis, top=top + 2, bottom=top + TRACK)
            marks += _draw_row(pen, row, axis, round(top + TRACK / 2) + 0.5)
            top += TRACK
        top += AIR
    return marks, top


def _fit_axis(chart: DotChart, begin: float, finish: float) -> Axis:
    shares = [x for row in chart.rows for x in (row.value, row.low, row.high, row.previous, row.benchmark)]
    return share_axis(shares, begin=begin, finish=finish)


def _draw_ticks(pen: Pen, axis: Axis) -> list[str]:
    """Write the axis' ticks; on a phone those at its ends are kept inside the sheet."""
    marks = []
    for tick in axis.ticks:
        text = tick_label(tick, pen.language)
        half = measure(text, pen.note_size) / 2
        x = min(max(axis.at(tick), half), pen.width - half)
        marks.append(pen.text(x, pen.note_size, text, size=pen.note_size, colour=MUTED, at="middle"))
    return marks


def _draw_grid(pen: Pen, axis: Axis, *, top: float, bottom: float) -> list[str]:
    places = [axis.at(tick) for tick in axis.ticks]
    return [pen.line([(x, top), (x, bottom)], stroke=HAIRLINE) for x in places]


def _draw_row(pen: Pen, row: DotRow, axis: Axis, y: float) -> list[str]:
    is_certain = row.low is not None and row.high is not None
    marks: list[str] = []
    if row.low is not None and row.high is not None:
        marks += draw_band(pen, axis.at(row.low), axis.at(row.high), y)
    if row.previous is not None:
        marks.append(draw_last(pen, axis.at(row.previous), y))
    if row.benchmark is not None:
        marks.append(draw_tick(pen, axis.at(row.benchmark), y))
    if row.value is not None:
        marks.append(draw_now(pen, axis.at(row.value), y, is_certain=is_certain))
    return marks


def _label(pen: Pen, row: DotRow, width: float) -> tuple[Lines, ...]:
    note = break_lines(row.note, width, pen.note_size, colour=MUTED)
    return (break_lines(row.label, width, TEXT_SIZE), note)


def _value_column(chart: DotChart) -> float:
    widths = [measure(row.value_text, TEXT_SIZE, bold=True) for row in chart.rows]
    return max((width for width in widths if width <= WIDEST_VALUE), default=0)


def _tell(pen: Pen, row: DotRow, width: float, *, column: float) -> Told:
    value = break_lines(row.value_text, width, TEXT_SIZE, bold=True)
    is_beside = 0 < measure(row.value_text, TEXT_SIZE, bold=True) <= WIDEST_VALUE
    indent = column + AIR if is_beside else 0.0
    return Told(value, break_lines(row.verdict, width - indent, pen.note_size, colour=MUTED), indent)


def _entries(chart: DotChart, pen: Pen) -> Iterator[Entry]:
    if chart.own_label:
        yield own_entry(pen, chart.own_label, has_band=any(row.low is not None for row in chart.rows))
    if chart.previous_label:
        yield previous_entry(pen, chart.previous_label)
    if chart.benchmark_label:
        yield benchmark_entry(pen, chart.benchmark_label)


part = Chart(kind=DotChart, render=render)
