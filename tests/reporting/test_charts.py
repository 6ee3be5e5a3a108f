"""Charts: what stands in them, that nothing collides or leaves the sheet, mirrored and on a phone, too."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
import sample_reports
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.registry import parts
from genklang.reporting.charts import Chart, draw
from genklang.reporting.drawing.axis import share_axis, tick_label
from genklang.reporting.drawing.lettering import displayable, measure, plain, wrap
from genklang.reporting.look import BRAND, INK, MUTED, PAPER, SWATCHES, contrast
from genklang.reporting.model import BarChart, ChartData, DotChart, DotRow, Figure, PointChart, Tone, TrendChart

REPORTS = [sample_reports.sollentuna(), sample_reports.small_unit(), sample_reports.arabic()]
DRAWINGS = [
    pytest.param(block.chart, report, is_narrow, id=f"{report.language}-{section.name}-{i}-{is_narrow}")
    for i, report in enumerate(REPORTS)
    for section in report.sections
    for block in section.blocks
    if isinstance(block, Figure)
    for is_narrow in (False, True)
]
FIELDS = {
    "matrix": sample_reports.matrix_figure(),
    "band": sample_reports.band_figure(),
    "crowd": sample_reports.band_figure(30),
}
DRAWINGS += [
    pytest.param(figure.chart, report, is_narrow, id=f"{report.language}-{name}-{is_narrow}")
    for name, figure in FIELDS.items()
    for report in (REPORTS[0], REPORTS[2])
    for is_narrow in (False, True)
]
SVG = "{http://www.w3.org/2000/svg}"


def draw_in(report, chart, *, is_narrow=False):
    return draw(chart, language=report.language, is_rtl=report.is_rtl, is_narrow=is_narrow)


def texts(drawing):
    return ["".join(t.itertext()).strip("\u2067\u2069") for t in ET.fromstring(drawing).iter(f"{SVG}text")]


def box(text):
    """Return left, top, right, bottom of a text as the shipped fonts set it."""
    size = float(text.get("font-size"))
    words = text.text.strip("\u2067\u2069")
    width = measure(words, size, bold=text.get("font-weight") == "700")
    x, y = float(text.get("x")), float(text.get("y"))
    left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor")]
    return left, y - 0.72 * size, left + width, y + 0.1 * size


def dot(label="x", *, value=None, low=None, high=None, previous=None, text="", verdict=""):
    return DotRow(label, "", value, low, high, previous, None, text, verdict)


def dots(*rows):
    return DotChart(rows, "nu", "i fjol", "andra", "Alt.")


def test_there_is_a_chart_for_each_kind_of_data():
    assert {chart.kind for chart in parts("genklang.reporting.charts", Chart).values()} == set(ChartData.__args__)


@pytest.mark.parametrize(("chart", "report", "is_narrow"), DRAWINGS)
class TestEveryDrawing:
    def test_is_an_image_with_a_sentence(self, chart, report, is_narrow):
        root = ET.fromstring(draw_in(report, chart, is_narrow=is_narrow))
        assert (root.get("role"), root.get("aria-label")) == ("img", chart.alt)

    def test_is_the_same_every_time_with_few_decimals(self, chart, report, is_narrow):
        drawing = draw_in(report, chart, is_narrow=is_narrow)
        assert drawing == draw_in(report, chart, is_narrow=is_narrow)
        assert not re.search(r"\d\.\d{3}", drawing)

    def test_no_text_leaves_the_sheet(self, chart, report, is_narrow):
        root = ET.fromstring(draw_in(report, chart, is_narrow=is_narrow))
        width, height = float(root.get("width")), float(root.get("height"))
        for text in root.iter(f"{SVG}text"):
            left, top, right, bottom = box(text)
            assert left >= -0.5, text.text
            assert right <= width + 0.5, text.text
            assert top >= -0.5, text.text
            assert bottom <= height + 0.5, text.text

    def test_no_text_lies_on_another(self, chart, report, is_narrow):
        boxes = [box(t) for t in ET.fromstring(draw_in(report, chart, is_narrow=is_narrow)).iter(f"{SVG}text")]
        for i, (left, top, right, bottom) in enumerate(boxes):
            for other_left, other_top, other_right, other_bottom in boxes[i + 1 :]:
                across = min(right, other_right) - max(left, other_left)
                down = min(bottom, other_bottom) - max(top, other_top)
                assert across <= 0.5 or down <= 0.5


def test_a_missing_share_has_no_mark_but_says_why():
    chart = dots(dot("Kontakt", verdict="för få svar för att redovisas"), dot(value=80, low=70, high=90, text="80 %"))
    drawing = draw_in(REPORTS[0], replace(chart, own_label="", previous_label="", benchmark_label=""))
    assert "för få svar för att redovisas" in texts(drawing)
    assert drawing.count("<circle") == 1


def test_a_share_without_an_interval_is_pale():
    sure = draw_in(REPORTS[0], replace(dots(dot(value=80, low=70, high=90)), own_label="", previous_label=""))
    unsure = draw_in(REPORTS[0], replace(dots(dot(value=80)), own_label="", previous_label=""))
    assert f'fill="{BRAND}"' in sure
    assert f'fill="{BRAND}"' not in unsure


def test_last_round_is_seen_where_it_equals_this_round():
    drawing = draw_in(REPORTS[0], dots(dot(value=80, low=70, high=90, previous=80)))
    radii = [float(c.get("r")) for c in ET.fromstring(drawing).iter(f"{SVG}circle")]
    assert len(set(radii)) == 2


def test_marks_without_a_legend_are_not_explained():
    drawing = draw_in(REPORTS[0], replace(dots(dot(value=80)), previous_label="", benchmark_label=""))
    assert not {"i fjol", "andra"} & set(texts(drawing))


def bars(drawing, colour):
    found = (r for r in ET.fromstring(drawing).iter(f"{SVG}rect") if r.get("fill") == colour)
    return [r for r in found if float(r.get("height")) > 15]


def test_bars_part_at_one_place_and_are_as_long_as_their_shares():
    chart = sample_reports.bar_figure().chart
    drawing = draw_in(REPORTS[0], chart)
    last, first = (bars(drawing, SWATCHES[tone].fill) for tone in (Tone.POSITIVE, Tone.NEGATIVE))
    ends = [float(r.get("x")) + float(r.get("width")) for r in last]
    starts = [float(r.get("x")) for r in first]
    assert max(ends) - min(ends) < 0.1
    assert max(starts) - min(starts) < 0.1
    unit = {
        round((float(r.get("width")) + 2) / row.segments[1].value, 1) for r, row in zip(last, chart.rows, strict=True)
    }
    assert len(unit) == 1


def test_percentages_stand_inside_from_eight_per_cent():
    chart = sample_reports.bar_figure().chart
    shown = [int(t) for t in texts(draw_in(REPORTS[0], chart)) if t.isdigit()]
    assert sorted(shown) == sorted(v for _, values, _ in sample_reports.SPREAD for v in values if v >= 8)


def test_a_withheld_bar_says_why():
    chart = REPORTS[1].sections[1].blocks[0].chart
    assert sample_reports.WITHHELD in texts(draw_in(REPORTS[1], chart))


def test_a_pale_answer_has_an_outline_that_is_seen():
    for swatch in SWATCHES.values():
        assert contrast(swatch.fill, PAPER) >= 3 or contrast(swatch.stroke, PAPER) >= 3
        assert contrast(swatch.fill, swatch.text) >= 4.5
    assert contrast(MUTED, PAPER) >= 4.5
    assert contrast(INK, PAPER) >= 7
    assert contrast(BRAND, PAPER) == pytest.approx(8.4, abs=0.05)


def test_the_line_breaks_where_rounds_cannot_be_compared_or_are_missing():
    trend = sample_reports.trend_figure().chart
    drawing = draw_in(REPORTS[0], replace(trend, own_label="", benchmark_label=""))
    lines = [p for p in ET.fromstring(drawing).iter(f"{SVG}polyline") if p.get("stroke-width") == "2"]
    runs = [len(p.get("points").split()) for p in lines if p.get("stroke") == BRAND]
    assert runs == [2, 2]
    assert {"för få svar", "ny fråga", "90 %"} <= set(texts(drawing))


def test_a_round_alone_has_a_band_of_its_own():
    trend = sample_reports.trend_figure().chart
    points = (trend.points[0], trend.points[2])
    drawing = draw_in(REPORTS[0], replace(trend, points=points, own_label="", benchmark_label=""))
    assert drawing.count("<polygon") == 1


def test_what_is_read_from_the_right_is_mirrored():
    chart = sample_reports.dot_figure().chart
    places = {}
    for is_rtl in (False, True):
        root = ET.fromstring(draw(chart, language="ar", is_rtl=is_rtl))
        places[is_rtl] = [float(c.get("cx")) for c in root.iter(f"{SVG}circle")]
    assert [round(670 - x, 2) for x in places[True]] == places[False]


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "50\u00a0%"), ("da", "50\u00a0%"), ("en", "50%"), ("tlh", "50%")]
)
def test_ticks_are_written_as_the_language_writes_them(language, words):
    assert tick_label(50, language) == words


@settings(max_examples=60)
@given(st.lists(st.none() | st.floats(0, 100), max_size=8), st.sampled_from([20, 40]))
def test_an_axis_holds_its_values_in_six_ticks_at_most(values, span):
    axis = share_axis(values, begin=0, finish=100, span=span)
    assert 2 <= len(axis.ticks) <= 6
    assert 0 <= axis.start < axis.end <= 100
    assert axis.ticks[-1] == axis.end
    assert all(axis.start <= v <= axis.end for v in values if v is not None)


@settings(max_examples=80)
@given(st.text("abcåäöWi -–/.", max_size=80), st.integers(30, 200))
def test_lines_fit_and_keep_every_word(text, width):
    lines = wrap(text, width, 14)
    assert all(measure(line, 14) <= width for line in lines)
    assert re.sub(r"[\s-]", "", "".join(lines)) == re.sub(r"[\s-]", "", text)


def test_what_the_fonts_lack_is_replaced_and_controls_are_left_out():
    assert displayable("Å\u0007 中 😀\ue000") == "Å \ufffd \ufffd\ufffd"
    assert displayable("−5 ≥ x") == "–5 >= x"
    assert plain("التفهّم\nلوضعك") == "التفهم لوضعك"


def test_narrow_charts_have_every_word_of_wide_ones():
    for chart in (sample_reports.dot_figure().chart, sample_reports.bar_figure().chart, FIELDS["matrix"].chart):
        assert isinstance(chart, DotChart | BarChart | PointChart)
        wide, narrow = (" ".join(texts(draw_in(REPORTS[0], chart, is_narrow=n))).split() for n in (False, True))
        assert sorted(wide) == sorted(narrow)


def test_many_rounds_on_a_phone_keep_the_last_figure():
    trend = sample_reports.trend_figure().chart
    points = tuple(replace(trend.points[0], period=str(y), value_text="81 %") for y in range(2010, 2022))
    assert all(a.period < b.period for a, b in pairwise(points))
    chart = TrendChart("Nöjd", points, "vi", "", "Alt.")
    assert texts(draw_in(REPORTS[0], chart, is_narrow=True)).count("81 %") == 1


def test_points_that_fall_together_are_moved_apart_and_every_number_is_in_the_list():
    drawing = draw_in(REPORTS[0], FIELDS["matrix"].chart)
    circles = [(float(c.get("cx")), float(c.get("cy"))) for c in ET.fromstring(drawing).iter(f"{SVG}circle")]
    assert len(circles) == 7
    assert min((a - c) ** 2 + (b - d) ** 2 for i, (a, b) in enumerate(circles) for c, d in circles[:i]) > 16**2
    assert all(texts(drawing).count(str(number)) == 2 for number in range(1, 8))


def test_a_place_that_is_not_certain_is_hollow():
    fills = [c.get("fill") for c in ET.fromstring(draw_in(REPORTS[0], FIELDS["matrix"].chart)).iter(f"{SVG}circle")]
    assert fills == [BRAND, BRAND, PAPER, PAPER, PAPER, PAPER, BRAND]


def test_of_many_units_only_those_outside_the_band_are_named():
    assert [t for t in texts(draw_in(REPORTS[0], FIELDS["crowd"].chart)) if t.startswith("Enhet")] == ["Enhet 5"]
    assert len([t for t in texts(draw_in(REPORTS[0], FIELDS["band"].chart)) if t.startswith("Enhet")]) == 9
