"""Workbooks: read as they look, and refused where they are a danger."""

import struct
import subprocess
import sys
import time
import zipfile
from datetime import date

import pytest
import xlsxwriter

from genklang.errors import Failure
from genklang.exchange import read_table, xlsx_child

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "answers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        hidden = book.add_worksheet("notes")
        hidden.hide()
        sheet = book.add_worksheet("answers")
        sheet.activate()
        sheet.set_first_sheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["contact", "day", "weight", "unit"])
        sheet.write_row(2, 0, ['Lätt; "och"\nbra', None, 1.25, "=1+1"])
        sheet.write_datetime(2, 1, date(2026, 10, 14), day)
        sheet.write_row(3, 0, [3, None, None, True])
    return path


def rows_of(path):
    return [row for batch in read_table(path).batches for row in batch.rows()]


def code_of(path):
    with pytest.raises(Failure) as failure:
        rows_of(path)
    return failure.value.problems[0].code


def peak_of_child(path, folder):
    """Return the most memory, in MB, that the child takes for a workbook; asked of a small parent of its own."""
    command = [sys.executable, "-P", xlsx_child.__file__, str(path), str(folder / "out.csv"), "10"]
    ask = f"import subprocess, resource; subprocess.run({command!r}, stdout=subprocess.DEVNULL)"
    ask += "; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout) >> 10


def rebuild(source, target, replaced):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, replaced.get(entry.filename, old.read(entry)))
        for name in replaced.keys() - set(old.namelist()):
            new.writestr(name, replaced[name])
    return target


def test_cells_are_read_as_they_look(workbook):
    assert rows_of(workbook) == [
        ('Lätt; "och"\nbra', "2026-10-14", "1.25", "0", 3),
        ("3", None, None, "True", 4),
    ]


def test_a_bomb_is_refused_at_once_and_cheaply(workbook, tmp_path):
    bomb = rebuild(workbook, tmp_path / "bomb.xlsx", {SHEET: b" " * (400 << 20)})
    begun = time.monotonic()
    assert code_of(bomb) == "A218"
    assert time.monotonic() - begun < 2
    assert peak_of_child(bomb, tmp_path) < 200


def test_a_workbook_that_lies_about_its_size_is_refused(workbook, tmp_path):
    lie = rebuild(workbook, tmp_path / "lie.xlsx", {SHEET: b" " * (50 << 20)})
    content = bytearray(lie.read_bytes())
    entry = content.rindex(SHEET.encode()) - 46
    content[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    lie.write_bytes(content)
    assert code_of(lie) == "A218"
    assert peak_of_child(lie, tmp_path) < 200


def test_a_cell_at_the_far_end_of_the_sheet_takes_no_memory(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "contact")
        sheet.write(1_048_575, 16_383, "x")
    assert code_of(path) == "A219"


def test_too_many_parts_are_refused(workbook, tmp_path):
    many = rebuild(workbook, tmp_path / "many.xlsx", {f"xl/media/{n}.bin": b"" for n in range(6000)})
    assert code_of(many) == "A218"


def test_nothing_outside_the_workbook_is_read(workbook, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    sheet = zipfile.ZipFile(workbook).read("xl/sharedStrings.xml").decode()
    declared = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><sst '
    evil = sheet.replace("<sst ", declared, 1).replace("contact", "contact&x;")
    path = rebuild(
        workbook,
        tmp_path / "xxe.xlsx",
        {"xl/sharedStrings.xml": evil.encode(), "../../escape.txt": b"out", "xl/vbaProject.bin": b"macro"},
    )
    before = sorted(p.name for p in tmp_path.iterdir())
    try:
        said = f"{read_table(path).columns} {rows_of(path)}"
    except Failure as failure:
        said = str(failure)
    assert "SECRET" not in said
    assert sorted(p.name for p in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda content: content[: len(content) // 2], "A216"),
        (lambda content: b"", "A216"),
        (lambda content: b"a;b\n1;2\n", "A216"),
        (lambda content: content.replace(b"workbook", b"wirkbook"), "A216"),
        (lambda content: b"\xd0\xcf\x11\xe0" + content, "A217"),
    ],
)
def test_what_is_no_sound_workbook_is_said_to_be_none(workbook, damage, code):
    workbook.write_bytes(damage(workbook.read_bytes()))
    assert code_of(workbook) == code


def test_faults_of_the_sheet_are_named_by_the_workbook(tmp_path):
    path = tmp_path / "twice.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["unit", "Unit"])
    with pytest.raises(Failure) as failure:
        read_table(path)
    assert failure.value.problems[0].where == f"{path} row 1"
