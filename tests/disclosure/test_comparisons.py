"""Comparisons are shown only where neither side, nor what is left between them, is withheld."""

import polars as pl
import pytest
from small_survey import count_population, draw_answers, estimate_plainly

from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect
from genklang.tables.estimate import COMPARISON_SCHEMA

NUMBERS = ["value", "other_value", "difference", "low", "high", "p", "p_adjusted"]


def people(count, *, organisation="o0", unit="u0", codes=(1, 3)):
    return pl.DataFrame(
        {
            "organisation": [organisation] * count,
            "unit": [unit] * count,
            "target_group": ["a"] * count,
            "gender": ["K"] * count,
            "i0": [codes[i % len(codes)] for i in range(count)],
        },
        schema_overrides={"i0": pl.Int64},
    )


def comparison(against, label, *, verdict="tested", status="", **keys):
    keys = {"organisation": "o0", "round": "r"} | keys
    numbers = dict.fromkeys(NUMBERS, 12.345678)
    return (
        {"item": "i0", "statistic": "share_positive", "against": against, "against_label": label}
        | keys
        | numbers
        | {"rung": 2, "verdict": verdict, "status": status}
    )


def shown(responses, *rows, before=None):
    """Whether each comparison is shown."""
    table = protect_rows(responses, *rows, before=before)
    withheld = table.filter(pl.col("status") == "c")
    assert withheld.select(NUMBERS).null_count().sum_horizontal().sum() == withheld.height * len(NUMBERS)
    assert set(withheld["rung"]) <= {0}
    assert set(table.filter(pl.col("status") == "")["rung"]) <= {2}
    return [s != "c" for s in table["status"]]


def protect_rows(responses, *rows, before=None):
    estimates, population = [estimate_plainly(responses)], [count_population(responses)]
    if before is not None:
        estimates.append(estimate_plainly(before, round_="q"))
        population.append(count_population(before, round_="q"))
    compared = pl.DataFrame(rows, schema={c: k for c, k in COMPARISON_SCHEMA.items() if c in rows[0]})
    return protect(pl.concat(estimates), compared, pl.concat(population), DEFAULT).comparisons


@pytest.mark.parametrize(("count", "expected"), [(10, True), (9, False), (4, False)])
def test_the_round_before_must_be_shown_in_full_too(count, expected):
    assert shown(people(20), comparison("previous", "q"), before=people(count)) == [expected]


def test_an_unanimous_round_before_is_not_compared_with():
    assert shown(people(20), comparison("previous", "q"), before=people(20, codes=(1,))) == [False]


def test_a_round_that_is_not_there_is_not_compared_with():
    assert shown(people(20), comparison("previous", "q")) == [False]


@pytest.mark.parametrize(("codes", "others", "expected"), [((1, 3), 20, True), ((1, 3), 9, False), ((1,), 20, False)])
def test_the_rest_of_the_total_must_be_shown_in_full_too(codes, others, expected):
    responses = pl.concat([people(20), people(others, unit="u1", codes=codes)])
    assert shown(responses, comparison("complement", "unit", unit="u0")) == [expected]


def test_a_fixed_benchmark_needs_the_own_side_only():
    row = comparison("kolada", "Kolada 2022", verdict="fixed")
    assert shown(people(20), row) == [True]
    assert shown(people(9), row) == [False]


def test_two_published_figures_are_not_ours_to_hide():
    assert shown(people(4), comparison("kolada", "Kolada", verdict="untested", organisation="other")) == [True]


def test_one_hidden_organisation_would_be_what_is_left_of_the_mean():
    row = comparison("national_mean", "")
    shown_only = pl.concat([people(20), people(20, organisation="o1")])
    one_hidden = pl.concat([shown_only, people(7, organisation="o2")])
    two_hidden = pl.concat([one_hidden, people(7, organisation="o3")])
    assert [shown(r, row) for r in (shown_only, one_hidden, two_hidden)] == [[True], [False], [True]]


def test_a_hidden_organisations_own_units_do_not_tell_the_mean_of_the_others():
    """Told from outside the mean holds all three hidden ones, from inside one only the two others."""
    parts = [people(20), people(7, organisation="o1"), people(7, organisation="o2")]
    inside = [people(20, organisation="o3"), people(20, organisation="o3", unit="u1", codes=(1,) * 17 + (3,))]
    rows = [comparison("national_mean", ""), comparison("national_mean", "", organisation="o3", unit="u0")]
    assert shown(pl.concat([*parts, *inside]), *rows) == [True, True]
    unanimous = [people(20, organisation="o3"), people(380, organisation="o3", unit="u1", codes=(1,))]
    assert shown(pl.concat([*parts, *unanimous]), *rows) == [True, False]


def test_a_mean_that_holds_hidden_organisations_is_rounded():
    parts = [people(20), people(20, organisation="o1"), people(7, organisation="o2"), people(7, organisation="o3")]
    table = protect_rows(pl.concat(parts), comparison("national_mean", ""))
    assert table.select("other_value", "difference", "low", "high").row(0) == (12.3, 12.3, 12.3, 12.3)
    untouched = protect_rows(pl.concat(parts[:2]), comparison("national_mean", ""))
    assert untouched["other_value"].item() == 12.345678


def test_the_pool_without_the_own_side_must_be_shown_in_full_too():
    row = comparison("national_pooled", "")
    assert shown(pl.concat([people(20), people(20, organisation="o1")]), row) == [True]
    assert shown(pl.concat([people(20), people(9, organisation="o1")]), row) == [False]


def test_an_unknown_kind_of_comparison_is_withheld():
    assert shown(people(20), comparison("horoscope", "")) == [False]


def test_rows_keep_their_order_and_keys():
    responses = draw_answers(n=120, units=3, seed=3)
    rows = [comparison("complement", "unit", unit=f"u{i}", item="i0") for i in (2, 0, 1)]
    assert protect_rows(responses, *rows)["unit"].to_list() == ["u2", "u0", "u1"]
