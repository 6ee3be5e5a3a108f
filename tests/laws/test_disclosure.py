"""Laws of disclosure control: whatever the answers, nothing comes back, and nothing shown is untrue."""

import sys
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1] / "disclosure"))

from small_survey import TOTALS, by_place_only, count_population, draw_answers, estimate_plainly, offer_in_vain

from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect

surveys = st.builds(
    draw_answers,
    n=st.integers(1, 200),
    units=st.integers(1, 4),
    groups=st.integers(1, 4),
    organisations=st.integers(1, 3),
    items=st.integers(1, 2),
    seed=st.integers(0, 10_000),
    positive=st.sampled_from([0.5, 0.85, 0.97]),
    gender=st.sampled_from([(0.5, 0.45, 0.05), (0.9, 0.08, 0.02), (1.0, 0.0, 0.0)]),
)
modestly = settings(max_examples=8, deadline=None, derandomize=True)


def protect_survey(responses):
    estimates = estimate_plainly(responses)
    return estimates, protect(estimates, None, count_population(responses), DEFAULT, totals=TOTALS)


@modestly
@given(surveys)
def test_the_attack_comes_back_empty(responses):
    _, tables = protect_survey(responses)
    assert attack(tables, DEFAULT, totals=TOTALS) == []


@modestly
@given(surveys)
def test_the_attack_comes_back_empty_without_knowing_the_totals_and_by_fewer_keys(responses):
    _, tables = protect_survey(responses)
    by_unit = tables.keep(pl.col("target_group").is_null() & pl.col("gender").is_null())
    assert attack(by_unit, DEFAULT) == []
    assert attack([by_unit.estimates, tables.estimates], DEFAULT, totals=TOTALS) == []


@modestly
@given(surveys, st.sampled_from([None, 1, 15]))
def test_the_attack_comes_back_empty_where_withheld_groups_may_be_empty(responses, offered):
    figures = by_place_only(estimate_plainly(responses), count_population(responses))
    known = set(responses.filter(pl.col("organisation") == "o0").select("unit", "target_group").rows())
    for unit, group in sorted({(u, g) for u, _ in known for _, g in known} - known) if offered else ():
        figures = offer_in_vain(*figures, offered, unit=unit, target_group=group)
    tables = protect(figures[0], None, figures[1], DEFAULT, totals=TOTALS)
    assert attack(tables, DEFAULT, totals=TOTALS) == []
    places = tables.keep(pl.col("target_group").is_null())
    assert attack(places, DEFAULT, totals=TOTALS) == []


@modestly
@given(surveys)
def test_small_counts_are_never_printed_and_shown_figures_are_true(responses):
    estimates, tables = protect_survey(responses)
    shown = tables.estimates
    assert (shown["answers"].drop_nulls() >= DEFAULT.full).all()
    assert (shown["denominator"].drop_nulls() >= DEFAULT.full).all()
    full = shown["status"] == ""
    for column in ("value", "numerator", "denominator", "low", "high"):
        assert shown[column].filter(full).equals(estimates[column].filter(full))
    withheld = shown.filter(pl.col("status") == "c")
    assert withheld.select("value", "numerator", "denominator", "low", "high").null_count().sum_horizontal().sum() == (
        5 * withheld.height
    )


@modestly
@given(surveys)
def test_what_is_withheld_does_not_depend_on_the_order_of_the_rows(responses):
    _, tables = protect_survey(responses)
    _, again = protect_survey(responses.reverse())
    keys = tables.estimates.columns[:7]
    assert tables.estimates.sort(keys).equals(again.estimates.sort(keys))
