"""Other people's workbooks as they come: merged headings, Danish numbers, percentages held as parts of one."""

import pytest
import xlsxwriter

from genklang.analysis import attack
from genklang.analysis.foreign_tables import read_foreign


@pytest.fixture
def workbook(tmp_path):
    """Writes rows and a mapping; returns their paths."""

    def write(rows, mapping, *, merged=(), percent=None):
        book = xlsxwriter.Workbook(str(tmp_path / "f.xlsx"))
        sheet = book.add_worksheet()
        shown = book.add_format({"num_format": "0.0%"})
        for place, heading in merged:
            sheet.merge_range(place, heading)
        for number, row in enumerate(rows, start=len(merged) and 1):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell, *([shown] if column == percent else []))
        book.close()
        (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
        return tmp_path / "f.xlsx", tmp_path / "m.toml"

    return write


def test_headings_that_are_merged_over_two_rows_are_found(workbook):
    rows = [
        (None, "Kvinnor", "Män", "Totalt"),
        ("Norr", 20, "..", 23),
        ("Söder", 30, 25, 55),
        ("Väst", 12, "..", 18),
        ("Totalt", 62, 34, 96),
        ("Källa: kommunen",),
    ]
    mapping = """[[table]]
keys = { unit = "Enhet" }
across = "gender"
count = { K = "Kvinnor", M = "Män", "" = "Totalt" }"""
    path, described = workbook(rows, mapping, merged=[("A1:A2", "Enhet"), ("B1:D1", "Antal svar")])
    leaks = attack([path], mapping=described)
    assert {(leak.where, leak.low) for leak in leaks} == {("Norr, M", 3), ("Väst, M", 6)}


DANISH = """[[table]]
keys = { place = "Tilbud" }
across = "answer"
of = "Antal besvarelser"
count = { content = "Tilfreds (%)" }"""


def test_danish_points_and_commas_are_read(workbook):
    rows = [
        ("Tilbud", "Antal besvarelser", "Tilfreds (%)"),
        ("Birken", 40, "62,5"),
        ("Egen", "1.204", "88,2"),
        ("Bøgen", 12, "-"),
        ("Linden", "..", ".."),
        ("I alt", "1.263", "86,1"),
    ]
    path, described = workbook(rows, DANISH)
    table = read_foreign([path], described)[0][0]
    assert table.filter(place="Egen")["count"].to_list() == [1204, None]
    assert table.filter(place="Egen", answer="content").select("least", "most").row(0) == (1062, 1062)
    assert table.filter(place="Bøgen", answer="content")["count"].item() == 0
    leaks = attack([path], mapping=described)
    assert ("Linden", 7, 7) in {(leak.where, leak.low, leak.high) for leak in leaks}


def test_percentages_that_a_workbook_holds_as_parts_of_one_are_per_cent(workbook):
    rows = [("Tilbud", "Antal besvarelser", "Tilfreds (%)"), ("A", 8, 0.625), ("B", 31, 28 / 31), ("I alt", 45, 0.8222)]
    path, described = workbook(rows, DANISH, percent=2)
    shares = read_foreign([path], described)[0][0].filter(answer="content").select("place", "least", "most").rows()
    assert shares == [("A", 5, 5), ("B", 28, 28), (None, 37, 37)]


def test_few_per_cent_stay_what_they_are(workbook):
    rows = [("Tilbud", "Antal besvarelser", "Tilfreds (%)"), ("A", 400, 0.5), ("B", 400, 12)]
    path, described = workbook(rows, DANISH)
    shares = read_foreign([path], described)[0][0].filter(answer="content").select("place", "least", "most").rows()
    assert shares == [("A", 2, 2), ("B", 46, 50)]
