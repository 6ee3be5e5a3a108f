"""One share over the rounds: line, interval band, and a gap wherever rounds cannot be compared."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from genklang.reporting.charts import Chart
from genklang.reporting.drawing.axis import Axis, share_axis, tick_label
from genklang.reporting.drawing.legend import Entry, draw_legend
from genklang.reporting.drawing.lettering import measure
from genklang.reporting.drawing.lines import break_lines, draw_stack, stack_height
from genklang.reporting.drawing.pen import Pen
from genklang.reporting.drawing.signs import draw_now
from genklang.reporting.look import BRAND, HAIRLINE, INK, INTERVAL, MUTED, PAPER_WIDTH, TEXT_SIZE
from genklang.reporting.model import TrendChart, TrendPoint

HEIGHT = 150
AIR = 12
MARGIN = 40
"""Room for the ticks' words, in px."""
WIDEST_STEP = 120
TICK = 16
BAND = 10
SMALLEST_SPAN = 20


@dataclass(frozen=True, slots=True)
class Plot:
    """Where rounds and shares stand on the sheet."""

    pen: Pen
    points: tuple[TrendPoint, ...]
    axis: Axis

    @property
    def step(self) -> float:
        """Distance between two rounds, in px."""
        room = (self.pen.width - MARGIN) / max(len(self.points), 1)
        return min(room, WIDEST_STEP * self.pen.width / PAPER_WIDTH) if not self.pen.is_narrow else room

    def x(self, place: int) -> float:
        """Return where the round at `place` stands."""
        return MARGIN + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        """Return the height of a share."""
        return self.axis.at(value)


def render(chart: TrendChart, pen: Pen) -> str:
    """Return the chart as SVG."""
    label = break_lines(chart.label, pen.width, TEXT_SIZE, bold=True)
    top = label.height + 2 * AIR
    shares = [x for p in chart.points for x in (p.value, p.low, p.high, p.benchmark)]
    plot = Plot(pen, chart.points, share_axis(shares, begin=top + HEIGHT, finish=top, span=SMALLEST_SPAN))
    feet, height = _draw_feet(plot, top + HEIGHT + 6)
    bottom = top + HEIGHT + 6 + height
    legend, tall = draw_legend(pen, list(_entries(chart, pen)), top=bottom + AIR, size=pen.note_size)
    marks = [*label.draw(pen, 0, 0), *_draw_grid(plot), *_draw_bands(plot), *_draw_breaks(plot)]
    marks += [*_draw_benchmarks(plot), *_draw_own(plot), *_draw_values(plot), *feet, *legend]
    return pen.sheet(marks, height=bottom + AIR + tall, alt=chart.alt)


def _runs(points: tuple[TrendPoint, ...], is_there: Callable[[TrendPoint], bool]) -> Iterator[list[int]]:
    """Yield the places of each unbroken run of rounds that have what is asked for."""
    run: list[int] = []
    for place, point in enumerate(points):
        if run and (point.breaks or not is_there(point)):
            yield run
            run = []
        if is_there(point):
            run.append(place)
    if run:
        yield run


def _draw_grid(plot: Plot) -> Iterator[str]:
    end = plot.x(len(plot.points) - 1) + plot.step / 2
    for tick in plot.axis.ticks:
        y = plot.y(tick)
        yield plot.pen.line([(MARGIN, y), (end, y)], stroke=HAIRLINE)
        size = plot.pen.note_size
        text = tick_label(tick, plot.pen.language)
        yield plot.pen.text(MARGIN - 6, y + size * 0.36, text, size=size, colour=MUTED, at="end")


def _draw_bands(plot: Plot) -> Iterator[str]:
    """Draw the intervals as one band a run; a round alone gets a band of its own."""
    for run in _runs(plot.points, lambda p: p.low is not None and p.high is not None):
        places = [(plot.x(i), plot.points[i].low or 0.0, plot.points[i].high or 0.0) for i in run]
        if len(places) == 1:
            x, low, high = places[0]
            places = [(x - BAND / 2, low, high), (x + BAND / 2, low, high)]
        upper = [(x, plot.y(high)) for x, _, high in places]
        lower = [(x, plot.y(low)) for x, low, _ in reversed(places)]
        yield plot.pen.area([*upper, *lower], fill=INTERVAL)
        yield plot.pen.line(upper, stroke=BRAND, width=0.5)
        yield plot.pen.line(lower, stroke=BRAND, width=0.5)


def _draw_breaks(plot: Plot) -> Iterator[str]:
    for place, point in enumerate(plot.points):
        if point.breaks and place > 0:
            x = plot.x(place) - plot.step / 2
            yield plot.pen.line([(x, plot.axis.finish), (x, plot.axis.begin)], stroke=MUTED, dash="2 4")


def _draw_benchmarks(plot: Plot) -> Iterator[str]:
    for run in _runs(plot.points, lambda p: p.benchmark is not None):
        places = [(plot.x(i), plot.y(plot.points[i].benchmark or 0.0)) for i in run]
        yield plot.pen.line(places, stroke=INK, width=1, dash="4 3")
        for x, y in places:
            yield plot.pen.line([(x - TICK / 2, y), (x + TICK / 2, y)], stroke=INK, width=2)


def _draw_own(plot: Plot) -> Iterator[str]:
    for run in _runs(plot.points, lambda p: p.value is not None):
        places = [(plot.x(i), plot.y(plot.points[i].value or 0.0)) for i in run]
        yield plot.pen.line(places, stroke=BRAND, width=2)
        for i, (x, y) in zip(run, places, strict=True):
            yield draw_now(plot.pen, x, y, is_certain=plot.points[i].low is not None)


def _draw_values(plot: Plot) -> Iterator[str]:
    """Write each figure above its interval, or only the last where they would run together."""
    told = [i for i, p in enumerate(plot.points) if p.value is not None and p.value_text]
    size = plot.pen.note_size
    widest = max((measure(plot.points[i].value_text, size, bold=True) for i in told), default=0.0)
    for i in told if widest + 4 <= plot.step else told[-1:]:
        point = plot.points[i]
        tops = [v for v in (point.value, point.high, point.benchmark) if v is not None]
        y = plot.y(max(tops)) - 9
        yield plot.pen.text(plot.x(i), y, point.value_text, size=size, bold=True, at="middle")


def _draw_feet(plot: Plot, top: float) -> tuple[list[str], float]:
    """Write each round's name under it, with why its figure is missing or stands apart."""
    size = plot.pen.note_size
    marks: list[str] = []
    tallest = 0.0
    for place, point in enumerate(plot.points):
        name = break_lines(point.period, plot.step - 4, size)
        note = break_lines(point.note, plot.step - 4, size, colour=MUTED)
        marks += draw_stack(plot.pen, (name, note), plot.x(place), top, at="middle")
        tallest = max(tallest, stack_height((name, note)))
    return marks, tallest


def _entries(chart: TrendChart, pen: Pen) -> Iterator[Entry]:
    has_band = any(p.low is not None for p in chart.points)
    if chart.own_label:
        yield Entry(chart.own_label, 28, _own_sign(pen, has_band=has_band))
    if chart.benchmark_label:
        yield Entry(chart.benchmark_label, 28, _benchmark_sign(pen))


def _own_sign(pen: Pen, *, has_band: bool) -> Callable[[float, float], list[str]]:
    def sign(x: float, y: float) -> list[str]:
        band = [pen.rectangle(x, y - 7, 28, 14, fill=INTERVAL)] if has_band else []
        line = pen.line([(x, y), (x + 28, y)], stroke=BRAND, width=2)
        return [*band, line, draw_now(pen, x + 14, y, is_certain=has_band)]

    return sign


def _benchmark_sign(pen: Pen) -> Callable[[float, float], list[str]]:
    def sign(x: float, y: float) -> list[str]:
        dashes = pen.line([(x, y), (x + 28, y)], stroke=INK, dash="4 3")
        return [dashes, pen.line([(x + 6, y), (x + 22, y)], stroke=INK, width=2)]

    return sign


part = Chart(kind=TrendChart, render=render)
