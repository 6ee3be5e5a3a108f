"""Native charts of a workbook: the numbers are written as cells, so that a chart can be edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from genklang.reporting.look import BRAND, FAMILIES, HAIRLINE, INK, MUTED, PAPER, SWATCHES
from genklang.reporting.model import BarChart, BarRow, ChartData, DotChart, PointChart, Tone, TrendChart

Number = float | None
SMALLEST_LABELLED: Final = 8.0
WIDTH: Final = 760
"""Width of a chart, in px."""
FONT: Final = {"name": FAMILIES[0], "size": 9, "color": INK}


@dataclass(frozen=True, slots=True)
class Series:
    """One column of a chart's numbers: its name, its values and how it is drawn."""

    name: str
    values: Sequence[Number]
    look: dict[str, Any]
    low: Sequence[Number] = ()
    high: Sequence[Number] = ()


def list_series(chart: ChartData) -> tuple[list[str], list[Series]]:
    """Return the names of a chart's rows and its columns of numbers."""
    match chart:
        case DotChart():
            return [row.label for row in chart.rows], _dot_series(chart)
        case BarChart():
            return [row.label for row in chart.rows], _bar_series(chart)
        case TrendChart():
            return _trend_series(chart)
        case PointChart():
            return [row.label for row in chart.rows], _point_series(chart)


def _dot_series(chart: DotChart) -> list[Series]:
    rows = chart.rows
    low, high = _interval([r.low for r in rows], [r.high for r in rows])
    found = [Series(chart.own_label, [r.value for r in rows], _filled(BRAND, BRAND), low, high)]
    if chart.previous_label:
        found.append(Series(chart.previous_label, [r.previous for r in rows], _filled(PAPER, MUTED)))
    if chart.benchmark_label:
        found.append(Series(chart.benchmark_label, [r.benchmark for r in rows], _filled(INK, INK)))
    return found


def _interval(low: list[Number], high: list[Number]) -> tuple[list[Number], list[Number]]:
    """Return both ends of the intervals, or nothing where there is none."""
    return (low, high) if any(value is not None for value in low) else ([], [])


def _bar_series(chart: BarChart) -> list[Series]:
    found = []
    for tone, words in chart.legend:
        values = [_share_of(row, tone) for row in chart.rows]
        swatch = SWATCHES[tone]
        hidden = [{"delete": True} if v is None or v < SMALLEST_LABELLED else {} for v in values]
        labels = {"value": True, "num_format": "0", "font": {"color": swatch.text, "bold": True}, "custom": hidden}
        found.append(Series(words, values, _filled(swatch.fill, swatch.stroke) | {"data_labels": labels}))
    return found


def _point_series(chart: PointChart) -> list[Series]:
    """Return both measures; the chart draws the second over the first, each point with its name."""
    names = [{"value": row.label} for row in chart.rows]
    marker = {"type": "circle", "size": 8, **_filled(BRAND, BRAND)}
    look = {"marker": marker, "data_labels": {"value": True, "custom": names, "position": "above", "font": FONT}}
    return [
        Series(chart.x_label, [row.x for row in chart.rows], look),
        Series(chart.y_label, [row.y for row in chart.rows], look),
    ]


def _share_of(row: BarRow, tone: Tone) -> Number:
    shares = [segment.value for segment in row.segments if segment.tone is tone]
    return sum(shares) if shares else None


def _trend_series(chart: TrendChart) -> tuple[list[str], list[Series]]:
    """Return the rounds with an empty one wherever the line must break."""
    periods: list[str] = []
    columns: tuple[list[Number], ...] = ([], [], [], [])
    for place, point in enumerate(chart.points):
        if point.breaks and place > 0:
            periods.append("")
            for column in columns:
                column.append(None)
        periods.append(point.period)
        for column, value in zip(columns, (point.value, point.low, point.high, point.benchmark), strict=True):
            column.append(value)
    own, low, high, benchmark = columns
    found = [Series(chart.own_label, own, _line(BRAND, "circle", "solid"), *_interval(low, high))]
    if chart.benchmark_label:
        found.append(Series(chart.benchmark_label, benchmark, _line(INK, "long_dash", "dash")))
    return periods, found


def _filled(fill: str, border: str) -> dict[str, Any]:
    return {"fill": {"color": fill}, "border": {"color": border}, "gap": 60}


def _line(colour: str, marker: str, dash: str) -> dict[str, Any]:
    filled = {"fill": {"color": colour}, "border": {"color": colour}}
    return {"line": {"color": colour, "width": 2, "dash_type": dash}, "marker": {"type": marker, "size": 8, **filled}}


def make_chart(workbook: Workbook, sheet: Worksheet, chart: ChartData, *, top: int, title: str) -> NativeChart:
    """Return a chart of the numbers that `write_series` wrote on `sheet` from row `top`."""
    names, columns = list_series(chart)
    native = workbook.add_chart(_kind(chart))
    first, last = top + 1, top + max(len(names), 1)
    if isinstance(chart, PointChart):
        cells = {key: [sheet.name, first, c, last, c] for key, c in (("categories", 1), ("values", 2))}
        native.add_series({"name": [sheet.name, top, 2], **cells, **columns[1].look})
        _dress_field(native, chart, title)
        return native
    column = 1
    for series in columns:
        options = {
            "name": [sheet.name, top, column],
            "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, column, last, column],
            **series.look,
        }
        if series.low:
            options["y_error_bars"] = _error_bars(series)
        native.add_series(options)
        column += 3 if series.low else 1
    _dress(native, chart, title)
    return native


def _kind(chart: ChartData) -> dict[str, str]:
    match chart:
        case BarChart():
            return {"type": "bar", "subtype": "stacked"}
        case DotChart():
            return {"type": "bar"}
        case TrendChart():
            return {"type": "line"}
        case PointChart():
            return {"type": "scatter"}


def _error_bars(series: Series) -> dict[str, Any]:
    """Return the interval as the lengths up and down that a spreadsheet's error bars are made of."""
    triples = list(zip(series.values, series.low, series.high, strict=True))
    return {
        "type": "custom",
        "plus_values": [_distance(value, high) for value, _, high in triples],
        "minus_values": [_distance(low, value) for value, low, _ in triples],
        "line": {"color": MUTED, "width": 1.25},
    }


def _distance(lower: Number, upper: Number) -> float:
    return 0.0 if lower is None or upper is None else round(upper - lower, 6)


def _dress(native: NativeChart, chart: BarChart | DotChart | TrendChart, title: str) -> None:
    scale = {
        "min": 0,
        "max": 100,
        "num_format": '0" %"',
        "num_font": FONT,
        "major_gridlines": {"visible": True, "line": {"color": HAIRLINE}},
        "line": {"none": True},
    }
    is_line = isinstance(chart, TrendChart)
    native.set_title({"name": title, "name_font": {**FONT, "size": 12, "bold": True}, "overlay": False})
    native.set_x_axis({"num_font": FONT, "reverse": not is_line, "line": {"color": MUTED}, "label_position": "low"})
    native.set_y_axis(scale)
    native.set_legend({"position": "bottom", "font": FONT})
    native.show_blanks_as("gap")
    native.set_size({"width": WIDTH, "height": _height(chart)})


def _dress_field(native: NativeChart, chart: PointChart, title: str) -> None:
    lines = {"major_gridlines": {"visible": True, "line": {"color": HAIRLINE}}, "num_font": FONT, "name_font": FONT}
    native.set_title({"name": title, "name_font": {**FONT, "size": 12, "bold": True}, "overlay": False})
    native.set_x_axis({"name": chart.x_label, "crossing": "min", **lines})
    native.set_y_axis({"name": chart.y_label, "crossing": "min", **lines})
    native.set_legend({"none": True})
    native.set_size({"width": WIDTH, "height": 420})


def _height(chart: BarChart | DotChart | TrendChart) -> int:
    if isinstance(chart, TrendChart):
        return 320
    return 140 + len(chart.rows) * (44 if isinstance(chart, DotChart) else 34)


def write_series(sheet: Worksheet, chart: ChartData, *, top: int, heading: Style, share: Style) -> int:
    """Write a chart's numbers from row `top`, intervals beside what they belong to; return the row after them."""
    names, columns = list_series(chart)
    sheet.write_string(top, 0, "", heading)
    for row, name in enumerate(names, top + 1):
        sheet.write_string(row, 0, name)
    column = 1
    for series in columns:
        for words, values in _columns(series):
            sheet.write_string(top, column, words, heading)
            for row, value in enumerate(values, top + 1):
                if value is not None:
                    sheet.write_number(row, column, value, share)
            column += 1
    return top + len(names) + 1


def _columns(series: Series) -> list[tuple[str, Sequence[Number]]]:
    own: list[tuple[str, Sequence[Number]]] = [(series.name, series.values)]
    return [*own, (f"{series.name} ≥", series.low), (f"{series.name} ≤", series.high)] if series.low else own
