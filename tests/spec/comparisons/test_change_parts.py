"""A change in a share is split, exactly, into **rate**, what the groups answered otherwise, and **mix**, who answered
(Kitagawa 1955).

Going from paper to web, or a larger part of easy-read forms, moves a figure with nobody changing their mind. Neither
part is a cause. A group that was on one side only counts to the mix.
"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.analysis.change import decompose_change
from genklang.errors import Failure

TITLE = "Who answered, and what they answered"
BEFORE = """
channel  k   n
paper    90  100
web      30   50
"""
AFTER = """
channel  k   n
paper    46   50
web      62  100
"""
EXPECTED = {"before": 80.0, "after": 72.0, "change": -8.0, "rate": 2.0, "mix": -10.0}

sides = st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted))


def read(table):
    head, *rows = (line.split() for line in table.strip().splitlines())
    return pl.DataFrame(rows, schema=head, orient="row").with_columns(pl.col("k", "n").cast(pl.Int64))


def test_the_parts_add_up(holds):
    split = decompose_change(read(BEFORE), read(AFTER), by="channel")
    assert holds({name: getattr(split, name) for name in EXPECTED}, EXPECTED)
    assert split.groups["rate"].round(2).to_list() == [1.0, 1.0]


@settings(max_examples=100)
@given(sides, sides)
def test_always_exactly(before, after):
    first, last = (
        pl.DataFrame([(g, k, n) for g, (k, n) in side.items()], schema={"g": str, "k": int, "n": int}, orient="row")
        for side in (before, after)
    )
    if not first["n"].sum() or not last["n"].sum():
        with pytest.raises(Failure, match="E155"):
            decompose_change(first, last, by="g")
        return
    split = decompose_change(first, last, by="g")
    assert split.rate + split.mix == pytest.approx(split.change, abs=1e-9)
    assert split.groups["rate"].sum() == pytest.approx(split.rate, abs=1e-9)
    assert split.groups["mix"].sum() == pytest.approx(split.mix, abs=1e-9)


def test_the_same_people_leave_nothing_to_the_mix():
    split = decompose_change(read(BEFORE), read(BEFORE), by=["channel"])
    assert (split.rate, split.mix) == (0.0, 0.0)


def test_arrow_and_lazy_tables_are_read_too():
    assert decompose_change(read(BEFORE).to_arrow(), read(AFTER).lazy(), by="channel").mix == pytest.approx(-10)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (pl.DataFrame({"channel": ["web"], "n": [5]}), "E154"),
        (pl.DataFrame({"channel": ["web"], "k": [6], "n": [5]}), "E152"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(frame, code):
    with pytest.raises(Failure, match=code):
        decompose_change(frame, read(AFTER), by="channel")
