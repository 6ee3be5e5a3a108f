"""Stores that are damaged, of another kind, or hold next to nothing."""

import json
from pathlib import Path

import pytest
from command_line import call, do, read_rows, write_rows

ITEMS = ("kontakt", "information", "forstaelse", "inflytande", "paverka", "helhetssyn", "forbattrad")


def part(place: Path) -> Path:
    return next(place.glob("round=2025/*.parquet"))


def edit(**values):
    def change(place: Path) -> None:
        file = place / "store.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | values))

    return change


def flip(place: Path) -> None:
    content = bytearray(part(place).read_bytes())
    content[len(content) // 3] ^= 0xFF
    part(place).write_bytes(bytes(content))


DAMAGES = {
    "cut": (lambda p: part(p).write_bytes(part(p).read_bytes()[:500]), "A244"),
    "one byte": (flip, "A244"),
    "gone": (lambda p: part(p).unlink(), "A244"),
    "offered exchanged": (lambda p: next(p.glob("offered/*")).write_bytes(part(p).read_bytes()), "A244"),
    "no JSON": (lambda p: (p / "store.json").write_text("{"), "A244"),
    "newer": (edit(format=99), "A243"),
    "outside": (edit(offered="../a.csv"), "A244"),
    "another questionnaire": (edit(instrument="{}"), "A244"),
    "no store": (lambda p: (p / "store.json").unlink(), "A242"),
}
COMMANDS = (
    ("estimate", "--store", "store", "--out", "o.csv", "--by", "round"),
    ("report", "--store", "store", "--out", "r", "--format", "txt"),
    ("import", "a.csv", "--instrument", "skr-ifo", "--offered", "offered.csv", "--store", "store", "--replace"),
)


@pytest.mark.parametrize(("damage", "fault"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_store_is_named_by_every_command(room, damage, fault):
    damage(room / "store")
    for command in COMMANDS:
        said = call(*command)
        assert (said.code, said.err.split()[:2]) == (1, [fault, "store:"]), said.err
    assert not (room / "o.csv").exists()
    assert not (room / "r").exists()


def take_in(room: Path, name: str, change) -> None:
    """Import the last round of one organisation after changing each row."""
    rows = [r for r in read_rows(room / "a.csv") if r["round"] == "2025"]
    own = [changed for r in rows if r["organisation"] == "Norrby kommun" if (changed := change(r))]
    write_rows(room / f"{name}.csv", own)
    do("import", f"{name}.csv", "--instrument", "skr-ifo", "--store", name)


CHANGES = {
    "no opinion": lambda r: {**r, **dict.fromkeys(ITEMS, "-1")},
    "blank": lambda r: {**r, **dict.fromkeys(ITEMS, "")},
    "one unit": lambda r: {**r, "unit": "Only"},
    "no units": lambda r: {k: v for k, v in r.items() if k != "unit"},
    "weighted": lambda r: {**r, "weight": "2.5" if r["kontakt"] == "1" else "0.5", "stratum": r["unit"]},
}


@pytest.mark.parametrize("name", CHANGES)
def test_odd_answers_become_figures_and_reports_that_withstand_the_attack(room, name):
    take_in(room, name, CHANGES[name])
    do("estimate", "--store", name, "--out", "o.csv")
    do("report", "--store", name, "--out", "r", "--all-units", "--format", "txt,csv,html")
    do("attack", "o.csv", "r")


def test_a_single_response_is_withheld_everywhere(room):
    answer = "round,organisation,unit,target_group,gender,kontakt\n2025,A,B,ungdomar,K,1\n"
    (room / "one.csv").write_text(answer)
    do("import", "one.csv", "--instrument", "skr-ifo", "--store", "one")
    do("estimate", "--store", "one", "--out", "o.csv")
    do("report", "--store", "one", "--out", "r", "--all-units", "--format", "csv,txt")
    for file in (room / "o.csv", room / "r/a/a.csv", room / "r/a/b.csv"):
        rows = read_rows(file)
        told = {r["value"] + r["numerator"] + r["denominator"] + r["answers"] for r in rows if r["status"] != "w"}
        assert told == {""}
        assert all(r["answers"] in {"", "0"} and not r["value"] for r in rows)


def test_a_store_of_published_figures_reports_them_and_has_nothing_to_count(room):
    rows = "".join(
        f"{kpi},0163,Sollentuna,T,{y},{v}\n" for kpi in ("U30447", "U30448") for y, v in ((2017, 80), (2018, 88))
    )
    (room / "k.csv").write_text("kpi,municipality_id,municipality,gender,period,value\n" + rows)
    do("kolada", "k.csv", "--store", "k", "--out", "figures.csv")
    do("report", "--store", "k", "--out", "r", "--format", "txt")
    assert (room / "r/sollentuna/sollentuna.txt").exists()
    for command in (("estimate", "--store", "k", "--out", "o.csv"), ("count", "--store", "k", "--out", "c.csv")):
        said = call(*command)
        assert (said.code, said.err[:7]) == (1, "U111 k:")


@pytest.mark.parametrize("offered", [0, 1])
def test_more_answers_than_were_offered_are_told_and_the_rate_is_withheld(room, offered):
    (room / "few.csv").write_text(f"round,organisation,unit,offered\n2025,Norrby kommun,Enhet A,{offered}\n")
    said = do("import", "a.csv", "--instrument", "skr-ifo", "--store", "few", "--offered", "few.csv")
    assert "A254" in said.err
    do("estimate", "--store", "few", "--out", "o.csv", "--statistic", "response_rate")
    rows = read_rows(room / "o.csv")
    own = [r for r in rows if (r["round"], r["organisation"], r["unit"], r["target_group"]) == CELL]
    assert [r["value"] for r in own] == [""]


CELL = ("2025", "Norrby kommun", "Enhet A", "unknown")
