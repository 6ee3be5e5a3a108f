"""Items or units by two measures: a field parted in four with its names, or a band of what is expected."""

from collections.abc import Iterator
from dataclasses import dataclass

from genklang.reporting.charts import Chart
from genklang.reporting.drawing.legend import Entry, draw_legend
from genklang.reporting.drawing.lettering import measure
from genklang.reporting.drawing.lines import break_lines
from genklang.reporting.drawing.measure_axis import MeasureAxis, measure_axis
from genklang.reporting.drawing.pen import Pen
from genklang.reporting.look import BRAND, HAIRLINE, INK, INTERVAL, MUTED, PAPER, TEXT_SIZE
from genklang.reporting.model import PointChart

MARGIN = 46
"""Room for the ticks' words beside the field, in px."""
TOP = 26
WIDE_FIELD = (430, 270)
BAND_HEIGHT = 220
NARROW_HEIGHT = 250
FEW = 10
"""So many points or fewer are all named; of more, those whose place is certain."""
LIST_GAP = 28
BELOW = 40
"""Room for the ticks' words and the measure's name under the field."""
NUMBER_RADIUS = 9.5
DOT_RADIUS = 5
NAME_ROW = 27
AIR = 12
DASH = "4 3"
MOST = 100.0

Place = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Field:
    """Where the measures stand on the sheet."""

    pen: Pen
    x: MeasureAxis
    y: MeasureAxis
    top: float
    bottom: float

    @property
    def left(self) -> float:
        """Left edge."""
        return self.x.begin

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x.finish


def render(chart: PointChart, pen: Pen) -> str:
    """Return the chart as SVG."""
    field = _lay_out(chart, pen)
    marks = [*_draw_band(chart, field), *_draw_grid(chart, field), *_draw_lines(chart, field)]
    marks += [*_name_quadrants(chart, field), *_draw_points(chart, field)]
    bottom = field.bottom + BELOW
    if chart.is_numbered:
        listed, end = _list_labels(chart, pen, field)
        marks, bottom = marks + listed, max(bottom, end)
    legend, height = draw_legend(pen, list(_entries(chart, pen)), top=bottom + AIR, size=pen.note_size)
    return pen.sheet([*marks, *legend], height=bottom + (AIR + height if legend else 0), alt=chart.alt)


def _lay_out(chart: PointChart, pen: Pen) -> Field:
    is_beside = chart.is_numbered and not pen.is_narrow
    right = WIDE_FIELD[0] if is_beside else pen.width - 8
    height = NARROW_HEIGHT if pen.is_narrow else WIDE_FIELD[1] if chart.is_numbered else BAND_HEIGHT
    xs = [row.x for row in chart.rows] + [x for x in (chart.x_line,) if x is not None]
    # Parts of a whole are read from nought.
    xs += [0.0] if chart.is_numbered else []
    ys = [y for row in chart.rows for y in (row.y,)] + [chart.y_line]
    ys += [y for _, *ends in chart.band for y in ends]
    x = measure_axis(xs, begin=MARGIN, finish=right)
    # The names of the quarters stand in rows of their own, above and below every point.
    pad = NAME_ROW if chart.quadrants else 0
    y = measure_axis(ys, begin=TOP + height - pad, finish=TOP + pad, most=MOST)
    return Field(pen, x, y, TOP, TOP + height)


def _draw_grid(chart: PointChart, field: Field) -> Iterator[str]:
    pen, size = field.pen, field.pen.note_size
    for tick in field.y.ticks:
        y = field.y.at(tick)
        yield pen.line([(field.left, y), (field.right, y)], stroke=HAIRLINE)
        text = field.y.label(tick, pen.language, chart.suffixes[1])
        yield pen.text(field.left - 6, y + size * 0.36, text, size=size, colour=MUTED, at="end")
    for tick in field.x.ticks:
        text = field.x.label(tick, pen.language, chart.suffixes[0])
        half = measure(text, size) / 2
        x = min(field.x.at(tick), pen.width - half)
        yield pen.text(x, field.bottom + size + 5, text, size=size, colour=MUTED, at="middle")
    yield pen.text(0, size, chart.y_label, size=size, colour=MUTED)
    yield pen.text(field.right, field.bottom + 2 * size + 12, chart.x_label, size=size, colour=MUTED, at="end")


def _draw_band(chart: PointChart, field: Field) -> Iterator[str]:
    if not chart.band:
        return
    upper = [(field.x.at(x), field.y.at(high)) for x, _, high in chart.band]
    lower = [(field.x.at(x), field.y.at(low)) for x, low, _ in chart.band]
    yield field.pen.area([*upper, *reversed(lower)], fill=INTERVAL)
    for side in (upper, lower):
        yield field.pen.line(side, stroke=BRAND, width=0.5)


def _draw_lines(chart: PointChart, field: Field) -> Iterator[str]:
    y = field.y.at(chart.y_line)
    yield field.pen.line([(field.left, y), (field.right, y)], stroke=INK, dash=DASH)
    if chart.x_line is not None:
        x = field.x.at(chart.x_line)
        yield field.pen.line([(x, field.y.finish), (x, field.y.begin)], stroke=INK, dash=DASH)


def _name_quadrants(chart: PointChart, field: Field) -> Iterator[str]:
    size = field.pen.note_size
    corners = [
        (field.left + 6, field.top + size + 2, "start"),
        (field.right - 6, field.top + size + 2, "end"),
        (field.left + 6, field.bottom - 7, "start"),
        (field.right - 6, field.bottom - 7, "end"),
    ]
    for name, (x, y, side) in zip(chart.quadrants, corners, strict=False):
        yield field.pen.text(x, y, name, size=size, colour=MUTED, bold=True, at=side)


def _draw_points(chart: PointChart, field: Field) -> Iterator[str]:
    places = [(field.x.at(row.x), field.y.at(row.y)) for row in chart.rows]
    if chart.is_numbered:
        yield from _draw_numbers(chart, field, places)
        return
    for row, (x, y) in zip(chart.rows, places, strict=True):
        yield field.pen.circle(x, y, DOT_RADIUS, fill=BRAND if row.is_certain else PAPER, stroke=BRAND, width=1.5)
    yield from _name_points(chart, field, places)


def _draw_numbers(chart: PointChart, field: Field, places: list[Place]) -> Iterator[str]:
    taken: list[Place] = []
    for number, (row, place) in enumerate(zip(chart.rows, places, strict=True), 1):
        x, y = _find_room(place, taken, field)
        taken.append((x, y))
        fill, colour = (BRAND, PAPER) if row.is_certain else (PAPER, INK)
        yield field.pen.circle(x, y, NUMBER_RADIUS, fill=fill, stroke=BRAND, width=1.5)
        yield field.pen.text(x, y + 4, str(number), size=field.pen.note_size, colour=colour, bold=True, at="middle")


def _name_points(chart: PointChart, field: Field, places: list[Place]) -> Iterator[str]:
    """Name few points, or those whose place is certain, wherever their names find room beside them."""
    taken = [(x - DOT_RADIUS, y - DOT_RADIUS, x + DOT_RADIUS, y + DOT_RADIUS) for x, y in places]
    ranked = sorted(zip(chart.rows, places, strict=True), key=lambda pair: not pair[0].is_certain)
    for row, (x, y) in ranked:
        if not row.is_certain and (len(chart.rows) > FEW or field.pen.is_narrow):
            continue
        wide = measure(row.label, field.pen.note_size, bold=row.is_certain)
        gap, half = DOT_RADIUS + 4, field.pen.note_size / 2 + 1
        spots = [(x + gap, y), (x - gap - wide, y), (x - wide / 2, y - gap - half), (x - wide / 2, y + gap + half)]
        boxes = [(left, middle - half, left + wide, middle + half) for left, middle in spots]
        found = next((b for b in boxes if _is_inside(b, field) and not any(_overlap(b, t) for t in taken)), None)
        if found:
            taken.append(found)
            base = (found[1] + found[3]) / 2 + 4
            yield field.pen.text(found[0], base, row.label, size=field.pen.note_size, bold=row.is_certain)


def _is_inside(box: Box, field: Field) -> bool:
    return box[0] >= field.left and box[2] <= field.right and box[1] >= field.top and box[3] <= field.bottom


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _find_room(place: Place, taken: list[Place], field: Field) -> Place:
    """Return the place, moved aside as little as it takes for its number to be read."""
    x, y = place
    step = 2 * NUMBER_RADIUS
    tried = [
        (x, y),
        (x + step, y),
        (x - step, y),
        (x, y - step),
        (x, y + step),
        (x + step, y - step),
        (x - step, y + step),
    ]
    inside = [p for p in tried if field.left <= p[0] <= field.right and field.y.finish <= p[1] <= field.y.begin]
    free = (p for p in inside if all((p[0] - a) ** 2 + (p[1] - b) ** 2 >= (step - 2) ** 2 for a, b in taken))
    return next(free, place)


def _list_labels(chart: PointChart, pen: Pen, field: Field) -> tuple[list[str], float]:
    """Write the numbers with their labels, beside the field or, on a phone, under it."""
    x, y = (0.0, field.bottom + BELOW + AIR) if pen.is_narrow else (field.right + LIST_GAP, float(TOP - 8))
    marks: list[str] = []
    for number, row in enumerate(chart.rows, 1):
        label = break_lines(row.label, pen.width - x - 24, TEXT_SIZE)
        marks.append(pen.text(x + 14, y + TEXT_SIZE, str(number), size=TEXT_SIZE, bold=True, at="end"))
        marks += label.draw(pen, x + 24, y)
        y += label.height + 7
    return marks, y


def _entries(chart: PointChart, pen: Pen) -> Iterator[Entry]:
    if chart.band_label:
        yield Entry(chart.band_label, 28, lambda x, y: [pen.rectangle(x, y - 7, 28, 14, fill=INTERVAL, stroke=BRAND)])


part = Chart(kind=PointChart, render=render)
