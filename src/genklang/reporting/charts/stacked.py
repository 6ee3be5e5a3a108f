"""How answers are spread: stacked bars that part in the middle, positive on the reading side's beginning."""

from collections.abc import Callable, Sequence

from genklang.reporting.charts import Chart
from genklang.reporting.drawing.legend import GAP, Entry, draw_legend
from genklang.reporting.drawing.lettering import measure
from genklang.reporting.drawing.lines import break_lines
from genklang.reporting.drawing.pen import Pen
from genklang.reporting.look import INK, MUTED, NOTE_SIZE, SWATCHES, TEXT_SIZE
from genklang.reporting.model import BarChart, BarRow, Segment, Tone

WIDE = (196, 216, 566, 582)
"""Right end of the labels, both ends of the bars, left end of the notes, in px."""
BAR = 21
SMALLEST_ROW = 28
ROW_AIR = 6
AIR = 12
SMALLEST_LABELLED = 8.0
"""A share from this per cent up is written inside its part of the bar."""
SIGN = 12
DASH = "2 3"
POSITIVE = (Tone.VERY_POSITIVE, Tone.POSITIVE)


def render(chart: BarChart, pen: Pen) -> str:
    """Return the chart as SVG."""
    legend, height = draw_legend(pen, _entries(chart, pen), top=0, size=pen.note_size)
    draw = _draw_narrow if pen.is_narrow else _draw_wide
    marks, bottom = draw(chart, pen, height + AIR)
    return pen.sheet([*legend, *marks], height=bottom + AIR, alt=chart.alt)


def _draw_wide(chart: BarChart, pen: Pen, top: float) -> tuple[list[str], float]:
    label_end, begin, finish, notes = WIDE
    split, unit = _lay_out(chart.rows, begin, finish)
    marks: list[str] = []
    for row in chart.rows:
        label = break_lines(row.label, label_end, TEXT_SIZE)
        width = pen.width - (notes if row.segments else begin + 4)
        note = break_lines(row.note, width, NOTE_SIZE, colour=MUTED)
        height = max(SMALLEST_ROW, label.height + ROW_AIR, note.height + ROW_AIR)
        middle = round(top + height / 2)
        marks += _draw_split(pen, row, split, top, top + height)
        marks += label.draw(pen, 0, middle - label.height / 2)
        marks += _draw_bar(pen, row.segments, split=split, unit=unit, middle=middle)
        x, side = (pen.width, "end") if row.segments else (begin + 4, "start")
        marks += note.draw(pen, x, middle - note.height / 2, at=side)
        top += height
    return marks, top


def _draw_narrow(chart: BarChart, pen: Pen, top: float) -> tuple[list[str], float]:
    split, unit = _lay_out(chart.rows, 0, pen.width)
    marks: list[str] = []
    for row in chart.rows:
        for block in (
            break_lines(row.label, pen.width, TEXT_SIZE),
            break_lines(row.note, pen.width, pen.note_size, colour=MUTED),
        ):
            marks += block.draw(pen, 0, top)
            top += block.height
        if row.segments:
            middle = top + BAR / 2 + 6
            marks += _draw_split(pen, row, split, middle - BAR / 2 - 4, middle + BAR / 2 + 4)
            marks += _draw_bar(pen, row.segments, split=split, unit=unit, middle=middle)
            top += BAR + 10
        top += AIR
    return marks, top


def _lay_out(rows: Sequence[BarRow], begin: float, finish: float) -> tuple[float, float]:
    """Return where the bars part and how many px a per cent takes, so that the longest of each side fit."""
    ahead = max((_ahead(row.segments) for row in rows), default=0.0)
    behind = max((sum(s.value for s in row.segments) - _ahead(row.segments) for row in rows), default=0.0)
    unit = (finish - begin) / max(ahead + behind, 100.0)
    return begin + ahead * unit, unit


def _ahead(segments: Sequence[Segment]) -> float:
    """Return the per cent before the split: the positive answers and half of the neutral ones."""
    neutral = sum(s.value for s in segments if s.tone is Tone.NEUTRAL)
    return sum(s.value for s in segments if s.tone in POSITIVE) + neutral / 2


def _draw_bar(pen: Pen, segments: Sequence[Segment], *, split: float, unit: float, middle: float) -> list[str]:
    x = split - _ahead(segments) * unit
    marks: list[str] = []
    for segment in segments:
        width = segment.value * unit
        marks += _draw_segment(pen, segment, x, width, middle)
        x += width
    return marks


def _draw_segment(pen: Pen, segment: Segment, x: float, width: float, middle: float) -> list[str]:
    if width <= 0:
        return []
    swatch = SWATCHES[segment.tone]
    stroke = swatch.stroke if swatch.stroke != swatch.fill else ""
    marks = [
        pen.rectangle(x + 0.5, middle - BAR / 2, max(width - 1, 1), BAR, fill=swatch.fill, stroke=stroke, radius=2)
    ]
    size = pen.note_size
    if segment.value >= SMALLEST_LABELLED and measure(segment.label, size, bold=True) <= width - 4:
        base = middle + size * 0.36
        marks.append(
            pen.text(x + width / 2, base, segment.label, size=size, colour=swatch.text, bold=True, at="middle")
        )
    return marks


def _draw_split(pen: Pen, row: BarRow, split: float, top: float, bottom: float) -> list[str]:
    """Draw where the bars part, behind a row that has one."""
    if not row.segments:
        return []
    return [pen.line([(split, top), (split, bottom)], stroke=INK, dash=DASH)]


def _entries(chart: BarChart, pen: Pen) -> list[Entry]:
    """Return the legend in the bars' order, parted as they are: so it is read in grey, too."""
    tones = [tone for tone, _ in chart.legend]
    first = next((i for i, tone in enumerate(tones) if tone not in POSITIVE), 0)
    is_parted = first > 0 and Tone.NEUTRAL not in tones
    return [
        Entry(words, SIGN, _sign(pen, tone, has_split=is_parted and i == first))
        for i, (tone, words) in enumerate(chart.legend)
    ]


def _sign(pen: Pen, tone: Tone, *, has_split: bool) -> Callable[[float, float], list[str]]:
    swatch = SWATCHES[tone]

    def sign(x: float, y: float) -> list[str]:
        box = pen.rectangle(x, y - SIGN / 2, SIGN, SIGN, fill=swatch.fill, stroke=swatch.stroke, radius=2)
        split = pen.line([(x - GAP / 2, y - 9), (x - GAP / 2, y + 9)], stroke=INK, dash=DASH)
        return [split, box] if has_split and x > 0 else [box]

    return sign


part = Chart(kind=BarChart, render=render)
