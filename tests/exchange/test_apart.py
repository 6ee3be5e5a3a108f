"""Foreign tables read in a process of their own: the same rows, the same problems, and limits that hold (attack 49)."""

import subprocess
import sys

import polars as pl
import pytest
import xlsxwriter

from genklang.errors import Failure
from genklang.exchange import apart, limited, read_table
from genklang.exchange.apart import copy_apart, read_copy

ROWS = "Enhet;E-post;Namn\nNord;a@example.org;Åsa\n\nSyd;b@example.org;=1+1\n"


def write(folder, text, name="list.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows_of(table):
    return pl.concat(table.batches).rows()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_copy_holds_the_rows_and_their_numbers(tmp_path, encoding):
    source, target = write(tmp_path, ROWS, encoding=encoding), tmp_path / "copy.arrow"
    copy_apart(source, target, most_rows=10)
    assert read_copy(target).columns == ("Enhet", "E-post", "Namn")
    assert rows_of(read_copy(target)) == rows_of(read_table(source))
    assert rows_of(read_copy(target))[1] == ("Syd", "b@example.org", "=1+1", 4)


def test_a_workbook_is_copied_in_the_same_way(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Enhet", "Namn"])
        sheet.write_row(1, 0, ["Nord", "Åsa"])
    copy_apart(tmp_path / "list.xlsx", tmp_path / "copy.arrow", most_rows=10)
    assert rows_of(read_copy(tmp_path / "copy.arrow")) == [("Nord", "Åsa", 2)]


def test_every_row_at_fault_is_named_and_no_copy_is_left(tmp_path):
    source = write(tmp_path, "a;b\n1;2;3\n1;2\n1\n")
    with pytest.raises(Failure) as failure:
        copy_apart(source, tmp_path / "copy.arrow", most_rows=10)
    assert [(p.code, p.where, p.values["fields"]) for p in failure.value.problems] == [
        ("A206", f"{source} row 2", 3),
        ("A206", f"{source} row 4", 1),
    ]
    assert not (tmp_path / "copy.arrow").exists()


def test_a_million_rows_are_refused_in_little_memory(tmp_path):
    source = write(tmp_path, "e;n\n" + "a@b.se;x\n" * 1_000_000)
    command = [sys.executable, "-P", "-m", apart.__name__, str(source), str(tmp_path / "copy.arrow"), "200000"]
    ask = f"import subprocess, resource; subprocess.run({command!r}, stdout=subprocess.DEVNULL)"
    ask += "; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)"
    peak = int(subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout)
    assert peak < 300, f"{peak} MB"
    with pytest.raises(Failure, match=r"A214.*200,000"):
        copy_apart(source, tmp_path / "copy.arrow", most_rows=200_000)


def test_what_would_take_too_much_memory_is_stopped_and_said(tmp_path, monkeypatch):
    hungry = tmp_path / "hungry.py"
    hungry.write_text(
        "import sys, genklang.exchange.apart as apart\n"
        "apart._copy = lambda *_: bytearray(apart.MAX_MEMORY + 1)\n"
        "sys.exit(apart.main(*sys.argv[1:]))\n"
    )
    run = subprocess.run
    monkeypatch.setattr(
        limited.subprocess, "run", lambda command, **how: run([command[0], str(hungry), *command[4:]], **how)
    )
    with pytest.raises(Failure, match="A219"):
        copy_apart(write(tmp_path, ROWS), tmp_path / "copy.arrow", most_rows=10)
