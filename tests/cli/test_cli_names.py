"""Names that file systems, spreadsheets, HTML and Typst would each stumble over."""

import pytest
from command_line import do, read_rows, write_rows

NAMES = (
    "A/B",
    "A B",
    "../x",
    "😀",
    "=cmd|' /C calc'!A0",
    '#set text(red) *b* $x$ @y "q"',
    "<b>bold</b>",
    "مرحبا",
    "-1",
)


@pytest.fixture
def odd_room(room):
    own = [r for r in read_rows(room / "a.csv") if r["round"] == "2025"][:24]
    rows = [{**r, "organisation": n, "unit": ("x", n)[i % 2]} for n in NAMES for i, r in enumerate(own)]
    write_rows(room / "odd.csv", rows)
    do("import", "odd.csv", "--instrument", "skr-ifo", "--store", "odd", "--round", "2025/1")
    return room


def test_every_name_gets_reports_of_its_own_inside_the_folder(odd_room):
    do("report", "--store", "odd", "--out", "deep/r", "--all-units", "--format", "html", "csv")
    files = [p for p in (odd_room / "deep/r").rglob("*") if p.is_file()]
    assert len(files) == len(NAMES) * 3 * 2
    assert {len(p.relative_to(odd_room / "deep/r").parts) for p in files} == {2}
    assert not any("<b>bold</b>" in p.read_text("utf-8") for p in files if p.suffix == ".html")
    do("estimate", "--store", "odd", "--by", "round,organisation,unit", "--out", "o.csv")
    do("attack", "o.csv", "deep")


def test_no_cell_of_a_csv_is_a_formula_and_json_keeps_the_name(odd_room):
    by = ("--by", "round,organisation")
    do("estimate", "--store", "odd", *by, "--out", "o.csv", "--unprotected")
    do("estimate", "--store", "odd", *by, "--out", "o.json", "--unprotected")
    organisations = {row["organisation"] for row in read_rows(odd_room / "o.csv")}
    assert organisations == {f"'{n}" if n[0] in "=-" else n for n in NAMES}
    assert "\"=cmd|' /C calc'!A0\"" in (odd_room / "o.json").read_text("utf-8")


def test_markup_in_a_name_is_a_name_in_the_pdf(odd_room):
    do(
        "report",
        "--store",
        "odd",
        "--out",
        "r",
        "--organisation",
        NAMES[5],
        "--unit",
        NAMES[5],
        "--format",
        "pdf",
        "xlsx",
    )
    assert {p.suffix for p in (odd_room / "r").rglob("*.*") if p.is_file()} == {".pdf", ".xlsx"}


def test_a_round_that_no_file_states_is_the_files_name(room):
    header, *rows = (room / "a.csv").read_text("utf-8").splitlines()
    cut = "\n".join(line.partition(",")[2] for line in [header, *rows[:30]])
    (room / "våren ;2026.csv").write_text(cut, encoding="utf-8")
    said = do("import", "våren ;2026.csv", "--instrument", "skr-ifo", "--store", "named")
    assert "30 responses in våren ;2026" in said.err
