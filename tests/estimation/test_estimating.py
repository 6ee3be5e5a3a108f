"""Estimates of domains: which there are, what they hold, and the population behind them."""

import polars as pl
import pytest
from survey_answers import answered, counted, figure, offered

from genklang.errors import Failure
from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains
from genklang.estimation.population import population
from genklang.estimation.statistic import all_statistics
from genklang.tables.estimate import ESTIMATE_SCHEMA, POPULATION_SCHEMA

ROWS = [
    *answered(6, 2, unit="east", target_group="adults", gender="K"),
    *answered(3, 1, unit="east", target_group="youths", gender="M"),
    *answered(1, 1, unit="west", target_group="homes", gender="X"),
    *answered(5, 0, unit="north", target_group="adults", gender="M", organisation="B"),
]


def test_by_all_keys_there_are_only_the_finest_domains():
    found = estimate(counted(ROWS), "share_positive", Domains(("round", "organisation", "unit")))
    assert found.filter(pl.col("item") == "contact")["unit"].to_list() == ["east", "west", "north"]
    assert found.schema == pl.Schema(ESTIMATE_SCHEMA)


def test_margins_keep_rounds_apart_and_units_in_their_organisation():
    margins = Domains(margins=True).list_margins()
    assert len(margins) == 12
    assert all(m[0] == "round" for m in margins)
    assert all("organisation" in m for m in margins if "unit" in m)


def test_without_any_key_there_is_one_domain():
    row = figure(estimate(counted(ROWS), "answers", Domains(())), round=None)
    assert row["value"] == 19.0


@pytest.mark.parametrize("keys", [("unit",), ("round", "channel")])
def test_keys_that_no_figure_is_given_by_are_refused(keys):
    with pytest.raises(Failure, match="E102 by"):
        Domains(keys)


def test_an_unknown_statistic_is_refused_with_those_there_are():
    with pytest.raises(Failure, match=r"E103 median: there is no statistic of this name. Choose one of: aapor, "):
        estimate(counted(ROWS), "median", Domains())


def test_several_statistics_stand_in_one_table():
    found = estimate(counted(ROWS), ["share_positive", "share_negative"], Domains(("round",)))
    assert set(found["statistic"]) == {"share_positive", "share_negative"}


def test_every_statistic_works_where_nothing_was_answered():
    found = estimate(counted([{"contact": None}]), list(all_statistics()), Domains(margins=True))
    assert found.filter(pl.col("statistic") != "answers")["value"].drop_nulls().unique().to_list() == [100.0]
    assert set(found["status"]) == {"", "w"}


def test_no_responses_at_all_give_no_figures():
    assert estimate(counted([]), ["share_positive", "nki"], Domains(margins=True)).is_empty()


def test_the_names_of_parts_are_their_files():
    assert all(name == part.name for name, part in all_statistics().items())


def test_the_population_holds_every_domain_and_item_with_its_own_base():
    rows = [*ROWS, {"unit": "west", "target_group": "homes", "gender": "X", "contact": -2, "satisfied": 7}]
    found = population(counted(rows), offered({"unit": "east", "offered": 20}, {"unit": "west", "offered": 6}))
    assert found.schema == pl.Schema(POPULATION_SCHEMA)
    home = figure(found, organisation="A", unit="west", target_group="homes", gender="X", item="contact")
    assert (home["positive"], home["base"], home["answers"]) == (1, 2, 3)
    index = figure(found, organisation="A", unit="west", item="satisfied")
    assert (index["positive"], index["base"], index["offered"]) == (None, 1, 6)
    assert figure(found, organisation="A", item="contact")["offered"] == 26
    assert figure(found, item="contact")["offered"] is None
    assert figure(found, target_group="people", item="contact")["base"] == 17


def test_offered_by_group_serves_the_declared_total():
    known = [{"target_group": g, "offered": n} for g, n in (("adults", 20), ("youths", 10), ("homes", 4))]
    rates = estimate(counted(ROWS[:14]), "response_rate", Domains(margins=True), offered(*known))
    assert figure(rates, organisation="A", target_group="people")["value"] == 40.0
    assert figure(rates, organisation="A")["denominator"] == 34


def test_offered_by_gender_does_not_trip_over_another_gender():
    known = [{"gender": g, "offered": 10} for g in ("K", "M")]
    rates = estimate(
        counted(ROWS[:14]), "response_rate", Domains(("round", "organisation", "gender"), margins=True), offered(*known)
    )
    assert figure(rates, organisation="A", gender="K")["value"] == 80.0
    assert figure(rates, organisation="A")["value"] == 70.0


def test_an_answer_without_a_unit_does_not_spoil_the_whole():
    rows = [*answered(4, 1, unit="east"), *answered(1, 0)]
    rates = estimate(counted(rows), "response_rate", Domains(margins=True), offered({"unit": "east", "offered": 10}))
    assert figure(rates, organisation="A")["value"] == 60.0
