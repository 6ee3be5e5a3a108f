"""Laws of counting: the plain counter is the truth, whatever the engine, the order and the parts."""

import duckdb
import polars as pl
import pytest
from counting_laws import INSTRUMENT, PLAN, frame, many
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from genklang.estimation.estimate import estimate, sum_domains
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.plan import ANSWERED, RESPONSES
from genklang.estimation.reference import count_plainly
from genklang.estimation.statistic import all_statistics
from genklang.estimation.sufficient import SufficientStatistics, collect, merge
from genklang.tables.keys import DOMAIN_KEYS, NOT_ASKED, WEIGHT_ONE

LATTICE = Domains(margins=True)


def plainly(responses: list[dict[str, object]]) -> pl.DataFrame:
    cells = count_plainly(responses, PLAN)
    rows = [dict(zip(PLAN.keys, key, strict=True)) | counts for key, counts in cells.items()]
    schema = dict.fromkeys(PLAN.keys, pl.String) | {"weight_class": pl.Int64} | dict.fromkeys(PLAN.names, pl.Int64)
    return pl.DataFrame(rows, schema=schema).sort(PLAN.keys)


def on_duckdb(responses: pl.DataFrame) -> SufficientStatistics:
    with duckdb.connect() as connection:
        connection.register("responses", responses.to_arrow())
        return collect(connection.table("responses"), PLAN)


ENGINES = {
    "polars lazily": lambda f: collect(f.lazy(), PLAN),
    "polars at once": lambda f: collect(f, PLAN),
    "pyarrow": lambda f: collect(f.to_arrow(), PLAN),
    "duckdb": on_duckdb,
}


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=15, deadline=None)
@given(responses=many(weights=(WEIGHT_ONE, 500_000)))
def test_every_engine_gives_the_counts_of_the_plain_counter(engine, responses):
    counted = ENGINES[engine](frame(responses)).cells
    assert_frame_equal(counted.with_columns(pl.col(PLAN.names).cast(pl.Int64)), plainly(responses))


@settings(max_examples=25, deadline=None)
@given(responses=many(), random=st.randoms(use_true_random=False))
def test_the_order_of_responses_does_not_matter(responses, random):
    shuffled = random.sample(responses, len(responses))
    assert_frame_equal(collect(frame(responses), PLAN).cells, collect(frame(shuffled), PLAN).cells)


@settings(max_examples=25, deadline=None)
@given(first=many(), second=many(), third=many())
def test_merging_parts_in_any_order_is_counting_the_whole(first, second, third):
    a, b, c = (collect(frame(part), PLAN) for part in (first, second, third))
    whole = collect(frame(first + second + third), PLAN).cells
    for merged in (merge(merge(a, b), c), merge(a, merge(b, c)), merge(merge(c, a), b)):
        assert_frame_equal(merged.cells, whole)


@settings(max_examples=25, deadline=None)
@given(responses=many())
def test_those_not_asked_are_the_rest_of_the_responses(responses):
    cells = collect(frame(responses), PLAN).cells
    for item, opinions in (("contact", [1, 2, 3, 4]), ("satisfied", range(1, 11))):
        parts = [f"{item}={code}" for code in (*opinions, -1, "blank")]
        rest = cells[RESPONSES] - cells.select(pl.sum_horizontal(parts)).to_series()
        assert (rest >= 0).all()
        assert rest.sum() == sum(row[item] == NOT_ASKED for row in responses)


@settings(max_examples=25, deadline=None)
@given(responses=many())
def test_parts_add_up_to_the_whole_on_every_margin(responses):
    sums = roll_up(collect(frame(responses), PLAN), LATTICE.list_margins())
    for key in ("gender", "unit"):
        others = [k for k in DOMAIN_KEYS if k != key]
        parts = sums.filter(pl.col(key).is_not_null()).group_by(others).agg(pl.col(PLAN.names).sum())
        whole = sums.filter(pl.col(key).is_null()).select(*others, *PLAN.names)
        met = parts.join(whole, on=others, nulls_equal=True, how="left", suffix=" whole")
        assert all((met[name] == met[f"{name} whole"]).all() for name in PLAN.names)


@settings(max_examples=25, deadline=None)
@given(responses=many())
def test_a_declared_total_is_the_sum_of_its_groups(responses):
    sums = roll_up(collect(frame(responses), PLAN), [("round", "target_group")])
    groups = sums.filter(pl.col("target_group").is_in(INSTRUMENT.totals[0].groups))
    total = sums.filter(pl.col("target_group") == "people")
    for key in ("round",):
        assert_frame_equal(
            groups.group_by(key).agg(pl.col(PLAN.names).sum()).sort(key), total.select(key, *PLAN.names).sort(key)
        )


@settings(max_examples=15, deadline=None)
@given(responses=many())
def test_weights_of_one_change_no_figure(responses):
    plain = collect(frame(responses), PLAN)
    heavy = frame([r | {"weight_class": 3 * WEIGHT_ONE} for r in responses])
    names = ["share_positive", "nki", "area_mean", "mean_score", "distribution"]
    once, thrice = (estimate(s, names, LATTICE) for s in (plain, collect(heavy, PLAN)))
    assert_frame_equal(once.drop("low", "high"), thrice.drop("low", "high"))


@settings(max_examples=15, deadline=None)
@given(responses=many(weights=(WEIGHT_ONE, 250_000, 1_700_000, 0)))
def test_no_figure_is_ever_not_a_number(responses):
    stats = collect(frame(responses), PLAN)
    figures = estimate(stats, all_statistics(), LATTICE)
    for column in ("value", "low", "high"):
        assert figures[column].is_nan().sum() == 0
    assert (figures["value"].is_null() == figures["status"].is_in(["w", "z"])).all()
    assert figures.filter(
        (pl.col("low") > pl.col("value") + 1e-9) | (pl.col("high") < pl.col("value") - 1e-9)
    ).is_empty()


@settings(max_examples=15, deadline=None)
@given(responses=many())
def test_genders_add_up_to_everyone(responses):
    sums = sum_domains(collect(frame(responses), PLAN), [("round", "gender"), ("round",)], None)
    whole = sums["gender"].is_null()
    assert sums.filter(whole)[ANSWERED].sum() == sums.filter(~whole)[ANSWERED].sum()
