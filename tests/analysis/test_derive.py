"""What follows from printed figures: only from those told in full, over comparable rounds, no more than they tell."""

import sys
from pathlib import Path

import polars as pl
import pytest

sys.path.append(str(Path(__file__).parents[1] / "estimation"))

from survey_answers import answered, counted

from genklang.analysis.derive import derive
from genklang.analysis.protection import protect_figures
from genklang.disclosure.policy import DEFAULT
from genklang.estimation.estimate import estimate_declared
from genklang.estimation.lattice import Domains
from genklang.tables.derived import DETECTABLE, EXPECTED, LIKE_MEAN, POOLED, SAME_MIX, SHRUNK, TREND
from genklang.tables.estimate import ESTIMATE_SCHEMA, Status
from genklang.tables.keys import WEIGHT_ONE


def made(rows, *, published=None, **options):
    """Return what is derived from a survey on the item `contact`, after protection."""
    stats = counted([{"gender": "K"} | row for row in rows])
    figures = estimate_declared(stats, ["share_positive"], Domains(margins=True))
    if published is not None:
        figures = pl.concat([figures, published])
    return derive(protect_figures(stats, figures, None, offered=None, policy=DEFAULT), stats, **options)


def years(*shares, n=100, **keys):
    rows = []
    for year, yes in enumerate(shares, 2018):
        rows += answered(yes * n // 100, n - yes * n // 100, round=str(year), **keys)
    return rows


def told(frame, **keys):
    """Return the rows about the whole of organisation A."""
    whole = {"organisation": "A", "unit": None, "target_group": None, "item": "contact"} | keys
    return frame.filter(pl.all_horizontal(pl.col(k).eq_missing(pl.lit(v)) for k, v in whole.items())).to_dicts()


def test_a_trend_ends_in_each_round_that_ends_a_run_of_three():
    trends = told(made(years(60, 66, 71, 78)).comparisons, against=TREND)
    assert [(t["round"], t["against_label"]) for t in trends] == [("2020", "2018"), ("2021", "2018")]
    assert trends[-1]["rung"] in {1, 2}
    assert trends[-1]["difference"] == pytest.approx(17.8, abs=0.1)


def test_a_trend_does_not_cross_a_version_that_is_not_comparable():
    rows = years(60, 66, 71, 78)
    rows = [{**row, "version": "3" if row["round"] == "2020" else "2"} for row in rows]
    found = made(rows)
    assert {("contact", "2020"), ("contact", "2021")} <= found.breaks
    assert told(found.comparisons, against=TREND) == []


def test_a_trend_does_not_cross_a_round_that_is_withheld():
    rows = [*years(60, 66), *answered(4, 3, round="2020"), *answered(70, 30, round="2021")]
    assert told(made(rows).comparisons, against=TREND) == []


def test_two_rounds_together_are_the_sum_of_what_is_printed():
    (pooled,) = told(made(years(60, 70, n=50)).estimates, statistic=POOLED)
    assert (pooled["round"], pooled["numerator"], pooled["denominator"]) == ("2019", 65, 100)
    assert pooled["low"] < pooled["value"] < pooled["high"]


def test_what_change_can_be_found_next_time():
    (found,) = told(made(years(80)).estimates, statistic=DETECTABLE)
    assert found["value"] == pytest.approx(17.9, abs=0.05)


def units(*shares, n=50):
    return [row for i, yes in enumerate(shares) for row in answered(yes * n // 100, n - yes * n // 100, unit=f"U{i}")]


def test_five_units_make_a_band_and_four_do_not():
    found = made(units(80, 82, 78, 84, 76, 82, 80, 78, 80, 82, 30))
    places = found.comparisons.filter(pl.col("against") == EXPECTED, pl.col("unit").is_not_null())
    whole = places.filter(pl.col("target_group").is_null())
    assert whole.filter(pl.col("rung") == 2)["unit"].to_list() == ["U10"]
    assert whole["rung"].to_list().count(4) == 10
    shrunk = found.estimates.filter(pl.col("statistic") == SHRUNK, pl.col("target_group").is_null())["value"]
    assert 30 < shrunk.min() < 50
    assert made(units(80, 82, 78, 84)).comparisons.filter(pl.col("against") == EXPECTED).is_empty()


def test_units_that_are_withheld_are_not_in_the_band():
    rows = [*units(80, 82, 78, 84, 76), *answered(3, 1, unit="tiny"), *answered(3, 3, unit="small")]
    band = made(rows).comparisons.filter(pl.col("against") == EXPECTED)
    assert not {"tiny", "small"} & set(band["unit"])


def others(**shares):
    return [row for name, yes in shares.items() for row in answered(yes, 100 - yes, organisation=name)]


def test_those_alike_are_held_against_without_the_own_one():
    found = made(others(A=90, B=70, C=74, D=72, E=10), like=["A", "B", "C", "D"])
    (row,) = told(found.comparisons, against=LIKE_MEAN)
    assert (row["other_value"], row["against_label"], row["verdict"]) == (72.0, "3", "tested")
    assert row["rung"] in {1, 2}


def published(**shares):
    fixed = {"round": "2022", "item": "contact", "statistic": "share_positive", "source": "Kolada"}
    rows = [fixed | {"organisation": o, "value": float(v), "status": Status.PUBLISHED.value} for o, v in shares.items()]
    return pl.DataFrame(rows, schema=ESTIMATE_SCHEMA)


def test_published_ones_alike_are_fixed_and_between_themselves_not_tested():
    found = made(others(A=90), published=published(B=70, C=74, D=72), like=["B", "C", "D"])
    (own,) = told(found.comparisons, against=LIKE_MEAN)
    (other,) = told(found.comparisons, against=LIKE_MEAN, organisation="B")
    assert (own["verdict"], own["other_value"]) == ("fixed", 72.0)
    assert (other["verdict"], other["other_value"], other["p"]) == ("untested", 73.0, None)


def channels(year, paper, web, *, n):
    """`paper` and `web`: how many of a hundred are positive; `n`: answers by each."""
    return [
        row
        for channel, share, size in (("paper", paper, n[0]), ("web", web, n[1]))
        for row in answered(share * size // 100, size - share * size // 100, round=str(year), channel=channel)
    ]


def test_a_shift_from_paper_to_web_is_flagged_and_taken_out_of_the_change():
    rows = [*channels(2021, 90, 60, n=(100, 50)), *channels(2022, 90, 60, n=(50, 100))]
    found = made(rows)
    assert found.shifts == {("2022", "A"): ("channel:web",)}
    (rate,) = told(found.estimates, statistic=SAME_MIX)
    assert rate["value"] == 0.0


def test_nothing_is_told_of_ways_of_answering_with_few_answers():
    rows = [*channels(2021, 90, 60, n=(100, 8)), *channels(2022, 90, 60, n=(100, 5))]
    assert told(made(rows).estimates, statistic=SAME_MIX) == []
    assert made(rows).shifts == {}


def test_nothing_is_derived_where_nothing_is_told():
    found = made(answered(3, 1))
    assert found.estimates.is_empty()
    assert found.comparisons.is_empty()


def stratified(*shares, n=50):
    """Return rounds of two strata that differ by 60 points, with these shares in all."""
    return [
        row
        for name, apart in (("north", 30), ("south", -30))
        for row in years(*(share + apart for share in shares), n=n, stratum=name)
    ]


def test_a_sample_in_strata_that_differ_counts_as_more_answers_than_it_has():
    drawn, plain = (made(rows) for rows in (stratified(50, 54, 60), years(50, 54, 60)))
    for frame, name in (("comparisons", "trend"), ("estimates", "pooled"), ("estimates", "detectable")):
        key = {"against": TREND} if name == "trend" else {"statistic": POOLED if name == "pooled" else DETECTABLE}
        by_design, simple = (told(getattr(side, frame), **key)[-1] for side in (drawn, plain))
        if name == "detectable":
            assert by_design["value"] < 0.9 * simple["value"]
            continue
        assert by_design["value"] == pytest.approx(simple["value"], abs=1.5)
        assert by_design["high"] - by_design["low"] < 0.85 * (simple["high"] - simple["low"])


def test_weighted_rounds_are_put_together_by_their_shares():
    rows = [row | {"weight_class": WEIGHT_ONE * (3 if row["contact"] == 1 else 1)} for row in years(50, 60, 70)]
    once, twice = made(rows), made([row | {"weight_class": 2 * row["weight_class"]} for row in rows])
    assert once.estimates.equals(twice.estimates)
    assert once.comparisons.equals(twice.comparisons)
    shares = [300 * p / (3 * p + 100 - p) for p in (60, 70)]
    pooled = told(once.estimates, statistic=POOLED)[-1]
    assert pooled["value"] == pytest.approx(sum(shares) / 2)
    assert (pooled["numerator"], pooled["denominator"]) == (130, 200)
    assert pooled["low"] < pooled["value"] < pooled["high"]


def test_an_organisation_without_strata_is_derived_as_if_it_stood_alone():
    own = years(60, 66, 71)
    beside = [row | {"organisation": "B"} for row in stratified(50, 54, 60)]
    alone, both = made(own), made(own + beside)
    for name in ("estimates", "comparisons"):
        mine = getattr(both, name).filter(pl.col("organisation") == "A")
        assert mine.equals(getattr(alone, name).filter(pl.col("organisation") == "A"))
        assert not mine.is_empty()
