"""Every fault is one sentence with code, place and remedy; the exit code says so; nothing is half-written."""

import re
import shlex

import pytest
from command_line import call, do, listing

SENTENCE = re.compile(r"[A-Z]\d{3} [^\n]+?: [^\n]+ [^\n]+[.?]")
KEEP = "import a.csv --instrument skr-ifo --store"
OUT = "estimate --store store --out"
REPORT = "report --store store --out r --format txt"
FAULTS = [
    ("nosuch", 2, "F010"),
    ("check nope", 1, "I170"),
    ("check ''", 1, "I170"),
    ("check folder", 1, "I102"),
    ("check broken.json", 1, "I160"),
    ("check binary.json", 1, "I160"),
    ("check nowhere.json", 1, "F001"),
    ("publish skr-ifo", 2, "F010"),
    ("publish skr-ifo --out there.json", 1, "F005"),
    ("publish skr-ifo --out p.txt", 1, "F003"),
    ("publish skr-ifo --out a.csv/p.json", 1, "F006"),
    ("simulate nope --out o.csv", 1, "I170"),
    ("simulate skr-ifo --out o.xlsx", 1, "F003"),
    ("simulate skr-ifo --out no/o.csv", 1, "F006"),
    ("simulate skr-ifo --out folder", 2, "F010"),
    ("simulate skr-ifo --out ''", 2, "F010"),
    ("simulate skr-ifo --out o.csv --seed -1", 2, "F010"),
    ("simulate skr-ifo --out o.csv --responses none", 2, "F010"),
    ("simulate skr-ifo --out o.csv --organisations 1000000000", 1, "U112"),
    (f"{KEEP} new --offered nowhere.csv", 1, "F001"),
    (f"{KEEP} new --offered a.csv", 1, "A256"),
    (f"{KEEP} new --record nowhere.toml", 1, "F001"),
    (f"{KEEP} new --record binary.csv", 1, "A260"),
    (f"{KEEP} new --benchmarks nowhere.csv", 1, "F001"),
    (f"{KEEP} new --benchmarks a.csv", 1, "U101"),
    (f"{KEEP} new --benchmarks benchmarks.csv", 1, "U109"),
    (f"{KEEP} folder2", 1, "A242"),
    (f"{KEEP} a.csv", 2, "F010"),
    (f"{KEEP} a.csv/store", 1, "F002"),
    (f"{KEEP} ''", 2, "F010"),
    (f"{KEEP} store", 1, "A240"),
    ("import a.csv ./a.csv --instrument skr-ifo --store new", 1, "A209"),
    ("import a.csv --instrument latt --store new", 1, "A220"),
    ("import nowhere.csv --instrument skr-ifo --store new", 1, "F001"),
    ("import empty.csv --instrument skr-ifo --store new", 1, "A208"),
    ("import binary.csv --instrument skr-ifo --store new", 1, "A20"),
    ("import noending --instrument skr-ifo --store new", 1, "A215"),
    ("import folder --instrument skr-ifo --store new", 2, "F010"),
    ("kolada a.csv --store new", 1, "A270"),
    ("kolada kolada.csv --store new --out k.csv", 1, "A280"),
    ("kolada kolada.csv --store new --out k.xyz", 1, "F003"),
    ("count --store nowhere --out c.csv", 1, "F001"),
    ("count --store folder --out c.csv", 1, "A242"),
    ("count --store store --out c.doc", 1, "F003"),
    (f"{OUT} o.csv --by bogus", 1, "E102"),
    (f"{OUT} o.csv --by round,unit", 1, "E102"),
    (f"{OUT} o.csv --by ''", 2, "F010"),
    (f"{OUT} o.csv --by", 2, "F010"),
    (f"{OUT} o.csv --statistic nope", 1, "E103"),
    (f"{OUT} o.csv --statistic --by round", 2, "F010"),
    (f"{OUT} o.csv --statistic nki", 1, "E106"),
    (f"{OUT} o.csv --frame nowhere.csv", 1, "F001"),
    (f"{OUT} o.csv --frame a.csv", 1, "A256"),
    (f"{OUT} o.csv --policy nowhere.toml", 1, "F001"),
    (f"{OUT} o.csv --policy bad.toml", 1, "D102"),
    (f"{OUT} o.pdf", 1, "F003"),
    (f"{OUT} no/o.csv", 1, "F006"),
    (f"{OUT} a.csv/o.csv", 1, "F006"),
    (f"{REPORT} --organisation Nope", 1, "F004"),
    (f"{REPORT} --organisation ''", 1, "F004"),
    (f"{REPORT} --unit 'Enhet A'", 1, "U105"),
    (f"{REPORT} --organisation 'Norrby kommun' --unit Nope", 1, "F004"),
    (f"{REPORT} --organisation 'Norrby kommun' --unit 'Enhet A' --all-units", 2, "F010"),
    (f"{REPORT} --round 1999", 1, "F004 --round"),
    (f"{REPORT} --previous 1999", 1, "F004 --previous"),
    (f"{REPORT} --previous 2025", 1, "U110"),
    (f"{REPORT} --round 2024 --previous 2025", 1, "U110"),
    (f"{REPORT} --language xx", 1, "R101"),
    (f"{REPORT} --format doc", 1, "F004"),
    (f"{REPORT} --format ''", 2, "F010"),
    (f"{REPORT} --benchmark nope", 1, "F004"),
    (f"{REPORT} --policy bad.toml", 1, "D102"),
    ("report --store store --out a.csv/r", 1, "F002"),
    ("report --store store --out ''", 2, "F010"),
    ("attack", 2, "F010"),
    ("attack nowhere", 1, "F001"),
    ("attack ''", 2, "F010"),
    ("attack a.csv --instrument nope", 1, "U107"),
    ("stories --out folder2 --no-serve --kolada a.csv", 1, "S106"),
]


@pytest.fixture
def bad_room(room):
    (room / "empty.csv").write_bytes(b"")
    (room / "binary.csv").write_bytes(bytes(range(256)) * 8)
    (room / "binary.json").write_bytes(b"\xff\xfe\x00")
    (room / "broken.json").write_text("{")
    (room / "there.json").write_text("mine")
    (room / "noending").write_text("a")
    (room / "bad.toml").write_text("minimal = 3\n")
    (room / "kolada.csv").write_text("kpi,municipality_id,gender,period,value\nN00001,0163,T,2018,88\n")
    (room / "benchmarks.csv").write_text(
        "round,item,statistic,value,source,low\n2025,kontakt,share_positive,88,riket,low\n"
    )
    (room / "folder").mkdir()
    (room / "folder2").mkdir()
    (room / "folder2/letter.txt").write_text("dear")
    return room


@pytest.mark.parametrize(("line", "code", "fault"), FAULTS, ids=[line for line, _, _ in FAULTS])
def test_a_fault_is_said_in_a_sentence_and_nothing_is_written(bad_room, line, code, fault):
    before = listing(bad_room)
    said = call(*shlex.split(line))
    lines = said.err.splitlines()
    assert said.code == code, said.err
    assert any(found.startswith(fault) for found in lines), said.err
    assert all(SENTENCE.fullmatch(found) for found in lines), said.err
    assert "F999" not in said.err
    assert listing(bad_room) == before


def test_a_questionnaire_without_the_language_is_named_before_the_work(room):
    do("simulate", "brukarbarometern", "--out", "b.csv", "--responses", 20, "--rounds", 1)
    do("import", "b.csv", "--instrument", "brukarbarometern", "--store", "b")
    said = call("report", "--store", "b", "--out", "r", "--language", "da")
    assert (said.code, said.err[:4]) == (1, "R102")
    assert not (room / "r").exists()


def test_a_shipped_name_means_the_shipped_one_whatever_stands_in_the_folder(room):
    (room / "skr-ifo").mkdir()
    assert "skr-ifo/2016 is whole" in do("check", "skr-ifo").err
    assert call("check", "./skr-ifo").code == 1
