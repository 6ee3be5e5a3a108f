"""Counts by any keys: what is withheld of them, and what several linked tables give back when read together."""

import numpy as np
import polars as pl
import pytest

from genklang.analysis import attack, protect_counts
from genklang.disclosure.policy import DEFAULT, Policy
from genklang.errors import Failure

UNITS = pl.DataFrame(
    {
        "municipality": ["m1"] * 4 + ["m2"] * 4,
        "unit": ["u1", "u1", "u2", "u2", "u3", "u3", "u4", "u4"],
        "group": ["a", "b"] * 4,
        "count": [30, 3, 25, 22, 14, 40, 18, 7],
    }
)


def cell(table, **keys):
    every = [c for c in table.columns if c not in {"count", "status"}]
    same = [pl.col(k).eq_missing(pl.lit(keys.get(k), dtype=pl.String)) for k in every]
    return table.filter(*same).select("count", "status").row(0)


def test_a_small_count_takes_others_with_it_and_leaves_the_totals():
    table = protect_counts(UNITS, ["municipality", "unit", "group"])
    assert cell(table, municipality="m1", unit="u1", group="b") == (None, "c")
    assert cell(table, municipality="m1", unit="u1") == (33, "")
    assert cell(table, municipality="m2", unit="u4", group="b") == (None, "s")
    assert cell(table) == (159, "")
    assert attack([table]) == []


def test_primary_suppression_alone_is_undone():
    table = protect_counts(UNITS, ["municipality", "unit", "group"])
    true = UNITS.with_columns(pl.col("municipality", "unit", "group"))
    back = table.join(true, on=["municipality", "unit", "group"], how="left", suffix="_true")
    primary = back.with_columns(
        count=pl.coalesce("count", pl.when(pl.col("count_true") >= 10).then("count_true")),
        status=pl.when(pl.col("count_true") >= 10).then(pl.lit("")).otherwise("status"),
    ).drop("count_true")
    assert [(leak.where, leak.low, leak.high) for leak in attack([primary])] == [("m1, u1, b", 3, 3)]


def test_all_cells_and_margins_are_there_once():
    table = protect_counts(UNITS, ["municipality", "unit", "group"])
    assert table.height == (1 + 2 + 4) * 3
    assert table.select("municipality", "unit", "group").is_duplicated().sum() == 0


def test_nobody_is_told_and_rows_of_one_cell_add_up():
    table = protect_counts(pl.DataFrame({"a": ["x", "x", "y"], "b": ["p", "p", "q"], "count": [6, 6, 30]}), ["a", "b"])
    assert cell(table, a="x", b="p") == (12, "")
    assert cell(table, a="x", b="q") == (0, "w")


def test_the_policy_decides():
    counts = pl.DataFrame({"a": ["x", "y"], "count": [9, 40]})
    assert cell(protect_counts(counts, "a"), a="x") == (None, "s")
    assert cell(protect_counts(counts, "a", Policy(minimum=10)), a="x") == (None, "c")
    assert cell(protect_counts(counts, "a", Policy(full=9)), a="x") == (9, "")


def test_other_kinds_of_frames_come_back_as_they_came():
    table = protect_counts(UNITS.to_arrow(), ["unit", "group"])
    assert type(table) is type(UNITS.to_arrow())
    assert attack([table]) == []


@pytest.mark.parametrize(
    ("counts", "by", "code"),
    [
        ({"a": ["x"], "count": [-1]}, ["a"], "D110"),
        ({"a": ["x"], "count": [2.5]}, ["a"], "D110"),
        ({"a": ["x"], "count": [None]}, ["a"], "D110"),
        ({"a": [None], "count": [12]}, ["a"], "D110"),
        ({"a": ["x"], "count": [12]}, ["b"], "E201"),
        ({"a": [], "count": []}, ["a"], "E225"),
        ({c: ["x", "y", "x"] for c in "abcdefgh"} | {"count": [12, 15, 9]}, list("abcdefgh"), "D109"),
        ({"count": [12]}, [], "D109"),
    ],
    ids=str,
)
def test_each_fault_of_counts_has_its_code(counts, by, code):
    with pytest.raises(Failure, match=code):
        protect_counts(pl.DataFrame(counts), by)


CROSSED = ["unit", "group", "gender", "version", "year"]
POOLED = {"year": {"2024–25": ["2024", "2025"], "2025–26": ["2025", "2026"]}}


def draw_crossed(seed):
    rng = np.random.default_rng(seed)
    rows = [
        (f"u{u}", f"g{g}", gender, version, year, int(rng.negative_binomial(1, least)))
        for u in range(2)
        for g in range(2)
        for gender in "KM"
        for version, least in (("standard", 0.05), ("easy", 0.2))
        for year in ("2024", "2025", "2026")
    ]
    return pl.DataFrame(rows, schema=[*CROSSED, "count"], orient="row")


@pytest.mark.parametrize("seed", range(2))
def test_five_keys_and_pooled_years_are_safe_together(seed):
    counts = draw_crossed(seed)
    table = protect_counts(counts, CROSSED, totals=POOLED)
    assert table.height == 3**4 * (3 + 2 + 1)
    pooled = counts.filter(pl.col("year") != "2026")["count"].sum()
    assert cell(table, year="2024–25") == (pooled, "")
    assert attack([table], totals=POOLED) == []
    true = table.join(counts, on=CROSSED, suffix=" drawn").filter(pl.col("count").is_not_null())
    assert (true["count"] == true["count drawn"]).all()
    assert true.filter(pl.col("count").is_between(1, 4)).is_empty()


def test_a_year_withheld_beside_its_pooled_years_takes_another_with_it():
    years = pl.DataFrame({"unit": "u", "year": ["2024", "2025", "2026"], "count": [3, 40, 50]})
    alone = protect_counts(years.drop("unit"), "year", totals=POOLED)
    assert cell(alone, year="2024") == (None, "c")
    assert attack([alone], totals=POOLED) == []
    assert cell(alone, year="2024–25") == (None, "c") or cell(alone, year="2025") == (None, "c")


@pytest.mark.parametrize(
    "totals",
    [{"colour": {"x": ["2024"]}}, {"year": {"2024": ["2025"]}}, {"year": {"x": ["1999"]}}, {"year": {"x": []}}],
    ids=str,
)
def test_declared_totals_that_cannot_be_are_named(totals):
    years = pl.DataFrame({"unit": ["u", "v"], "year": ["2024", "2025"], "count": [30, 40]})
    with pytest.raises(Failure, match="D117"):
        protect_counts(years, ["unit", "year"], totals=totals)


def test_thousands_of_groups_are_one_table():
    """Of so many the small ones exchange people with a few of their kind, and are attacked as what they are: alike."""
    size = np.random.default_rng(1).negative_binomial(1, 0.1, 5000)
    table = protect_counts(pl.DataFrame({"unit": [f"u{i}" for i in range(5000)], "count": size}), "unit")
    assert cell(table) == (size.sum(), "")
    small = ((size > 0) & (size < 5)).sum()
    assert small <= (table["status"] == "c").sum() <= small + 2


def test_a_million_groups_have_a_named_outcome():
    """By one key they are protected (`run bench disclosure`); by two, the size is named before any work is done."""
    size = 1_000_000
    groups = np.arange(size)
    table = pl.DataFrame({"unit": groups // 2, "gender": groups % 2, "count": groups % 50})
    with pytest.raises(Failure, match=r"^D118.*1500000 counts"):
        protect_counts(table, ["unit", "gender"])
    with pytest.raises(Failure, match="D118"):
        protect_counts(table.with_columns(gender=pl.col("unit") // 100), ["unit", "gender"])


def test_groups_that_are_nearly_all_small_are_one_table():
    size = np.arange(20_000) % 5
    table = protect_counts(pl.DataFrame({"unit": np.arange(20_000), "count": size}), "unit")
    assert cell(table) == (size.sum(), "")
    assert (table["status"] == "c").sum() == (size > 0).sum()


def test_women_and_men_of_thousands_of_units_keep_the_units_totals():
    """A cell that one other makes free takes that one with it, and no total."""
    size = np.random.default_rng(1).negative_binomial(1, 0.03, 2000)
    unit, gender = (pl.Series(np.arange(2000) // 2), pl.Series(["K", "M"] * 1000))
    table = protect_counts(pl.DataFrame({"unit": unit, "gender": gender, "count": size}), ["unit", "gender"])
    whole = table.filter(pl.col("gender").is_null(), pl.col("unit").is_not_null())
    small = size.reshape(1000, 2).sum(axis=1)
    assert (whole["status"] == "c").sum() <= 2.5 * ((small > 0) & (small < 5)).sum()
    assert cell(table) == (size.sum(), "")


def linked(version, counts, *, group=("a", "b", None)):
    """A table of one form version: counts by group, None where withheld."""
    status = ["c" if n is None else "" for n in counts]
    return pl.DataFrame({"version": [version] * len(counts), "group": group, "count": counts, "status": status})


def test_a_standard_version_gives_the_easy_read_one_away():
    """England's tables of 2020–21 in small: combined less standard is what the easy-read table hides."""
    easy = linked("easy", [None, 12, 14])
    standard, combined = linked("standard", [40, 50, 90]), linked(None, [42, 62, 104])
    assert [(leak.where, leak.low) for leak in attack([easy])] == [("easy, a", 2)]
    hidden = linked("easy", [None, None, 14])
    assert attack([hidden]) == []
    leaks = attack([hidden, standard, combined])
    assert {(leak.where, leak.low, leak.high) for leak in leaks} == {("easy, a", 2, 2), ("easy, b", 12, 12)}


def test_pooled_years_give_a_withheld_year_away():
    years = pl.DataFrame(
        {"year": ["2020", "2021", "2020–21"], "count": [None, 40, 43], "status": ["c", "", ""]},
    )
    leaks = attack([years], totals={"year": {"2020–21": ["2020", "2021"]}})
    assert [(leak.where, leak.low, leak.high) for leak in leaks] == [("2020", 3, 3)]
    assert (
        attack([years.with_columns(count=pl.Series([None, None, 43]))], totals={"year": {"2020–21": ["2020", "2021"]}})
        == []
    )


def test_figures_may_be_missing():
    table = pl.DataFrame({"unit": ["A", None], "count": [None, 30], "status": ["c", ""]})
    assert attack([table]) == []


def test_tables_that_contradict_each_other_are_named():
    one = pl.DataFrame({"unit": ["A"], "count": [12], "status": [""]})
    with pytest.raises(Failure, match="D106"):
        attack([one, one.with_columns(count=13)])


def test_a_table_without_its_columns_is_named():
    with pytest.raises(Failure, match="D113 tables: the tables lack status"):
        attack([pl.DataFrame({"unit": ["A"], "count": [12]})])


@pytest.mark.parametrize("seed", range(6))
def test_random_tables_give_nothing_back(seed):
    rng = np.random.default_rng(seed)
    rows = [
        (f"o{o}", f"o{o}u{u}", f"g{g}", int(rng.negative_binomial(1, 0.15)))
        for o in range(3)
        for u in range(3)
        for g in range(4)
    ]
    counts = pl.DataFrame(rows, schema=["organisation", "unit", "group", "count"], orient="row")
    table = protect_counts(counts, ["organisation", "unit", "group"])
    assert attack([table]) == []
    small = counts.filter(pl.col("count") < DEFAULT.minimum, pl.col("count") > 0)
    assert small.join(table, on=["organisation", "unit", "group"])["status"].unique().to_list() == ["c"]


def test_no_tables_are_named():
    with pytest.raises(Failure, match="U107"):
        attack([])
