"""Comparisons: who is on the other side, how it is tested, and the seeds' own figures."""

import numpy as np
import polars as pl
import pytest
from survey_answers import answered, counted

from genklang.errors import Failure
from genklang.estimation.compare import compare_complement, compare_previous
from genklang.estimation.contrast import Side, adjust, contrast_sides
from genklang.estimation.interval import Z, newcombe
from genklang.estimation.ladder import rung
from genklang.estimation.lattice import Domains
from genklang.estimation.national import compare_national_mean, compare_national_pooled
from genklang.estimation.test import mid_p
from genklang.tables.estimate import COMPARISON_SCHEMA, Verdict
from genklang.tables.keys import WEIGHT_ONE

HOMES = Domains(("round", "organisation"))


def step(own, other):
    low, high = (100 * end for end in newcombe(own, other))
    return rung(mid_p(own, other), 100 * (own[0] / own[1] - other[0] / other[1]), low, high)


def test_only_the_round_right_before_is_compared_with():
    rows = [row for year in ("2020", "2021", "2022") for row in answered(8, 2, round=year)]
    found = compare_previous(counted(rows), "share_positive", HOMES)
    assert found.select("round", "against_label").rows() == [("2021", "2020"), ("2022", "2021")]
    assert found.schema == pl.Schema(COMPARISON_SCHEMA)


def test_a_named_round_is_compared_with_by_those_after_it():
    rows = [row for year in ("2020", "2021", "2022") for row in answered(8, 2, round=year)]
    found = compare_previous(counted(rows), "share_positive", HOMES, previous="2020")
    assert found.select("round", "against_label").rows() == [("2021", "2020"), ("2022", "2020")]
    with pytest.raises(Failure, match=r"E105 2019: there are no answers from this round. Choose one of: 2020, 2021"):
        compare_previous(counted(rows), "share_positive", HOMES, previous="2019")


def test_an_area_is_compared_only_if_all_its_items_are():
    both = {"contact": 1, "reply": 1}
    rows = [{"round": year, "version": version, **both} for year, version in (("2021", "1"), ("2022", "2"))] * 5
    found = compare_previous(counted(rows), ["share_positive", "area_mean"], HOMES)
    assert found["item"].to_list() == ["contact"]


def test_nothing_is_compared_with_nobody():
    assert compare_complement(counted(answered(3, 1, unit="east")), "share_positive", Domains()).is_empty()
    assert compare_previous(counted(answered(3, 1)), "share_positive", Domains()).is_empty()


@pytest.mark.parametrize("axis", ["target_group", "gender"])
def test_groups_and_genders_stand_against_the_rest(axis):
    keys = {"target_group": ("adults", "homes"), "gender": ("K", "X")}[axis]
    rows = [row for code, yes in zip(keys, (9, 2), strict=True) for row in answered(yes, 4, **{axis: code})]
    found = compare_complement(counted(rows), "share_positive", Domains(("round", "organisation", axis)), axis=axis)
    first = found.filter(pl.col(axis) == keys[0]).row(0, named=True)
    assert (first["value"], first["other_value"]) == (pytest.approx(900 / 13), pytest.approx(200 / 6))


def test_a_unit_stands_against_the_other_organisations():
    rows = [*answered(9, 1, unit="east"), *answered(1, 9, unit="west"), *answered(4, 6, organisation="B", unit="north")]
    found = compare_national_pooled(counted(rows), "share_positive", Domains(("round", "organisation", "unit")))
    assert found.select("unit", "value", "other_value").rows() == [
        ("east", 90.0, 40.0),
        ("west", 10.0, 40.0),
        ("north", 40.0, 50.0),
    ]


def test_one_other_organisation_is_held_to_its_own_interval():
    rows = [*answered(90, 10), *answered(80, 20, organisation="B")]
    mean, pooled = (
        compare(counted(rows), "share_positive", HOMES).row(0, named=True)
        for compare in (compare_national_mean, compare_national_pooled)
    )
    assert mean["low"] == pytest.approx(pooled["low"])
    assert mean["p"] == pytest.approx(pooled["p"], abs=0.02)


def test_weighted_shares_are_tested_by_their_design():
    heavy = [row | {"weight_class": 2 * WEIGHT_ONE} for row in answered(30, 10, unit="east")]
    rows = [*heavy, *answered(20, 20, unit="east"), *answered(20, 20, unit="west")]
    row = compare_complement(counted(rows), "share_positive", Domains(("round", "organisation", "unit"))).row(
        0, named=True
    )
    assert row["value"] == pytest.approx(100 * 80 / 120)
    assert row["other_value"] == 50.0
    assert row["low"] < 0 < row["high"]
    assert 0.05 < row["p"] < 0.2


def test_an_index_is_compared_through_its_standard_error():
    rows = [
        {"round": y, "satisfied": s, "expected": e}
        for y, s, e in (("2021", 5, 6), ("2021", 7, 6), ("2022", 9, 9), ("2022", 10, 8))
    ]
    row = compare_previous(counted(rows * 20), "nki", HOMES).row(0, named=True)
    assert row["difference"] == pytest.approx(100 / 9 * 3)
    assert (row["rung"], row["item"]) == (1, "")


def test_adjusting_is_within_each_published_table():
    rows = [*answered(90, 10, unit="a"), *answered(80, 20, unit="b"), *answered(85, 15, unit="c")]
    found = compare_complement(counted(rows), "share_positive", Domains(("round", "organisation", "unit")))
    together, apart = adjust(found), adjust(found, table=("unit",))
    assert (together["p_adjusted"] >= together["p"]).all()
    assert apart["p_adjusted"].to_list() == apart["p"].to_list()
    assert together.columns == list(COMPARISON_SCHEMA)
    assert adjust(found.clear()).is_empty()


def test_koping_financial_assistance_seems_to_have_risen():
    assert step((90, 100), (83, 100)) == 3
    assert step((43, 48), (54, 65)) == 4


def test_kofoedsminde_is_not_certainly_above_the_others():
    assert step((16, 25), (168, 300)) == 4


@pytest.mark.parametrize("home", [1000, 2520, 4000])
def test_vive_home_and_residence_differ_for_any_plausible_split(home):
    rest = 5040 - home
    assert step((round(0.86 * home), home), (round(0.77 * rest), rest)) == 1


def test_tyreso_index_is_above_the_nation():
    reach = Z * 25 / np.sqrt(423)
    own = Side(*(np.array([56.8 + a]) for a in (0, -reach, reach)))
    nation = Side(*(np.array([52.9]) for _ in range(3)))
    found = contrast_sides(own, nation, verdict=Verdict.FIXED)
    assert found.rung[0] == 2
    assert found.low[0] > 0
