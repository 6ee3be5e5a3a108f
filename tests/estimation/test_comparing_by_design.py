"""Comparisons of samples drawn by design: both sides' errors, what they share, and what a simple test would claim."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_answers import answered, counted

from genklang.estimation.compare import compare_complement, compare_fixed, compare_previous
from genklang.estimation.declared import declared_design
from genklang.estimation.designed import Design
from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains
from genklang.estimation.national import compare_national_mean, compare_national_pooled
from genklang.tables.estimate import Interval
from genklang.tables.keys import WEIGHT_ONE

WHOLE = Domains(("round",))
HOMES = Domains(("round", "organisation"))
GROUPS = Domains(("round", "target_group"))
UNITS = Domains(("round", "organisation", "unit"))
NAMES = ["share_positive", "mean_score", "nki", "area_mean"]
PEOPLE = st.fixed_dictionaries(
    {
        "contact": st.sampled_from([1, 2, 3, 4]),
        "reply": st.sampled_from([1, 2, 3, 4, -1, None]),
        "satisfied": st.integers(1, 10),
        "expected": st.integers(1, 10),
        "target_group": st.sampled_from(["adults", "youths"]),
        "weight_class": st.sampled_from([WEIGHT_ONE, 3 * WEIGHT_ONE]),
    }
)
NUMBERS = ["value", "other_value", "difference", "low", "high", "p"]


def numbers(frame):
    return frame.select(pl.col(NUMBERS).fill_null(-1)).to_numpy()


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(PEOPLE, min_size=6, max_size=30))
def test_people_who_are_each_a_cluster_are_drawn_one_by_one(rows):
    stats = counted([row | {"unit": f"p{i}"} for i, row in enumerate(rows)])
    clusters, alone = (
        compare_complement(stats, NAMES, GROUPS, axis="target_group", design=design)
        for design in (Design(cluster=("unit",)), Design())
    )
    assert numbers(clusters) == pytest.approx(numbers(alone), abs=1e-8)


def test_without_strata_a_change_has_the_linearised_interval_of_a_weighted_one():
    rows = [row for year, yes in (("2021", 30), ("2022", 40)) for row in answered(yes, 60 - yes, round=year)]
    heavy = counted([row | {"weight_class": 2 * WEIGHT_ONE} for row in rows])
    simple = compare_previous(heavy, "share_positive", WHOLE).row(0, named=True)
    drawn = compare_previous(counted(rows), "share_positive", WHOLE, design=Design()).row(0, named=True)
    assert [drawn[c] for c in ("low", "high")] == pytest.approx([simple[c] for c in ("low", "high")])
    assert drawn["p"] == pytest.approx(simple["p"], rel=0.02)


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(PEOPLE, min_size=6, max_size=30), times=st.sampled_from([2, 7]))
def test_weights_may_be_scaled(rows, times):
    placed = [row | {"unit": f"u{i % 4}", "stratum": "ab"[i % 2]} for i, row in enumerate(rows)]
    scaled = [row | {"weight_class": times * row["weight_class"]} for row in placed]
    design = Design(("stratum",), ("unit",))
    one, many = (
        compare_complement(counted(r), NAMES, GROUPS, axis="target_group", design=design) for r in (placed, scaled)
    )
    assert numbers(one) == pytest.approx(numbers(many), abs=1e-8)


def test_strata_that_differ_make_a_change_surer():
    def drawn(year, north, south):
        return answered(north, 50 - north, round=year, stratum="north") + answered(
            south, 50 - south, round=year, stratum="south"
        )

    stats = counted(drawn("2021", 42, 8) + drawn("2022", 46, 17))
    by_design, simple = (
        compare_previous(stats, "share_positive", WHOLE, design=d).row(0, named=True)
        for d in (declared_design(stats), None)
    )
    assert by_design["difference"] == simple["difference"]
    assert by_design["p"] < simple["p"]
    assert by_design["rung"] < simple["rung"]


def test_a_unit_and_the_rest_share_their_strata_and_clusters():
    """Groups that meet in the same units differ by less than units do."""
    rows = [
        row
        for unit, adults, youths in (("a", 9, 7), ("b", 6, 4), ("c", 4, 2), ("d", 10, 8))
        for group, yes in (("adults", adults), ("youths", youths))
        for row in answered(yes, 10 - yes, unit=unit, target_group=group)
    ]
    stats, design = counted(rows), Design(cluster=("unit",))
    row = compare_complement(stats, "share_positive", GROUPS, axis="target_group", design=design).row(0, named=True)
    sides = estimate(stats, "share_positive", GROUPS, design=design).filter(pl.col("item") == "contact")
    apart = np.hypot(*((sides["high"] - sides["low"]).drop_nulls().head(2)))
    assert row["difference"] == 20.0
    assert row["high"] - row["low"] < 0.5 * apart
    assert row["low"] > 0


def test_rounds_with_and_without_strata_are_each_taken_as_they_were_drawn():
    before = answered(30, 30, round="2021")
    now = answered(40, 10, stratum="north") + answered(10, 40, stratum="south")
    stats = counted(before + now)
    row = compare_previous(stats, "share_positive", WHOLE, design=declared_design(stats)).row(0, named=True)
    plain = estimate(stats, "share_positive", WHOLE, interval=Interval.PROCESS)
    drawn = estimate(stats, "share_positive", WHOLE, interval=Interval.PROCESS, design=declared_design(stats))
    earlier, later = (
        f.filter(pl.col("item") == "contact", round=r).row(0, named=True) for f, r in ((plain, "2021"), (drawn, "2022"))
    )
    reach = np.hypot(later["value"] - later["low"], earlier["high"] - earlier["value"])
    assert row["low"] == pytest.approx(row["difference"] - reach)


def test_an_organisation_without_strata_is_tested_as_ever_beside_one_that_has_them():
    plain = [r for u, yes in (("east", 30), ("west", 20)) for r in answered(yes, 40 - yes, organisation="B", unit=u)]
    earlier = [row | {"round": "2021"} for row in answered(20, 20, organisation="B", unit="east")]
    named = answered(30, 10, stratum="north", unit="x") + answered(10, 30, stratum="south", unit="y")
    both = counted(plain + earlier + named)
    design = declared_design(both)
    alone = counted(plain + earlier)
    own = pl.col("organisation") == "B"
    for compare in (compare_previous, compare_complement):
        found = compare(both, "share_positive", UNITS, design=design).filter(own)
        assert found.equals(compare(alone, "share_positive", UNITS).filter(own))
        assert not found.is_empty()
    mean = [
        compare_national_mean(both, "share_positive", HOMES, design=d).filter(pl.col("round") == "2022")
        for d in (None, design)
    ]
    assert mean[0]["value"].equals(mean[1]["value"])
    assert (mean[0].filter(~own)["low"] < mean[1].filter(~own)["low"]).all()


def test_the_others_of_the_nation_have_the_error_of_their_strata():
    named = answered(45, 5, organisation="B", stratum="north") + answered(5, 45, organisation="B", stratum="south")
    rows = answered(30, 30) + named + answered(20, 20, organisation="C")
    stats = counted(rows)
    drawn, plain = (
        compare_national_pooled(stats, "share_positive", HOMES, design=d) for d in (declared_design(stats), None)
    )
    assert drawn["difference"].equals(plain["difference"])
    own = pl.col("organisation") == "A"
    assert (drawn.filter(own)["low"] > plain.filter(own)["low"]).all()
    # All others of B were drawn one by one, so are its counts.
    fixed = pl.DataFrame({"round": ["2022"], "item": ["contact"], "statistic": ["share_positive"], "value": [52.0]})
    held = [
        compare_fixed(stats, "share_positive", HOMES, fixed, against="x", label="x", on=("round",), design=d)
        for d in (declared_design(stats), None)
    ]
    assert held[0].filter(~(pl.col("organisation") == "B")).equals(held[1].filter(~(pl.col("organisation") == "B")))
    b = [frame.filter(pl.col("organisation") == "B").row(0, named=True) for frame in held]
    assert b[0]["low"] > b[1]["low"]


def test_a_single_cluster_tells_nothing_and_is_never_nan():
    rows = [r for y, yes in (("2021", 20), ("2022", 35)) for r in answered(yes, 40 - yes, round=y, unit="a")]
    rows = [row | {"months": i % 7} for i, row in enumerate(rows)]
    found = compare_previous(counted(rows), NAMES, WHOLE, design=Design(cluster=("unit",)))
    share = found.filter(pl.col("statistic") == "share_positive").row(0, named=True)
    assert (share["p"], share["rung"]) == (1.0, 4)
    assert not any(series.is_nan().any() for series in found.select(pl.col(pl.Float64)))
    numbers_of = found.filter(pl.col("item") == "months").row(0, named=True)
    assert (numbers_of["low"], numbers_of["p"], numbers_of["rung"]) == (None, None, 0)


def test_weights_of_one_organisation_leave_the_shares_of_others_as_they_are():
    own = [row for unit, yes in (("east", 30), ("west", 20)) for row in answered(yes, 40 - yes, unit=unit)]
    heavy = [row | {"organisation": "B", "weight_class": 2 * WEIGHT_ONE} for row in answered(5, 6, unit="x")]
    heavy += answered(9, 3, organisation="B", unit="y")
    alone, both = counted(own), counted(own + heavy)
    is_own = pl.col("organisation") == "A"
    for kind in Interval:
        mine = [estimate(stats, "share_positive", UNITS, interval=kind).filter(is_own) for stats in (alone, both)]
        assert mine[0].equals(mine[1])
    found = [compare_complement(stats, "share_positive", UNITS).filter(is_own) for stats in (alone, both)]
    assert found[0].equals(found[1])
