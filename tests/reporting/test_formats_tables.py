"""Workbook, news article, CSV and JSON: protected figures only, text as text, the same bytes every time."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import polars as pl
import pytest
import sample_reports
from python_calamine import CalamineWorkbook

from genklang.registry import parts
from genklang.reporting.formats.csv import render as render_csv
from genklang.reporting.formats.json import render as render_json
from genklang.reporting.formats.txt import render as render_txt
from genklang.reporting.formats.xlsx import render as render_xlsx
from genklang.reporting.model import Cell, Format, Table
from genklang.tables.estimate import ESTIMATE_SCHEMA

REPORT = sample_reports.sollentuna()
SMALL = sample_reports.small_unit()


def open_book(report):
    return CalamineWorkbook.from_filelike(io.BytesIO(render_xlsx(report)))


def read_parts(report):
    with zipfile.ZipFile(io.BytesIO(render_xlsx(report))) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}


def test_each_format_has_its_suffix():
    found = {name: part.suffix for name, part in parts("genklang.reporting.formats", Format).items()}
    assert found == {name: name for name in ("csv", "html", "json", "pdf", "txt", "xlsx")}


@pytest.mark.parametrize("render", [render_csv, render_json, render_txt, render_xlsx])
def test_the_same_report_gives_the_same_bytes(render):
    assert render(REPORT) == render(sample_reports.sollentuna())


def test_a_sheet_a_table_then_figures_and_notes():
    names = open_book(REPORT).sheet_names
    assert names[0] == "Innehåll"
    assert names[-2:] == ["Siffrorna", "Om siffrorna"]
    assert [name[0] for name in names[1:-2]] == ["1", "2", "3", "4"]
    assert all(len(name) <= 31 for name in names)


def test_a_table_has_numbers_where_there_are_figures_and_words_where_not():
    sheet = open_book(SMALL).get_sheet_by_index(1).to_python()
    rows = {row[0]: row[1] for row in sheet[3:7]}
    assert rows["Visar förståelse"] == 78
    assert rows["Nöjd"] == "95 procent eller fler"
    assert next(iter(rows.values())) == sample_reports.WITHHELD


def test_only_the_protected_figures_are_in_the_workbook():
    rows = open_book(SMALL).get_sheet_by_name("Siffrorna").to_python()
    assert rows[0] == list(ESTIMATE_SCHEMA)
    assert len(rows) == 1 + SMALL.figures.height
    assert rows[1][rows[0].index("status")] == "c"
    assert [v for v in rows[1] if isinstance(v, float)] == []


def test_text_is_text_whatever_it_begins_with():
    cells = tuple((Cell(text), Cell("1", 1)) for text in ("=1+1", "+1", "-1", "@SUM(A1)", "http://x.se", "'a"))
    table = Table("=[a]:*?/\\'", ("=x", "y"), cells, (False, True))
    report = replace(REPORT, sections=(replace(REPORT.sections[0], blocks=(table, table)),))
    sheets = {name: xml for name, xml in read_parts(report).items() if "worksheets/sheet" in name}
    assert not [name for name, xml in sheets.items() if "<f>" in xml]
    assert [row[0] for row in open_book(report).get_sheet_by_index(1).to_python()[3:]] == [c[0].text for c in cells]


def test_charts_are_native_and_nothing_is_hidden():
    found = read_parts(REPORT)
    charts = [xml for name, xml in found.items() if "charts/chart" in name]
    assert ["barChart" in xml for xml in charts] == [True, True, False]
    assert "lineChart" in charts[2]
    assert "stacked" in charts[1]
    assert 'state="hidden"' not in found["xl/workbook.xml"]
    drawings = "".join(xml for name, xml in found.items() if "drawings/drawing" in name)
    assert all(
        f'descr="{figure.chart.alt}"' in drawings
        for figure in (sample_reports.dot_figure(), sample_reports.trend_figure())
    )


def test_a_native_chart_draws_what_the_page_draws():
    rows = open_book(REPORT).get_sheet_by_index(1).to_python()
    start = next(i for i, row in enumerate(rows) if "2017" in row and i > 3)
    assert rows[start][1:6] == [
        "2018 med osäkerhet",
        "2018 med osäkerhet ≥",
        "2018 med osäkerhet ≤",
        "2017",
        "deltagande kommuner",
    ]
    drawn = [row[:6] for row in rows[start + 1 : start + 1 + len(sample_reports.ITEMS)]]
    assert drawn == [
        [label, now, low, high, previous, other]
        for label, _, now, low, high, previous, other, _ in sample_reports.ITEMS
    ]


def test_a_trend_breaks_in_the_workbook_too():
    rows = open_book(REPORT).get_sheet_by_index(4).to_python()
    start = next(i for i, row in enumerate(rows) if "Sollentuna med osäkerhet" in row)
    assert [row[0] for row in rows[start + 1 : start + 7]] == ["2014", "2015", "2016", "", "2017", "2018"]
    assert rows[start + 4][1:] == ["", "", "", ""]


def test_a_workbook_from_the_right_begins_there():
    assert 'rightToLeft="1"' in read_parts(sample_reports.arabic())["xl/worksheets/sheet1.xml"]
    assert "rightToLeft" not in read_parts(REPORT)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("text", "number", "expected"), [("56,8", 56.8, "0.0"), ("1.283", 1283, "#,##0"), ("90 %", 90, '#,##0" %"')]
)
def test_numbers_have_the_decimals_of_their_text(text, number, expected):
    table = Table("t", ("a", "b"), ((Cell("x"), Cell(text, number)),), (False, True))
    report = replace(REPORT, sections=(replace(REPORT.sections[0], blocks=(table,)),))
    found = read_parts(report)
    cell = found["xl/worksheets/sheet2.xml"].split('r="B4" s="')[1]
    formats = found["xl/styles.xml"].split("<cellXfs")[1].split("<xf ")
    builtin = {"3": "#,##0"}
    number_id = formats[int(cell.split('"')[0]) + 1].split('numFmtId="')[1].split('"')[0]
    code = (
        builtin.get(number_id) or found["xl/styles.xml"].split(f'numFmtId="{number_id}" formatCode="')[1].split('"')[0]
    )
    assert code.replace("&quot;", '"') == expected


def test_the_article_is_the_news_and_nothing_else():
    text = render_txt(REPORT).decode()
    assert text.split("\n\n") == [*REPORT.news[:-1], REPORT.news[-1] + "\n"]


def test_csv_has_the_columns_of_an_estimate_and_no_formulas():
    rows = list(csv.DictReader(io.StringIO(render_csv(SMALL).decode())))
    assert list(rows[0]) == list(ESTIMATE_SCHEMA)
    assert rows[0]["unit"] == "'=HYPERLINK(1)"
    assert (rows[0]["value"], rows[0]["status"]) == ("", "c")


def test_csv_keeps_numbers_below_nothing():
    figures = REPORT.figures.head(1).with_columns(value=pl.lit(-1.5))
    rows = list(csv.DictReader(io.StringIO(render_csv(replace(REPORT, figures=figures)).decode())))
    assert rows[0]["value"] == "-1.5"


def test_json_holds_the_records_and_what_they_are_about():
    document = json.loads(render_json(REPORT))
    assert document["metadata"]["organisation"] == "Sollentuna kommun"
    assert document["estimates"] == REPORT.figures.to_dicts()
    assert render_json(replace(REPORT, figures=REPORT.figures.clear())).count(b'"estimates"') == 1
