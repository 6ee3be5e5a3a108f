"""Figures of a store as its sample was drawn: strata, clusters, weights for non-response, and what became of cases."""

import polars as pl
import pytest

from genklang.analysis import ReportRequest, estimate, import_answers, report, write_simulation
from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT
from genklang.errors import Failure
from genklang.store.open import read_offered
from genklang.tables.disposition import DISPOSITION_SCHEMA
from genklang.tables.schema import conform

HOMES = ("round", "organisation")


@pytest.fixture(scope="module")
def store(ifo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("by-design")
    made = write_simulation(ifo, folder / "a.csv", organisations=3, units=3, rounds=1, responses=900, seed=7)
    import_answers([made[0]], published=ifo, place=folder / "store", offered=made[1])
    return folder / "store"


def shares(store, **options):
    options = {"by": HOMES, "statistics": ["share_positive"], "protected": False} | options
    return estimate(store, **options)


def test_strata_keep_the_shares_and_move_the_limits(store):
    plain, drawn = shares(store), shares(store, strata=["unit"])
    assert drawn.drop("low", "high").equals(plain.drop("low", "high"))
    assert set(drawn["interval"]) == {"round"}
    assert (drawn["low"] != plain["low"]).any()
    assert ((drawn["high"] - drawn["low"]) / (plain["high"] - plain["low"])).is_between(0.7, 1.5).all()


def test_answers_that_name_their_stratum_declare_the_design(ifo, tmp_path):
    made = write_simulation(ifo, tmp_path / "a.csv", organisations=2, units=2, rounds=1, responses=600, seed=7)
    answers, offered = (pl.read_csv(path, infer_schema=False) for path in made[:2])
    north = pl.col("unit").rank("dense") % 2 == 0
    named = {"stratum": pl.when(north).then(pl.lit("north")).otherwise(pl.lit("south"))}
    weight = pl.when(north).then(pl.lit("1.5")).otherwise(pl.lit("0,5")).alias("weight")
    answers.with_columns(weight, **named).write_csv(made[0])
    offered.with_columns(**named).write_csv(made[1])
    place = tmp_path / "store"
    import_answers([made[0]], published=ifo, place=place, offered=made[1])
    drawn, plain = (shares(place, **options) for options in ({}, {"strata": ["target_group"]}))
    assert set(drawn["interval"]) == {"round"}
    assert drawn.equals(shares(place, strata=["organisation", "stratum"]))
    assert not drawn.equals(plain)
    (report_file, _) = report(place, tmp_path / "out", ReportRequest(formats=("html",), language="en"))
    words = report_file.read_text(encoding="utf-8")
    assert "drawn within groups (strata)" in words
    assert "Changes and differences are tested in the same way." in words
    assert "The answers are weighted" in words


def test_a_sample_of_units_is_about_more_than_the_round(store):
    drawn = shares(store, by=("round",), cluster=["unit"])
    assert set(drawn["interval"]) == {"process"}
    assert (drawn["low"] < drawn["value"]).all()


def test_weights_let_each_unit_stand_for_its_offered(store):
    weighed, by_unit = shares(store, weigh=["unit"]), shares(store, by=(*HOMES, "unit"))
    offered = read_offered(store).group_by("organisation", "unit").agg(pl.col("offered").sum())
    answers = by_unit.with_columns(weight=pl.col("denominator") / pl.col("answers"))
    joined = answers.join(offered, on=["organisation", "unit"]).with_columns(w=pl.col("weight") * pl.col("offered"))
    expected = joined.group_by("organisation", "item").agg(
        mean=(pl.col("value") * pl.col("w")).sum() / pl.col("w").sum()
    )
    both = weighed.join(expected, on=["organisation", "item"])
    assert both.height == weighed.height
    assert (both["value"] - both["mean"]).abs().max() < 1e-4


def test_protected_figures_may_be_weighed_and_drawn(store):
    found = estimate(store, by=HOMES, strata=["target_group"], weigh=["target_group"])
    assert found.filter(pl.col("status") == "")["low"].drop_nulls().len() > 0


def test_what_became_of_cases_gives_the_six_rates(store):
    home = estimate(store, by=HOMES, statistics=["answers"], protected=False).row(0, named=True)
    counts = {"I": int(home["value"]), "R": 100, "UO": 50, "NE": 20}
    place = {"round": home["round"], "organisation": home["organisation"]}
    cases = pl.DataFrame([place | {"disposition": d, "cases": n} for d, n in counts.items()], schema=DISPOSITION_SCHEMA)
    found = estimate(store, by=HOMES, statistics=["aapor"], dispositions=cases, protected=False)
    rates = dict(found.select("statistic", "value").iter_rows())
    answered = counts["I"]
    assert rates["aapor:RR1"] == pytest.approx(100 * answered / (answered + 150))
    assert rates["aapor:RR6"] == pytest.approx(100 * answered / (answered + 100))
    assert rates["aapor:RR5"] > rates["aapor:RR3"] > rates["aapor:RR1"]


def test_rates_are_printed_where_the_response_rate_is(store, ifo):
    by = ("round", "organisation", "unit", "target_group")
    plain = estimate(store, by=by, statistics=["answers"], margins=True, protected=False)
    own = plain.filter(pl.col("unit").is_not_null() & pl.col("target_group").is_not_null())
    places = own.filter(~pl.col("target_group").is_in(["ifo"])).select(
        *by, "gender", cases=pl.col("value").cast(pl.Int64)
    )
    parts = [
        places.with_columns(disposition=pl.lit("I"), cases=pl.col("cases") - 1),
        places.with_columns(disposition=pl.lit("P"), cases=pl.lit(1, pl.Int64)),
        places.with_columns(disposition=pl.lit("R"), cases=pl.lit(20, pl.Int64)),
    ]
    cases = conform(pl.concat(parts), DISPOSITION_SCHEMA)
    rates = ["answers", "response_rate", "nonresponse", "aapor"]
    found = estimate(store, by=by, statistics=rates, dispositions=cases, margins=True)
    shown = {
        name: set(rows.filter(status="").select(by).rows())
        for (name,), rows in found.group_by("statistic", maintain_order=True)
    }
    assert shown["nonresponse"] == shown["response_rate"]
    assert shown["aapor:RR2"] == shown["response_rate"]
    assert shown["aapor:RR1"] <= shown["aapor:RR2"]
    assert found.filter(pl.col("status") == "c", pl.col("numerator").is_not_null()).is_empty()
    assert len(shown["response_rate"]) > 10
    totals = {total.code: total.groups for total in ifo.instrument.totals}
    assert attack([found], DEFAULT, totals=totals) == []
    away = pl.col("unit").is_not_null() & (pl.col("target_group") == own["target_group"][0])
    one = found.filter(pl.col("statistic") == "aapor:RR2", away, pl.col("status") == "").row(0, named=True)
    gone = pl.all_horizontal(pl.col(k).eq_missing(pl.lit(one[k])) for k in (*by, "gender"))
    hidden = found.with_columns(
        pl.when(~gone).then("numerator").alias("numerator"),
        status=pl.when(gone).then(pl.lit("c")).otherwise("status"),
        **{c: pl.when(~gone).then(c) for c in ("value", "answers", "denominator")},
    )
    assert any("cases" in leak.what for leak in attack([hidden], DEFAULT, totals=totals))


@pytest.mark.parametrize(("option", "code"), [({"strata": ["town"]}, "E228"), ({"weigh": ["stratum"]}, "E229")])
def test_keys_that_are_not_there_are_named(store, option, code):
    with pytest.raises(Failure, match=code):
        estimate(store, **option)
