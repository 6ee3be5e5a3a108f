"""Shares, means and weights of samples in frames: what analysts bring, and what comes of what cannot be right."""

import dataclasses
import math

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.analysis import (
    decompose_change,
    estimate_mean,
    estimate_share,
    interval_difference,
    interval_share,
    post_stratify,
    rake,
    shrink,
)
from genklang.errors import Failure

FRAME = pl.DataFrame(
    {
        "contact": [1, 1, 2, 1, 2, None, -1, -2],
        "reply": ["yes", "yes", "no", "no", "yes", None, "no", "yes"],
        "group": ["a", "a", "a", "b", "b", "b", "b", "c"],
        "case": [1, 1, 2, 2, 3, 3, 4, 4],
        "weight": [1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
    }
)


def codes(found):
    return [p.code for p in found.problems]


@pytest.mark.parametrize("kind", [pl.DataFrame.lazy, pl.DataFrame.to_arrow], ids=["lazy", "arrow"])
def test_any_kind_of_frame_gives_the_same(kind):
    design = {"strata": "group", "cluster": "case", "weight": "weight"}
    assert estimate_share(kind(FRAME), "reply", "yes", **design) == estimate_share(FRAME, "reply", "yes", **design)
    assert np.array_equal(
        rake(kind(FRAME), {"group": {"a": 5, "b": 3, "c": 2}}), rake(FRAME, {"group": {"a": 5, "b": 3, "c": 2}})
    )


def test_no_opinion_and_not_asked_are_in_the_sample_but_not_in_the_base():
    found = estimate_share(FRAME, "contact", 1)
    assert (found.value, found.answers) == (60.0, 5)
    assert found.standard_error == pytest.approx(100 * math.sqrt(8 / 7 * 5 * 0.6 * 0.4 / 25))


def test_codes_that_became_floats_and_words_are_read_alike():
    floats = FRAME.with_columns(pl.col("contact").cast(pl.Float64).fill_null(float("nan")))
    assert estimate_share(floats, "contact", [1]) == estimate_share(FRAME, "contact", {1})
    assert estimate_share(FRAME.with_columns(pl.col("reply").cast(pl.Categorical)), "reply", ("yes",)).answers == 7


def test_a_plain_sample_has_the_intervals_of_its_counts():
    frame = pl.DataFrame({"q": [1] * 43 + [0] * 5})
    alone, of_all = estimate_share(frame, "q", 1), estimate_share(frame, "q", 1, population=90)
    assert alone.interval == pytest.approx(tuple(100 * end for end in interval_share(43, 48)))
    assert of_all.interval == pytest.approx(tuple(100 * end for end in interval_share(43, 48, population=90)))
    assert of_all.standard_error < alone.standard_error


def test_several_cases_of_one_caseworker_tell_less_than_as_many_caseworkers():
    alike = pl.DataFrame({"q": [1] * 30 + [0] * 30, "caseworker": np.repeat(np.arange(12), 5)})
    clustered, alone = estimate_share(alike, "q", 1, cluster="caseworker"), estimate_share(alike, "q", 1)
    assert clustered.design_effect == pytest.approx(5, rel=0.1)
    assert clustered.degrees == 11
    assert clustered.low < alone.low


def test_columns_are_crossed_where_several_are_named():
    crossed = FRAME.with_columns(both=pl.concat_str("group", "reply", separator="/")).drop_nulls("reply")
    one = estimate_share(crossed, "contact", 1, strata="both")
    assert estimate_share(crossed, "contact", 1, strata=["group", "reply"]).standard_error == one.standard_error


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2, -1, None]), st.sampled_from("ab"), st.integers(0, 3)), min_size=1, max_size=15
    ),
    st.booleans(),
    st.booleans(),
)
def test_no_figure_is_ever_not_a_number(rows, stratified, clustered):
    frame = pl.DataFrame(rows, schema={"q": pl.Int64, "s": pl.String, "c": pl.Int64}, orient="row")
    design = {"strata": "s" if stratified else None, "cluster": "c" if clustered else None}
    for found in (estimate_share(frame, "q", 1, **design), estimate_mean(frame, "q", **design, weight="c")):
        numbers = [v for v in dataclasses.asdict(found).values() if isinstance(v, float)]
        assert all(map(math.isfinite, numbers))
        assert found.problems or None not in (found.value, found.standard_error, found.low, found.high)


@pytest.mark.parametrize(
    ("answers", "design", "expected"),
    [
        ([-1, -1, None], {}, ["E208"]),
        ([1, 2, 1], {"weight": [0.0, 0.0, 0.0]}, ["E209"]),
        ([1, 2, 1, 2], {"strata": ["a", "a", "a", "b"]}, ["E210"]),
        ([1, 2, 1], {"cluster": ["a", "a", "a"]}, ["E211"]),
        ([1, 1, 1], {"cluster": ["a", "b", "c"]}, ["E212"]),
        ([1, 1, 1], {"population": 3}, []),
    ],
)
def test_what_cannot_be_had_is_said(answers, design, expected):
    columns = {role: values for role, values in design.items() if isinstance(values, list)}
    roles = {role: role if role in columns else value for role, value in design.items()}
    found = estimate_share(pl.DataFrame({"q": answers} | columns), "q", 1, **roles)
    assert codes(found) == expected


def test_all_alike_is_not_certain_but_everyone_is():
    alike, everyone = (estimate_share(pl.DataFrame({"q": [1] * 9}), "q", 1, population=n) for n in (None, 9))
    assert (alike.value, alike.high, codes(alike)) == (100.0, 100.0, ["E212"])
    assert alike.low < 75
    assert everyone.interval == (100.0, 100.0)
    assert estimate_mean(pl.DataFrame({"q": [7, 7]}), "q").interval == (None, None)


def test_truths_and_numpy_s_numbers_are_positive_values():
    frame = pl.DataFrame({"helped": [True, False, None, True], "q": [1, 2, 1, 3]})
    assert estimate_share(frame, "helped", positive=True).value == pytest.approx(200 / 3)
    assert estimate_share(frame, "q", np.array([1, 3])).value == 75.0
    with pytest.raises(Failure, match="E205"):
        estimate_share(frame, "helped", positive=1)


def test_codes_without_a_sign_are_read():
    small = pl.DataFrame({"q": pl.Series([1, 2, 2, 0], dtype=pl.UInt8)})
    assert estimate_share(small, "q", 1).value == 25.0


def test_a_category_that_nobody_chose_is_no_per_cent():
    assert estimate_share(FRAME, "contact", 4).value == 0.0


@pytest.mark.parametrize(
    ("keywords", "code"),
    [
        ({"item": "nothing"}, "E201"),
        ({"strata": "reply"}, "E202"),
        ({"weight": "debt"}, "E203"),
        ({"weight": "group"}, "E204"),
        ({"positive": "yes"}, "E205"),
        ({"strata": "group", "population": {"a": 9, "b": 9}}, "E206"),
        ({"strata": "group", "population": 100}, "E206"),
        ({"population": 7}, "E207"),
        ({"strata": "group", "population": {"a": 2, "b": 9, "c": 9}}, "E207"),
        ({"population": float("nan")}, "E207"),
    ],
)
def test_a_sample_that_cannot_be_right_is_refused(keywords, code):
    frame = FRAME.with_columns(debt=-pl.col("weight"))
    with pytest.raises(Failure, match=f"^{code}"):
        estimate_share(frame, **({"item": "contact", "positive": 1} | keywords))


def test_words_have_no_mean():
    with pytest.raises(Failure, match="E204"):
        estimate_mean(FRAME, "reply")


def test_an_empty_frame_is_refused():
    with pytest.raises(Failure, match="E225"):
        estimate_share(FRAME.clear(), "contact", 1)


def test_a_million_strata_take_seconds_and_not_hours():
    size = 2_000_000
    many = pl.DataFrame({"q": np.arange(size) % 3, "stratum": np.arange(size) // 2})
    found = estimate_share(many, "q", 0, strata="stratum")
    assert (found.answers, found.degrees) == (size, size // 2)


def test_a_million_groups_have_a_value_everywhere():
    size = 1_000_000
    many = pl.DataFrame({"q": np.arange(size) % 3, "group": np.arange(size)})
    assert estimate_mean(many, "q", cluster="group").degrees == size - 1
    counts = many.select("group", k=pl.col("q") % 2, n=2)
    parts = decompose_change(counts, counts.with_columns(n=3), "group")
    assert math.isclose(parts.rate + parts.mix, parts.change, abs_tol=1e-6)
    assert np.isfinite(shrink(np.arange(size) % 7, np.full(size, 7))).all()
    weights = post_stratify(many.head(100_000), "group", dict.fromkeys(range(100_000), 2))
    assert (weights == 2).all()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((3, 2), "E213"),
        ((-1, 2), "E213"),
        ((1.5, 2), "E213"),
        ((0, 0), "E214"),
        ((1, 2, 1), "E215"),
        ((1, 2, 2.5), "E215"),
    ],
)
def test_counts_that_cannot_be_right_have_no_interval(arguments, code):
    with pytest.raises(Failure, match=code):
        interval_share(*arguments)


def test_a_difference_needs_answers_on_both_sides():
    with pytest.raises(Failure, match="E214 other"):
        interval_difference((3, 4), (0, 0))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=1), st.randoms(use_true_random=False)
)
def test_raked_weights_meet_every_margin_that_they_can(rows, random):
    """Margins of weights that there are: so there is an answer."""
    frame = pl.DataFrame(rows, schema=["g", "h"], orient="row")
    frame = frame.with_columns(start=pl.Series([random.uniform(1, 3) for _ in rows]))
    margins = {c: dict(frame.group_by(c).agg(pl.col("start").sum()).iter_rows()) for c in ("g", "h")}
    weighed = frame.with_columns(w=rake(frame, margins))
    for column, numbers in margins.items():
        sums = dict(weighed.group_by(column).agg(pl.col("w").sum()).iter_rows())
        assert sums == pytest.approx(numbers, rel=1e-6)


def test_margins_may_be_crossed():
    numbers = {("a", "yes"): 4, ("a", "no"): 6, ("b", "yes"): 1, ("b", "no"): 2, ("c", "yes"): 3}
    frame = FRAME.drop_nulls("reply")
    weighed = frame.with_columns(w=post_stratify(frame, ["group", "reply"], numbers))
    assert dict(weighed.group_by("group").agg(pl.col("w").sum()).iter_rows()) == pytest.approx(
        {"a": 10, "b": 3, "c": 3}
    )


@pytest.mark.parametrize(
    ("margins", "code"),
    [
        ({"missing": {"a": 1}}, "E201"),
        ({"reply": {"yes": 5, "no": 5}}, "E202"),
        ({"group": {"a": 5, "b": 5}}, "E220 group: the frame says nothing of c"),
        ({"group": {"a": 5, "b": 5, "c": 5, "d": 2}}, "E221 group: nobody in the sample stands for d"),
        ({"group": {"a": 5, "b": 5, "c": float("nan")}}, "E222"),
        ({"group": {"a": 5, "b": 5, "c": 5}, "case": {1: 4, 2: 4, 3: 4, 4: 4}}, "E223"),
    ],
)
def test_margins_that_no_weight_can_meet_are_refused(margins, code):
    with pytest.raises(Failure, match=code):
        rake(FRAME, margins)


def test_margins_that_are_impossible_together_are_refused_with_the_worst():
    frame = pl.DataFrame({"g": ["a", "b", "b"], "h": ["x", "x", "y"]})
    with pytest.raises(Failure, match=r"E224 margins: .* still misses its number by .* per cent"):
        rake(frame, {"g": {"a": 8, "b": 2}, "h": {"x": 5, "y": 5}})


def test_pyarrow_words_are_strata():
    table = pa.table({"q": [1, 2, 1, 1], "s": pa.array(["a", "a", "b", "b"]).dictionary_encode()})
    assert estimate_share(table, "q", 1, strata="s").value == 75.0
