"""Golden values from R's survey (`contrasts.R`): differences within a sample, and between rounds of the same units."""

import csv
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import stdtrit

sys.path.append(str(Path(__file__).parents[1] / "estimation"))

from survey_answers import INSTRUMENT, counted

from genklang.analysis import relative_weights
from genklang.estimation.alpha_errors import spread_alpha
from genklang.estimation.compare import compare_complement, compare_previous
from genklang.estimation.contrast import evaluate_process
from genklang.estimation.covariance import covary
from genklang.estimation.designed import Design
from genklang.estimation.driver_errors import find_reaches
from genklang.estimation.drivers import place_drivers
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.linear import score_hundred
from genklang.estimation.moments import moments_of_drivers, outcome_and_predictors
from genklang.estimation.pairing import draw_sums
from genklang.estimation.plan import index_items
from genklang.tables.keys import DOMAIN_KEYS, WEIGHT_ONE

HERE = Path(__file__).parent
GOLDEN = {
    row["name"]: float(row["value"])
    for row in csv.DictReader((HERE / "contrasts.csv").read_text(encoding="utf-8").splitlines())
}
ANSWERS = pl.read_csv(HERE / "clustered.csv", null_values="NA", schema_overrides={"round": pl.String})
EXACT = 1e-8
DESIGNS = {
    "one by one": Design(),
    "strata": Design(("stratum",)),
    "clusters": Design(cluster=("unit",)),
    "clusters in strata": Design(("stratum",), ("unit",)),
}
FIGURES = {"yes": ("share_positive", "contact"), "score": ("mean_score", "contact"), "index": ("nki", "")}
SIDES = {"target_group": ("adults", "youths"), "round": ("2022", "2021")}


def count_answers(*, by):
    """Return the counts: of one round where groups are compared, of two where rounds are."""
    frame = ANSWERS if by == "round" else ANSWERS.with_columns(round=pl.lit("2022"))
    weights = (pl.col("weight") * WEIGHT_ONE).cast(pl.Int64).alias("weight_class")
    return counted(frame.with_columns(weights).drop("weight").to_dicts())


def evaluate_side(stats, value, by, design, variable):
    keys = {"round": "2022"} | {by: value}
    domain = pl.DataFrame([dict.fromkeys(DOMAIN_KEYS) | keys], schema=dict.fromkeys(DOMAIN_KEYS, pl.String))
    frame = roll_up(stats, [("round", "target_group") if by == "target_group" else ("round",)])
    sums = draw_sums(stats, frame.filter(pl.col(by) == value), design, domains=domain)
    statistic, item = FIGURES[variable]
    return next(f for f in evaluate_process(sums, statistic) if f.item == item)


@pytest.mark.parametrize("by", SIDES)
@pytest.mark.parametrize("variable", FIGURES)
@pytest.mark.parametrize("name", DESIGNS)
def test_the_error_of_a_difference(name, variable, by):
    stats = count_answers(by=by)
    design = DESIGNS[name]
    if by == "round" and design.cluster:
        design = Design(design.strata, design.cluster, is_panel=True)
    own, other = (evaluate_side(stats, value, by, design, variable) for value in SIDES[by])
    shared, _ = covary(own.spread, other.spread)
    error = np.sqrt(own.spread.variance + other.spread.variance - 2 * shared)[0]
    unit, golden = own.unit, f"{name} {variable} {by}"
    times = 100 if variable == "yes" else 1
    assert own.value[0] - other.value[0] == pytest.approx(times * GOLDEN[f"{golden} difference"], rel=EXACT)
    assert unit * error == pytest.approx(times * GOLDEN[f"{golden} error"], rel=EXACT)


@pytest.mark.parametrize("name", DESIGNS)
def test_comparisons_have_the_interval_that_goes_with_it(name):
    statistics = {statistic: variable for variable, (statistic, _) in FIGURES.items()}
    within = compare_complement(
        count_answers(by="target_group"),
        list(statistics),
        Domains(("round", "target_group")),
        axis="target_group",
        design=DESIGNS[name],
    ).filter(pl.col("target_group") == "adults")
    between = compare_previous(count_answers(by="round"), list(statistics), Domains(("round",)), design=DESIGNS[name])
    for by, found in (("target_group", within), ("round", between)):
        for statistic, variable in statistics.items():
            row = found.filter(pl.col("statistic") == statistic, pl.col("item") == FIGURES[variable][1]).row(
                0, named=True
            )
            times = 100 if variable == "yes" else 1
            golden = f"{name} {variable} {by}"
            assert row["difference"] == pytest.approx(times * GOLDEN[f"{golden} difference"], rel=EXACT)
            reach = (row["high"] - row["low"]) / 2 / times / GOLDEN[f"{golden} error"]
            assert 1.85 < reach < 2.2


def reach_drivers(name):
    """Return the drivers of all answers and how far their limits reach, by a design."""
    stats = count_answers(by="target_group")
    frame = roll_up(stats, [("round",)])
    sums = draw_sums(stats, frame, DESIGNS[name], domains=frame)
    matrix, _ = outcome_and_predictors(INSTRUMENT)
    points = [place_drivers(moments.combine(matrix)) for moments in moments_of_drivers(sums)]
    (reach,) = find_reaches(sums.drawn, sums, points)
    return points, reach


@pytest.mark.parametrize("name", ["clusters", "clusters in strata"])
def test_the_error_of_a_regression_effect(name):
    points, reach = reach_drivers(name)
    degrees = {"clusters": 19, "clusters in strata": 18}[name]
    for place, term in enumerate(("c100", "r100"), 2):
        assert points[0].figures[place] == pytest.approx(GOLDEN[f"{name} slope {term}"], rel=EXACT)
        error = reach[place] / -stdtrit(degrees, 0.025)
        assert error == pytest.approx(GOLDEN[f"{name} slope error {term}"], rel=EXACT)


@pytest.mark.parametrize("name", ["one by one", "strata"])
def test_the_error_of_an_effect_from_normal_scores_is_near_that_of_the_answers_themselves(name):
    _, reach = reach_drivers(name)
    golden = [GOLDEN[f"{name} slope error {term}"] for term in ("c100", "r100")]
    assert reach[2:] / 1.97 == pytest.approx(golden, rel=0.12)


@pytest.mark.parametrize("name", ["clusters", "clusters in strata", "one by one"])
def test_the_error_of_alpha(name):
    stats = count_answers(by="target_group")
    frame = roll_up(stats, [("round",)])
    sums = draw_sums(stats, frame, DESIGNS[name], domains=frame)
    parts = [score_hundred(item) for item in index_items(INSTRUMENT)]
    x, y = (ANSWERS[c].to_numpy() for c in ("satisfied", "expected"))
    moments = np.cov(x, y, aweights=ANSWERS["weight"], bias=True) * (100 / 9) ** 2 * len(x) / (len(x) - 1)
    own, shared = np.array([np.trace(moments)]), np.array([moments[0, 1]])
    error = np.sqrt(spread_alpha(sums, sums.drawn, parts, own, shared).variance)[0]
    # Where no clusters were drawn, the cube knows no fourth moments: scores are taken as normal.
    exact = EXACT if DESIGNS[name].cluster else 0.12
    assert 2 * (1 - own / (own + 2 * shared)) == pytest.approx(GOLDEN[f"{name} alpha"], rel=EXACT)
    assert error == pytest.approx(GOLDEN[f"{name} alpha error"], rel=exact)


@pytest.mark.parametrize("name", DESIGNS)
def test_the_error_of_a_regression_effect_from_a_frame(name):
    scores = {"c100": (4 - pl.col("contact")) / 3 * 100, "r100": (4 - pl.col("reply")) / 3 * 100}
    index = ((pl.col("satisfied") + pl.col("expected")) / 2 - 1) / 9 * 100
    frame = ANSWERS.with_columns(index=index, **scores)
    design = DESIGNS[name]
    keys = {"strata": design.strata, "cluster": design.cluster, "weight": "weight"}
    found = relative_weights(frame, "index", list(scores), **keys)
    heard = frame.drop_nulls(["contact", "reply"]).height
    degrees = {"one by one": heard - 1, "strata": heard - 2, "clusters": 19, "clusters in strata": 18}[name]
    for term, effect, high in found.select("predictor", "effect", "effect_high").iter_rows():
        assert effect == pytest.approx(GOLDEN[f"{name} slope {term}"], rel=EXACT)
        error = (high - effect) / -stdtrit(degrees, 0.025)
        assert error == pytest.approx(GOLDEN[f"{name} slope error {term}"], rel=EXACT)
