"""Drivers and reliability of samples drawn in strata and clusters: errors of whole units, and too few of them."""

import numpy as np
import polars as pl
import pytest
from survey_answers import INSTRUMENT, counted

from genklang.estimation.designed import Design
from genklang.estimation.driver_errors import find_reaches
from genklang.estimation.drivers import place_drivers
from genklang.estimation.estimate import estimate, estimate_declared
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.moments import moments_of_drivers, outcome_and_predictors
from genklang.estimation.pairing import draw_sums

HOMES = Domains(("round", "organisation"))
CLUSTERS = Design(cluster=("unit",))
DRIVERS = ["relative_weight", "driver_effect", "explained_variance"]


def people(seed, *, units=24, each=12, alike=1.0, **keys):
    """Return answers of people in units that differ; `alike`: how much those of a unit have in common."""
    random = np.random.default_rng(seed)
    rows = []
    for unit in range(units):
        lift, bend = alike * random.normal(size=2)
        for _ in range(each):
            contact, reply = random.normal(size=2) + lift
            judged = (0.7 + 0.3 * bend) * contact + 0.3 * reply + 0.6 * random.normal() + lift
            marks = [int(np.clip(round(6 + 2 * judged + random.normal()), 1, 10)) for _ in range(2)]
            eased = [int(np.clip(round(2.5 - x), 1, 4)) for x in (contact, reply)]
            answers = dict(zip(("satisfied", "expected", "contact", "reply"), (*marks, *eased), strict=True))
            rows.append({"unit": f"u{unit}"} | answers | keys)
    return rows


def place(stats):
    frame = roll_up(stats, [("round",)])
    sums = draw_sums(stats, frame, CLUSTERS, domains=frame)
    matrix, _ = outcome_and_predictors(INSTRUMENT)
    return sums, [place_drivers(moments.combine(matrix)) for moments in moments_of_drivers(sums)]


def test_the_linearised_error_is_that_of_leaving_out_one_unit_at_a_time():
    rows = people(1, units=40)
    sums, points = place(counted(rows))
    (reach,) = find_reaches(sums.drawn, sums, points)
    left = [place(counted([r for r in rows if r["unit"] != f"u{u}"]))[1][0].figures for u in range(40)]
    jackknife = np.sqrt(39 / 40 * ((np.array(left) - np.mean(left, axis=0)) ** 2).sum(axis=0))
    assert reach / 2.0227 == pytest.approx(jackknife, rel=0.15)


def test_units_that_differ_make_drivers_less_sure():
    stats = counted(people(2))
    plain, drawn = (estimate(stats, DRIVERS, HOMES, design=d) for d in (None, CLUSTERS))
    assert drawn["value"].equals(plain["value"])
    width = (drawn["high"] - drawn["low"]) / (plain["high"] - plain["low"])
    assert width.drop_nulls().len() == 4
    assert (width.drop_nulls() > 1.1).all()
    assert set(drawn["interval"]) == {"process"}


def test_fewer_units_than_drivers_need_tell_nothing_of_them():
    rows = people(3, units=2, each=60)
    assert not estimate(counted(rows), DRIVERS, HOMES).is_empty()
    assert estimate(counted(rows), DRIVERS, HOMES, design=CLUSTERS).is_empty()


def test_strata_are_followed_where_answers_name_them_and_nowhere_else():
    rows = [row | {"stratum": "ab"[int(row["unit"][1:]) % 2]} for row in people(4)]
    plain = people(5, organisation="B")
    found = estimate_declared(counted(rows + plain), [*DRIVERS, "reliability"], HOMES)
    alone = estimate_declared(counted(plain), [*DRIVERS, "reliability"], HOMES)
    assert found.filter(pl.col("organisation") == "B").equals(alone)
    as_one = estimate(counted(rows), [*DRIVERS, "reliability"], HOMES)
    own = found.filter(pl.col("organisation") == "A")
    assert own["value"].equals(as_one["value"])
    assert not own["low"].equals(as_one["low"])
    assert ((own["high"] - own["low"]) / (as_one["high"] - as_one["low"])).drop_nulls().is_between(0.8, 1.25).all()


@pytest.mark.parametrize("design", [Design(), CLUSTERS])
def test_reliability_of_people_drawn_one_by_one_is_the_same_and_of_units_that_differ_less_sure(design):
    stats = counted(people(6, alike=0 if design == Design() else 1.5))
    plain, drawn = (estimate(stats, "reliability", HOMES, design=d) for d in (None, design))
    assert drawn["value"].equals(plain["value"])
    width = ((drawn["high"] - drawn["low"]) / (plain["high"] - plain["low"])).to_numpy()
    assert np.isfinite(width).all()
    assert width == pytest.approx(1, abs=0.02) if design == Design() else (width > 1.05).all()


def test_reliability_of_one_unit_has_a_wide_interval_and_no_gap():
    found = estimate(counted(people(7, units=1, each=40)), "reliability", HOMES, design=CLUSTERS)
    plain = estimate(counted(people(7, units=1, each=40)), "reliability", HOMES)
    assert not any(series.is_nan().any() for series in found.select(pl.col(pl.Float64)))
    assert (found["low"] < plain["low"]).all()
