"""What is shown, coarsened and withheld, row by row."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from small_survey import TOTALS, count_population, draw_answers, estimate_plainly

from genklang.disclosure.policy import DEFAULT, Policy
from genklang.disclosure.protect import protect
from genklang.disclosure.protected import ProtectedTables
from genklang.errors import Failure
from genklang.tables.estimate import ESTIMATE_SCHEMA

NUMBERS = ["value", "numerator", "denominator", "low", "high", "interval"]
KEYS = ["round", "organisation", "unit", "target_group", "gender", "item", "statistic"]


def people(count, *, unit="u0", gender="K", codes=(1,), item="i0"):
    """`count` responses that take turns to answer the codes."""
    return pl.DataFrame(
        {
            "organisation": ["o0"] * count,
            "unit": [unit] * count,
            "target_group": ["a"] * count,
            "gender": [gender] * count,
            item: [codes[i % len(codes)] for i in range(count)],
        },
        schema_overrides={item: pl.Int64},
    )


def protect_survey(responses, policy=DEFAULT, **options):
    offered = options.pop("offered_per_answer", 2)
    estimates = estimate_plainly(responses, offered_per_answer=offered)
    population = count_population(responses, offered_per_answer=offered)
    return protect(estimates, None, population, policy, totals=TOTALS, **options)


def figure(tables, statistic, *, item="i0", **keys):
    keys = dict.fromkeys(KEYS[1:5]) | keys
    row = tables.estimates.filter(
        pl.col("item") == item,
        pl.col("statistic") == statistic,
        *(pl.col(k).eq_missing(pl.lit(v, dtype=pl.String)) for k, v in keys.items()),
    )
    assert row.height == 1
    return row.row(0, named=True)


def test_from_ten_everything_is_shown():
    row = figure(protect_survey(people(10, codes=(1, 3))), "share_positive")
    assert (row["value"], row["numerator"], row["denominator"], row["answers"], row["status"]) == (50.0, 5, 10, 10, "")
    assert (row["low"], row["high"], row["interval"]) == (50.0, 50.0, "round")


@pytest.mark.parametrize("count", [5, 9])
def test_from_five_to_nine_only_whole_per_cent(count):
    tables = protect_survey(people(count, codes=(1, 3)))
    row = figure(tables, "share_positive")
    assert row["value"] == {5: 60.0, 9: 56.0}[count]
    assert row["status"] == "s"
    assert [row[c] for c in ("numerator", "denominator", "answers", "low", "high", "interval")] == [None] * 6
    assert {figure(tables, s)["status"] for s in ("distribution:1", "share_negative", "no_opinion_share")} == {"c"}
    assert figure(tables, "answers", item="") | {} == figure(tables, "answers", item="")
    assert (figure(tables, "answers", item="")["value"], figure(tables, "answers", item="")["status"]) == (None, "s")
    assert figure(tables, "response_rate", item="")["status"] == "c"


def test_below_five_nothing_at_all():
    tables = protect_survey(people(4, codes=(1, 3)))
    assert set(tables.estimates["status"]) == {"c"}
    assert tables.estimates.select(*NUMBERS, "answers").null_count().row(0) == (tables.estimates.height,) * 7


def test_fewer_than_ten_offered_show_nothing():
    assert figure(protect_survey(people(9, codes=(1, 3)), offered_per_answer=1), "share_positive")["status"] == "c"


def test_unknown_offered_waive_that_limit():
    assert figure(protect_survey(people(9, codes=(1, 3)), offered_per_answer=None), "share_positive")["status"] == "s"


def test_unanimity_reads_as_a_limit_and_hides_the_details():
    tables = protect_survey(people(12))
    row = figure(tables, "share_positive")
    assert (row["value"], row["status"], row["numerator"], row["denominator"], row["low"]) == (
        91.0,
        "ge",
        None,
        12,
        None,
    )
    assert {figure(tables, s)["status"] for s in ("distribution:1", "share_negative")} == {"c"}
    assert figure(tables, "no_opinion_share")["status"] == ""


def test_unanimity_at_the_other_end_is_mirrored():
    row = figure(protect_survey(people(8, codes=(3,))), "share_positive")
    assert (row["value"], row["status"], row["denominator"]) == (13.0, "le", None)


def test_gender_x_never_has_a_row_of_its_own():
    responses = pl.concat([people(20, codes=(1, 3)), people(20, gender="X", codes=(1, 3))])
    estimates = estimate_plainly(responses)
    x = estimates.filter(pl.col("gender") == "K").with_columns(gender=pl.lit("X"))
    tables = protect(pl.concat([estimates, x]), None, count_population(responses), DEFAULT, totals=TOTALS)
    assert set(tables.estimates["gender"]) == {"K", None}
    assert figure(tables, "share_positive", organisation="o0")["denominator"] == 40


def test_few_of_gender_x_hide_one_of_the_others():
    responses = pl.concat([people(30, codes=(1, 3)), people(30, gender="M", codes=(1, 3)), people(3, gender="X")])
    tables = protect_survey(responses)
    shown = {g: figure(tables, "share_positive", organisation="o0", gender=g)["status"] for g in ("K", "M", None)}
    assert sorted(shown.values()) == ["", "", "c"]
    assert shown[None] == ""


def test_domains_without_answers_say_so():
    responses = people(12, codes=(1, 3))
    estimates = estimate_plainly(responses)
    empty = estimates.filter(pl.col("unit") == "u0").with_columns(
        unit=pl.lit("u9"), answers=pl.lit(0, dtype=pl.Int64), status=pl.lit("w"), value=pl.lit(None, dtype=pl.Float64)
    )
    tables = protect(pl.concat([estimates, empty]), None, count_population(responses), DEFAULT, totals=TOTALS)
    rows = tables.estimates.filter(pl.col("unit") == "u9")
    assert set(rows["status"]) == {"w"}
    assert rows["answers"].unique().to_list() == [0]


def test_domains_that_nothing_is_known_of_are_withheld():
    estimates = estimate_plainly(people(12, codes=(1, 3))).with_columns(organisation=pl.lit("elsewhere"))
    population = count_population(people(12, codes=(1, 3)))
    assert set(protect(estimates, None, population, DEFAULT).estimates["status"]) == {"c"}


def test_published_figures_pass_untouched():
    row = {
        "round": "r",
        "organisation": "o0",
        "item": "i0",
        "statistic": "share_positive",
        "value": 87.5,
        "answers": 3,
        "source": "Kolada",
        "status": "published",
    }
    published = pl.DataFrame([row], schema={c: k for c, k in ESTIMATE_SCHEMA.items() if c in row})
    tables = protect(published, None, count_population(people(4)), DEFAULT)
    assert tables.estimates.select(*row).rows(named=True) == [row]


def test_an_item_that_few_are_asked_hides_nothing_of_the_others():
    asked = people(40, codes=(1, 3)).with_columns(i1=pl.Series([1, 3, 1] + [None] * 37, dtype=pl.Int64))
    together = protect_survey(asked)
    apart = protect_survey(asked, tables={"i1": "received help"})
    assert figure(together, "share_positive")["status"] == "c"
    assert figure(apart, "share_positive")["status"] == ""
    assert figure(apart, "share_positive", item="i1")["status"] == "c"


def test_items_of_another_target_group_say_so_even_in_a_hidden_domain():
    few = people(4, codes=(1, 3)).with_columns(target_group=pl.lit("b"))
    others = people(30, unit="u1", codes=(1, 3)).with_columns(target_group=pl.lit("b"))
    asked = people(30, codes=(1, 3)).with_columns(i1=pl.Series([1, 3] * 15))
    responses = pl.concat([asked, *(p.with_columns(i1=pl.lit(None, dtype=pl.Int64)) for p in (few, others))])
    population = count_population(responses)
    estimates = estimate_plainly(responses).with_columns(status=pl.col("status").replace("w", "z"))
    tables = protect(estimates, None, population, DEFAULT, totals=TOTALS, tables={"i1": "only a"})
    small = {"organisation": "o0", "unit": "u0", "target_group": "b"}
    assert figure(tables, "share_positive", **small)["status"] == "c"
    assert figure(tables, "share_positive", item="i1", **small)["status"] == "z"


def test_an_item_that_asks_for_a_key_is_not_a_way_round_it():
    responses = people(40, codes=(1, 3), item="gender_")
    estimates = estimate_plainly(responses).with_columns(item=pl.col("item").replace("gender_", "gender"))
    population = count_population(responses).with_columns(item=pl.lit("gender"))
    tables = protect(estimates, None, population, DEFAULT, totals=TOTALS)
    assert set(tables.estimates.filter(pl.col("item") == "gender")["status"]) == {"c"}


def test_figures_of_several_items_stand_as_the_weakest():
    responses = people(40, codes=(1, 3)).with_columns(i1=pl.Series([1, 3] * 4 + [None] * 32, dtype=pl.Int64))
    mean = {"item": "area:x", "statistic": "area_mean"}
    estimates = estimate_plainly(responses)
    area = estimates.filter(pl.col("item") == "i0", pl.col("statistic") == "share_positive").with_columns(
        **{k: pl.lit(v) for k, v in mean.items()}
    )
    stacked, population = pl.concat([estimates, area]), count_population(responses)
    options = {"totals": TOTALS, "tables": {"i1": "other"}}
    both = protect(stacked, None, population, DEFAULT, parts={"area:x": ["i0", "i1"]}, **options)
    one = protect(stacked, None, population, DEFAULT, parts={"area:x": ["i0"]}, **options)
    unsaid = protect(stacked, None, population, DEFAULT, **options)
    statuses = [figure(t, "area_mean", item="area:x")["status"] for t in (both, one, unsaid)]
    assert statuses == ["c", "", "c"]


def test_agreement_on_an_item_without_positive_categories_is_withheld():
    responses = people(30, codes=(2,))
    population = count_population(responses).with_columns(positive=pl.lit(None, dtype=pl.Int64))
    estimates = estimate_plainly(responses).filter(~pl.col("statistic").str.starts_with("share"))
    tables = protect(estimates, None, population, DEFAULT, totals=TOTALS)
    assert figure(tables, "distribution:2")["status"] == "c"
    assert figure(tables, "answers", item="")["status"] == ""


def test_the_policy_decides_the_limits():
    responses = people(9, codes=(1, 3))
    assert figure(protect_survey(responses, Policy(full=9)), "share_positive")["status"] == ""
    assert figure(protect_survey(responses, Policy(minimum=10)), "share_positive")["status"] == "c"


def test_nothing_that_is_shown_differs_from_what_was_counted():
    responses = draw_answers(n=250, units=3, groups=3, items=2, seed=5)
    estimates = estimate_plainly(responses)
    tables = protect(estimates, None, count_population(responses), DEFAULT, totals=TOTALS)
    assert tables.estimates.select(KEYS).equals(estimates.select(KEYS))
    full = tables.estimates["status"] == ""
    assert 0 < full.sum() < len(full)
    assert_frame_equal(tables.estimates.filter(full).drop("answers"), estimates.filter(full).drop("answers"))
    kept = tables.estimates["answers"].is_not_null()
    assert tables.estimates["answers"].filter(kept).equals(estimates["answers"].filter(kept))
    small = tables.estimates["status"] == "s"
    assert ((tables.estimates["value"] - estimates["value"]).filter(small).drop_nulls().abs() <= 0.5).all()
    least = tables.estimates["status"] == "ge"
    assert (tables.estimates["value"] <= estimates["value"]).filter(least).all()


def test_the_same_answers_give_the_same_pattern_in_any_order():
    responses = draw_answers(n=250, units=3, groups=3, items=2, seed=6)
    tables = [
        protect(estimate_plainly(r), None, count_population(r).sample(fraction=1, shuffle=True, seed=i), DEFAULT)
        for i, r in enumerate((responses, responses.sample(fraction=1, shuffle=True, seed=9)))
    ]
    first, second = (t.estimates.sort(KEYS) for t in tables)
    assert_frame_equal(first, second)


def test_a_protected_table_cannot_be_put_together_by_hand():
    empty = pl.DataFrame(schema=ESTIMATE_SCHEMA)
    with pytest.raises(Failure, match="D105"):
        ProtectedTables(empty, empty, DEFAULT)


def test_a_selection_of_a_protected_table_is_protected():
    tables = protect_survey(people(12, codes=(1, 3)))
    part = tables.keep(pl.col("unit").is_null(), statistics=["share_positive", "distribution"])
    assert set(part.estimates["statistic"]) == {"share_positive", *(f"distribution:{c}" for c in (1, 2, 3, 4))}
    assert part.estimates["unit"].null_count() == part.estimates.height


def test_nothing_in_gives_nothing_out():
    responses = people(12)
    tables = protect(pl.DataFrame(schema=ESTIMATE_SCHEMA), None, count_population(responses), DEFAULT)
    assert tables.estimates.is_empty()
    assert tables.comparisons.is_empty()
