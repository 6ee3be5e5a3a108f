"""The plan, the scan and the counts: what is counted, and what is refused."""

import dataclasses

import polars as pl
import pytest
from survey_answers import INSTRUMENT, PLAN, PUBLISHED, answered, counted, responses

from genklang.errors import Failure
from genklang.estimation.plan import ANSWERED, RESPONSES, plan_for
from genklang.estimation.sufficient import collect, merge
from genklang.instrument.model import PublishedInstrument
from genklang.tables.keys import STORE_KEYS, WEIGHT_ONE


def test_a_plan_without_pairs_counts_each_code_once():
    plan = plan_for(PUBLISHED, pairs=False)
    assert plan.keys == STORE_KEYS
    assert plan.names[:8] == (RESPONSES, ANSWERED, *(f"contact={c}" for c in (1, 2, 3, 4, -1)), "contact=blank")
    assert not [name for name in plan.names if "×" in name]


def test_pairs_are_within_the_index_and_within_an_area():
    pairs = {name.split(":")[0] for name in PLAN.names if "×" in name and not name.startswith("complete:")}
    assert pairs == {"satisfied×expected", "contact×reply positive", "contact×reply"}


def test_drivers_are_counted_over_those_who_gave_an_opinion_on_all():
    complete = [name for name in PLAN.names if name.startswith("complete:")]
    assert complete[:5] == ["complete:", *(f"complete:{i}" for i in ("satisfied", "expected", "contact", "reply"))]
    assert len(complete) == 1 + 4 + 10
    rows = [{"contact": 1, "reply": 2, "satisfied": 9, "expected": 8}, {"contact": 1, "satisfied": 9, "expected": -1}]
    cells = counted(rows).cells
    assert cells.select("complete:", "complete:contact×reply", "complete:satisfied×satisfied").row(0) == (1, 2, 81)


def test_free_text_and_gender_have_no_counters():
    gender = dataclasses.replace(INSTRUMENT.items[0], code="gender", area="", background=True)
    instrument = dataclasses.replace(INSTRUMENT, items=(*INSTRUMENT.items, gender))
    assert plan_for(PublishedInstrument(instrument, "0" * 64)).names == PLAN.names


def test_counts_are_whole_numbers_sorted_by_cell():
    stats = counted(answered(2, 1, unit="west") + answered(1, 0, unit="east"))
    assert stats.cells["unit"].to_list() == ["east", "west"]
    assert stats.cells["contact=1"].to_list() == [1, 2]
    assert {stats.cells.schema[name] for name in PLAN.names} == {pl.Int32, pl.Int64}


def test_a_large_sum_does_not_overflow():
    rows = responses([{"months": 1_500_000_000}] * 2)
    assert collect(rows, PLAN).cells.select("months+", "months+²").row(0) == (3 * 10**9, 45 * 10**17)


def test_rounds_come_in_the_order_of_their_periods():
    rows = [{"round": "b", "period": "2021", "contact": 1}, {"round": "a", "period": "2022", "contact": 1}]
    assert counted(rows).rounds == {"b": "2021", "a": "2022"}


def test_weights_are_noticed():
    assert not counted(answered(1, 1)).is_weighted
    assert counted([*answered(1, 1), {"contact": 1, "weight_class": WEIGHT_ONE // 2}]).is_weighted


def test_no_answers_are_no_cells():
    assert counted([]).cells.is_empty()


def test_answers_without_the_instruments_columns_are_refused():
    with pytest.raises(Failure, match=r"E104 responses: the answers lack the columns reply, months\."):
        collect(responses([]).drop("reply", "months"), PLAN)


def test_counts_of_two_instruments_are_not_added():
    other = plan_for(PublishedInstrument(dataclasses.replace(INSTRUMENT, version="3"), "0" * 64))
    with pytest.raises(Failure, match="E101 small"):
        merge(counted([]), collect(responses([]), other))
