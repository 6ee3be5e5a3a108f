"""What scripts rely on: spellings of options, columns and their order, and what the help says."""

import json
from importlib import import_module

import polars as pl
import pytest
from command_line import call, do, read_rows

from genklang.cli.main import COMMANDS

KEYS = ["round", "organisation", "unit", "target_group", "gender"]
FIGURES = ["item", "statistic", "value", "numerator", "denominator", "answers", "low", "high"]
COLUMNS = [*KEYS, *FIGURES, "interval", "source", "status"]
STATUSES = {"", "c", "s", "ge", "le", "w", "z", "e"}


SPELLINGS = {
    "blank": ("{0}", "{1}", "{2}"),
    "comma": ("{0}", "{1},{2}"),
    "comma and blank": ("{0}", "{1}, {2},"),
    "repeated": ("{0}", "{1}", "{0}", "{2}"),
    "equals": ("{0}={1}", "{0}={2}"),
    "equals and comma": ("{0}={1},{2}",),
}
OPTIONS = {
    "--format": ("report", "formats", "html", "pdf"),
    "--benchmark": ("report", "benchmarks", "kolada_mean", "national_mean"),
    "--statistic": ("estimate", "statistics", "nki", "answers"),
    "--by": ("estimate", "by", "round", "unit"),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("option", OPTIONS)
def test_several_values_are_spelt_as_one_likes(option, spelling):
    command, name, first, second = OPTIONS[option]
    found = import_module(f"genklang.cli.commands.{command}_").command
    words = [word.format(option, first, second) for word in spelling]
    context = found.make_context(command, ["--store", "s", *words, "--out", "o.csv"])
    assert context.params[name] == (first, second)


def test_what_is_named_twice_is_taken_once(room):
    names = ("--organisation", "Norrby kommun", "--format", "txt", "json", "txt", "--benchmark", "national_mean")
    do("report", "--store", "store", "--out", "r", *names)
    assert {p.name for p in (room / "r/norrby-kommun").iterdir()} == {"norrby-kommun.txt", "norrby-kommun.json"}
    twice = ("--by", "round,organisation", "--by", "round", "--statistic", "answers,answers", "share_positive")
    do("estimate", "--store", "store", "--out", "o.csv", "--unprotected", *twice)
    rows = read_rows(room / "o.csv")
    assert len(rows) == 2 * 2 * (7 + 1)
    assert {r["unit"] + r["target_group"] + r["gender"] for r in rows} == {""}


@pytest.mark.parametrize("flags", [(), ("--unprotected",), ("--margins",)])
def test_the_columns_of_figures_are_a_promise_in_every_format(room, flags):
    by = "round,organisation,unit"
    for ending in ("csv", "json", "parquet"):
        do("estimate", "--store", "store", "--by", by, "--out", f"o.{ending}", *flags)
    rows = read_rows(room / "o.csv")
    records = json.loads((room / "o.json").read_text("utf-8"))
    frame = pl.read_parquet(room / "o.parquet")
    assert list(rows[0]) == list(records[0]) == frame.columns == COLUMNS
    assert frame.to_dicts() == records
    assert [{k: v or None for k, v in r.items()} for r in rows] == [
        {k: None if v in {None, ""} else str(v) for k, v in r.items()} for r in records
    ]
    assert {r["target_group"] for r in rows} <= {"", "ifo"}
    assert {r["gender"] for r in rows} == {""}
    assert {r["source"] for r in rows} == {"own"}
    assert {r["status"] for r in rows} <= STATUSES


def test_a_stricter_policy_withholds_more(room):
    (room / "strict.toml").write_text('name = "strict"\nminimum = 30\nfull = 60\ncoarse_from = 60\n')
    shown = []
    for extra in ((), ("--policy", "strict.toml")):
        do("estimate", "--store", "store", "--by", "round,organisation,unit", "--out", "o.csv", *extra)
        rows = read_rows(room / "o.csv")
        shown.append({(r["round"], r["organisation"], r["unit"], r["item"]) for r in rows if r["value"]})
    assert 0 < len(shown[1]) < len(shown[0])


def test_a_frame_gives_the_intervals_their_size(room):
    (room / "frame.csv").write_text(
        "round,organisation,offered\n2024,Norrby kommun,100000\n2025,Norrby kommun,100000\n"
    )
    widths = []
    for extra in ((), ("--frame", "frame.csv")):
        do("estimate", "--store", "store", "--by", "round,organisation", "--out", "o.json", *extra)
        records = json.loads((room / "o.json").read_text("utf-8"))
        own = [r for r in records if r["organisation"] == "Norrby kommun" and r["statistic"] == "share_positive"]
        widths.append(sum(r["high"] - r["low"] for r in own if r["low"] is not None))
    assert widths[1] > widths[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does_and_what_each_option_is(command):
    said = do(command, "--help")
    options = said.out.partition("Options:")[2]
    bare = [line for line in options.splitlines() if line.startswith("  --") and not line[2:].split("  ", 1)[1:]]
    wrapped = [line for line in bare if len(line) < 24]
    assert wrapped == []
    assert said.out.startswith(f"Usage: genklang {command} ")


def test_without_a_command_the_help_is_shown(room):
    said = call()
    assert said.code == 2
    assert all(name in said.err for name in COMMANDS)
