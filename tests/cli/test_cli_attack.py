"""The attack on files of all kinds: leaks are named, and what cannot be read is never called safe."""

import json

import pytest
from command_line import call, do, read_rows, write_rows

BLANK = dict.fromkeys(("value", "numerator", "denominator", "answers", "low", "high"), "")
GROUPS = {"": 83, "ungdomar": 40, "skadligt_bruk": 40, "ekonomiskt_bistand": 3}


def make_rows(hidden: dict[str, str]) -> list[dict[str, str]]:
    """A table by group with its total, where the only small group has been taken out."""
    keys = {"round": "2025", "organisation": "A", "unit": "", "gender": ""}
    rows = []
    for group, n in GROUPS.items():
        figure = {"item": "kontakt", "statistic": "share_positive", "value": "75", "numerator": str(n * 3 // 4)}
        counts = {"denominator": str(n), "answers": str(n), "low": "60", "high": "85", "interval": "round"}
        row = {**keys, "target_group": group, **figure, **counts, "source": "own", "status": ""}
        row["value"] = str(100 * int(row["numerator"]) / n)
        rows.append(row if n > 10 else {**row, **hidden})
    return rows


@pytest.mark.parametrize("status", ["c", "", "..", "[c]"])
def test_a_figure_that_was_only_blanked_comes_back_by_subtraction(tmp_path, status):
    write_rows(tmp_path / "f.csv", make_rows({**BLANK, "status": status}))
    said = call("attack", tmp_path / "f.csv")
    assert said.code == 1
    assert (
        "2025, A, ekonomiskt_bistand: the number of answers is 3. One subtraction after another gives it." in said.out
    )
    assert "can be computed back" in said.err


def test_a_figure_below_the_limit_that_still_stands_is_a_leak(tmp_path):
    write_rows(tmp_path / "f.csv", make_rows({}))
    said = call("attack", tmp_path / "f.csv")
    assert said.code == 1
    assert "ekonomiskt_bistand: the number of answers is 3. It is printed" in said.out


def test_total_and_parts_in_two_files_leak_together(tmp_path):
    rows = make_rows({**BLANK, "status": "c"})
    write_rows(tmp_path / "total.csv", rows[:1])
    write_rows(tmp_path / "parts.csv", rows[1:])
    assert do("attack", tmp_path / "total.csv").out == ""
    assert do("attack", tmp_path / "parts.csv").out == ""
    assert call("attack", tmp_path).code == 1


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_own_figures_pass_and_unprotected_ones_do_not(room, ending):
    do("estimate", "--store", "store", "--out", f"told.{ending}")
    do("estimate", "--store", "store", "--out", f"true.{ending}", "--by", "round,organisation,unit", "--unprotected")
    do("attack", f"told.{ending}")
    assert call("attack", f"told.{ending}", f"true.{ending}", "--policy", strict(room)).code == 1


def strict(room) -> str:
    (room / "strict.toml").write_text("minimum = 100\nfull = 200\ncoarse_from = 200\n")
    return "strict.toml"


def test_a_table_saved_by_a_spreadsheet_is_read_as_well(room):
    do("estimate", "--store", "store", "--by", "round,organisation", "--out", "o.csv")
    saved = (room / "o.csv").read_text("utf-8").replace(",", ";")
    (room / "saved.csv").write_text("\ufeff" + saved.replace("\n", "\r\n"), encoding="utf-8")
    do("attack", "saved.csv")


def test_a_folder_of_reports_is_read_and_other_files_in_it_passed_by(room):
    do("report", "--store", "store", "--out", "r", "--format", "txt", "csv", "json")
    (room / "r/notes.csv").write_text("a,b\n1,2\n")
    (room / "r/more.json").write_text('{"estimates": 3}')
    do("attack", "r")


ROW = make_rows({})[0]
UNREADABLE = {
    "answers.csv": ("round,organisation,kontakt\n2025,A,1\n", "U107"),
    "empty.csv": ("", "A208"),
    "header.csv": ("round,organisation,kontakt\n", "U107"),
    "part.csv": ("item,statistic,status\nkontakt,share_positive,\n", "U108"),
    "word.csv": (",".join(ROW) + "\n" + ",".join({**ROW, "value": "many"}.values()) + "\n", "U109"),
    "infinite.csv": (",".join(ROW) + "\n" + ",".join({**ROW, "value": "inf"}.values()) + "\n", "U109"),
    "negative.csv": (",".join(ROW) + "\n" + ",".join({**ROW, "answers": "-4"}.values()) + "\n", "U109"),
    "list.json": (json.dumps([{**ROW, "round": ["2025"]}]), "U109"),
    "number.json": ("3", "U107"),
    "numbers.json": ('{"estimates": [1, 2]}', "U107"),
    "broken.json": ("{", "F002"),
    "deep.json": ("[" * 100_000, "F002"),
    "broken.parquet": ("PAR1", "F002"),
    "letter.pdf": ("dear", "U107"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_never_called_safe(tmp_path, name):
    text, fault = UNREADABLE[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    write_rows(tmp_path / "good.csv", make_rows({})[:1])
    do("attack", tmp_path / "good.csv")
    said = call("attack", tmp_path / "good.csv", tmp_path / name)
    assert (said.code, said.err[:4], said.out) == (1, fault, "")


def test_the_written_csv_holds_every_figure_that_was_asked_for(room):
    do("estimate", "--store", "store", "--by", "round,organisation", "--out", "o.csv", "--margins")
    assert {r["organisation"] for r in read_rows(room / "o.csv")} == {"", "Norrby kommun", "Söderlunda kommun"}
