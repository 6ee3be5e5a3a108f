"""Designs from the cube: strata, units as clusters, finite populations and weights, held against the frame's way."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_answers import answered, counted, figure, offered, responses

from genklang.analysis import estimate_mean, estimate_share
from genklang.errors import Failure
from genklang.estimation.declared import population_of
from genklang.estimation.designed import Design
from genklang.estimation.estimate import estimate, estimate_declared, estimate_designed
from genklang.estimation.lattice import Domains
from genklang.estimation.weigh import weigh_nonresponse, weigh_to_frame
from genklang.tables.keys import WEIGHT_ONE

WHOLE = Domains(("round",))
UNITS = Domains(("round", "organisation", "unit"), margins=True)
ANSWERS = st.fixed_dictionaries(
    {
        "contact": st.sampled_from([1, 2, 3, 4, -1, None]),
        "stratum": st.sampled_from(["north", "south"]),
        "unit": st.sampled_from(["u1", "u2", "u3", "u4"]),
        "weight_class": st.sampled_from([WEIGHT_ONE, 2 * WEIGHT_ONE, WEIGHT_ONE // 4]),
    }
)
DESIGNS = {
    "simple": (Design(), {}),
    "stratified": (Design(("stratum",)), {"strata": "stratum"}),
    "clusters": (Design(cluster=("unit",)), {"cluster": "unit"}),
    "clusters in strata": (Design(("stratum",), ("unit",)), {"strata": "stratum", "cluster": "unit"}),
}


def near(value):
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)


def sizes(**strata):
    return pl.DataFrame({"round": "2022", "stratum": list(strata), "population": list(strata.values())})


@pytest.mark.parametrize("name", DESIGNS)
@settings(max_examples=5, deadline=None)
@given(rows=st.lists(ANSWERS, min_size=2, max_size=30))
def test_the_cube_and_the_frame_agree(name, rows):
    design, keywords = DESIGNS[name]
    frame = responses(rows).with_columns(weight=pl.col("weight_class") / WEIGHT_ONE)
    for statistic, estimated in (
        ("share_positive", estimate_share(frame, "contact", {1, 2}, weight="weight", **keywords)),
        (
            "mean_score",
            estimate_mean(
                frame.with_columns(contact=5 - pl.col("contact").replace(-1, None)),
                "contact",
                weight="weight",
                **keywords,
            ),
        ),
    ):
        row = figure(estimate_designed(counted(rows), statistic, WHOLE, design), item="contact")
        assert row["value"] == near(estimated.value)
        assert row["standard_error"] == near(estimated.standard_error)
        assert row["denominator"] == estimated.answers


def test_a_stratum_of_which_everyone_answered_adds_no_doubt():
    rows = answered(6, 2, stratum="north") + answered(3, 5, stratum="south")
    part = Design(("stratum",), population=sizes(north=8, south=40))
    found = figure(estimate_designed(counted(rows), "share_positive", WHOLE, part), item="contact")
    only_south = 8 / 7 * (8 / 16**2) * 0.375 * 0.625 * (1 - 8 / 40)
    assert found["standard_error"] == pytest.approx(100 * only_south**0.5)
    assert found["interval"] == "round"
    everyone = Design(("stratum",), population=sizes(north=8, south=8))
    known = figure(estimate_designed(counted(rows), "share_positive", WHOLE, everyone), item="contact")
    assert (known["low"], known["high"], known["standard_error"]) == (56.25, 56.25, 0.0)


def test_units_that_differ_make_the_error_of_a_sample_of_units_larger():
    rows = [r for u, yes in (("a", 9), ("b", 8), ("c", 2), ("d", 1)) for r in answered(yes, 10 - yes, unit=u)]
    alone, units = (
        figure(estimate_designed(counted(rows), "share_positive", WHOLE, d), item="contact")
        for d in (Design(), Design(cluster=("unit",)))
    )
    assert units["design_effect"] > 5 * alone["design_effect"]
    assert units["low"] < alone["low"]


def test_domains_that_say_nothing_have_a_status_and_no_figure():
    rows = [{"unit": "a", "contact": -1}] * 3 + answered(4, 3, unit="b") + answered(5, 0, unit="c")
    found = estimate_designed(counted(rows), "share_positive", UNITS, Design(cluster=("unit",)))
    a, b, c = (figure(found, organisation="A", unit=u, item="contact") for u in "abc")
    assert (a["value"], a["status"], a["standard_error"], a["low"]) == (None, "w", None, None)
    assert (b["value"], b["status"], b["standard_error"]) == (pytest.approx(400 / 7), "", None)
    assert c["value"] == 100.0
    assert not any(frame.is_nan().any() for frame in found.select(pl.col(pl.Float64)))


def test_a_stratum_with_one_response_is_counted_as_lonely():
    rows = answered(6, 2, stratum="north") + answered(1, 0, stratum="south")
    row = figure(estimate_designed(counted(rows), "share_positive", WHOLE, Design(("stratum",))), item="contact")
    assert row["lonely"] == 1
    assert row["standard_error"] > 0


def test_more_than_the_population_has_cannot_have_been_drawn():
    design = Design(("stratum",), population=sizes(north=3))
    with pytest.raises(
        Failure, match="E207 population: 2022, north: there are 4 in the sample and 3 in the population"
    ):
        estimate_designed(counted(answered(2, 2, stratum="north")), "share_positive", WHOLE, design)


def test_non_response_weights_let_each_class_stand_for_its_offered():
    rows = answered(8, 2, unit="east") + answered(1, 4, unit="west")
    sent = offered({"unit": "east", "offered": 20}, {"unit": "west", "offered": 60})
    weighed = weigh_nonresponse(counted(rows), sent, by=("organisation", "unit"))
    row = figure(estimate(weighed, "share_positive", WHOLE), item="contact", statistic="share_positive")
    assert row["value"] == pytest.approx(100 * (0.8 * 20 + 0.2 * 60) / 80)
    assert (row["numerator"], row["denominator"]) == (9, 15)


def test_margins_of_the_frame_are_met_together():
    rows = answered(8, 2, unit="east", gender="K") + answered(3, 4, unit="west", gender="K")
    rows += answered(2, 2, unit="east", gender="M") + answered(5, 1, unit="west", gender="M")
    frame = [
        pl.DataFrame({"unit": ["east", "west"], "offered": [40, 60]}),
        pl.DataFrame({"gender": ["K", "M"], "offered": [55, 45]}),
    ]
    cells = weigh_to_frame(counted(rows), frame).cells
    weight = pl.col("weight_class") * pl.col("answered") / WEIGHT_ONE
    for margin in frame:
        key = margin.columns[0]
        sums = cells.group_by(key).agg(weight.sum().alias("sum")).sort(key)
        assert sums["sum"].to_list() == pytest.approx(margin["offered"].to_list(), abs=1e-4)


def test_weights_need_keys_that_the_offered_are_told_by():
    with pytest.raises(Failure, match="E229 stratum: the offered are not told by it"):
        weigh_nonresponse(counted(answered(1, 1)), offered({"offered": 5}), by=("round", "stratum"))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (({"unit": "east", "offered": 20},), "E220"),
        (({"unit": "east", "offered": 20}, {"unit": "west", "offered": 4}), "E227"),
        (({"unit": "east", "offered": 20}, {"unit": "west", "offered": 9}, {"unit": "south", "offered": 9}), "E221"),
    ],
)
def test_offered_that_no_weight_can_be_made_of(rows, code):
    stats = counted(answered(8, 2, unit="east") + answered(1, 4, unit="west"))
    with pytest.raises(Failure, match=code):
        weigh_nonresponse(stats, offered(*rows), by=("unit",))


def test_a_design_changes_the_limits_and_nothing_else():
    rows = [r for u, yes in (("a", 9), ("b", 8), ("c", 2), ("d", 1)) for r in answered(yes, 10 - yes, unit=u)]
    stats = counted(rows)
    names = ["share_positive", "top_box", "distribution", "mean_score", "no_opinion_share", "area_mean", "area_index"]
    plain = estimate(stats, names, WHOLE)
    drawn = estimate(stats, names, WHOLE, design=Design(cluster=("unit",)))
    assert drawn.drop("low", "high", "interval").equals(plain.drop("low", "high", "interval"))
    both = (
        drawn.select("low")
        .hstack(plain.select(plain="low"))
        .filter((drawn["denominator"] > 0) & drawn["value"].is_between(1, 99))
    )
    assert both.height >= 5
    assert (both["low"] < both["plain"]).all()
    with pytest.raises(Failure, match="E228 colour"):
        estimate(stats, names, WHOLE, design=Design(("colour",)))


def test_the_index_by_design_is_the_mean_of_as_many_people_with_the_mean_of_their_answers():
    """With both items answered by all, the index is the mean of each person's own index."""
    marks = [(9, 8), (7, 9), (3, 4), (10, 10), (2, 5), (6, 6), (8, 7), (1, 3), (5, 5), (9, 10)]
    rows = [
        {"satisfied": a, "expected": b, "stratum": "north" if i < 6 else "south", "unit": f"u{i // 2}"}
        for i, (a, b) in enumerate(marks)
    ]
    people = pl.DataFrame([r | {"own": ((r["satisfied"] + r["expected"]) / 2 - 1) / 9 * 100} for r in rows])
    for design, keywords in (DESIGNS[name] for name in ("stratified", "clusters", "clusters in strata")):
        row = figure(estimate_designed(counted(rows), "nki", WHOLE, design), item="", statistic="nki")
        expected = estimate_mean(people, "own", **keywords)
        assert row["value"] == near(expected.value)
        assert row["standard_error"] == near(expected.standard_error)
        assert row["design_effect"] == near(expected.design_effect)
        assert row["low"] < row["value"] < row["high"]


def test_the_mean_of_an_area_by_design_counts_each_person_once():
    rows = [
        {"contact": a, "reply": b, "unit": u}
        for u, pairs in (("a", ((1, 1), (1, 2), (2, 4))), ("b", ((4, 4), (3, 1))), ("c", ((1, 1), (4, 2))))
        for a, b in pairs
    ]
    people = pl.DataFrame([r | {"own": 50 * ((r["contact"] < 3) + (r["reply"] < 3))} for r in rows])
    row = figure(estimate_designed(counted(rows), "area_mean", WHOLE, Design(cluster=("unit",))), item="area:access")
    expected = estimate_mean(people, "own", cluster="unit")
    assert (row["value"], row["standard_error"]) == (near(expected.value), near(expected.standard_error))


def test_the_median_of_a_sample_of_units_that_differ_is_less_certain():
    rows = [{"unit": u, "satisfied": m} for u, marks in (("a", 9), ("b", 8), ("c", 3), ("d", 2)) for m in [marks] * 9]
    plain, units = (
        figure(estimate_designed(counted(rows), "ordinal_median", WHOLE, d), item="satisfied")
        for d in (None, Design(cluster=("unit",)))
    )
    assert plain["value"] == units["value"] == 3
    assert (units["low"], units["high"]) == (2, 9)
    assert plain["high"] == 8


def test_numbers_by_design_are_means_of_as_many_people():
    rows = [{"unit": u, "months": m} for u, m in (("a", 3), ("a", 5), ("b", 10), ("c", 1), ("c", 2), ("d", 20))]
    row = figure(estimate_designed(counted(rows), "mean_score", WHOLE, Design(cluster=("unit",))), item="months")
    expected = estimate_mean(pl.DataFrame(rows), "months", cluster="unit")
    assert [row[n] for n in ("value", "standard_error", "low", "high")] == [
        near(n) for n in (expected.value, expected.standard_error, *expected.interval)
    ]


def test_a_round_that_names_its_strata_is_drawn_within_them_and_others_are_not():
    named = answered(60, 20, stratum="north") + answered(30, 50, stratum="south")
    plain = [r | {"round": "2020"} for r in answered(60, 20) + answered(30, 50)]
    both = counted(named + plain)
    found = estimate_declared(both, "share_positive", WHOLE)
    assert found.height == 2 * estimate(counted(named), "share_positive", WHOLE).height
    now = figure(found, item="contact")
    assert now == figure(
        estimate(counted(named), "share_positive", WHOLE, design=Design(("organisation", "stratum"))), item="contact"
    )
    before = figure(found, item="contact", round="2020")
    assert before == figure(estimate(counted(plain), "share_positive", WHOLE), item="contact", round="2020")
    assert now["low"] > before["low"]


def test_a_single_stratum_is_a_sample_drawn_one_by_one():
    one = counted(answered(60, 20, stratum="north"))
    assert estimate_declared(one, "share_positive", WHOLE).equals(estimate(one, "share_positive", WHOLE))


def test_offered_told_by_strata_are_the_population_of_a_declared_design():
    rows = answered(6, 2, stratum="north") + answered(3, 5, stratum="south")
    sent = offered({"stratum": "north", "offered": 8}, {"stratum": "south", "offered": 40})
    row = figure(estimate_declared(counted(rows), "share_positive", WHOLE, sent), item="contact")
    open_ended = figure(estimate_declared(counted(rows), "share_positive", WHOLE), item="contact")
    assert (row["interval"], open_ended["interval"]) == ("round", "process")
    assert row["low"] > open_ended["low"]
    partly = offered({"stratum": "north", "offered": 8}, {"offered": 40})
    assert figure(estimate_declared(counted(rows), "share_positive", WHOLE, partly), item="contact") == open_ended


def stratified_and_plain():
    named = answered(6, 2, stratum="north") + answered(3, 5, stratum="south")
    return named, answered(9, 3, organisation="B", unit="east") + answered(5, 5, organisation="B", unit="west")


UNITS_OF_BOTH = Domains(("round", "organisation", "unit"), margins=True)
NAMES = ["share_positive", "mean_score", "ordinal_median", "answers", "response_rate"]


def test_an_organisation_without_strata_has_the_figures_that_it_would_have_alone():
    named, plain = stratified_and_plain()
    sent = offered(
        *({"stratum": s, "offered": n} for s, n in (("north", 8), ("south", 40))),
        *({"organisation": "B", "unit": u, "offered": 30} for u in ("east", "west")),
    )
    both = estimate_declared(counted(named + plain), NAMES, UNITS_OF_BOTH, sent)
    for home, rows in (("A", named), ("B", plain)):
        own = pl.col("organisation") == home
        alone = estimate_declared(counted(rows), NAMES, UNITS_OF_BOTH, sent.filter(own))
        order = ["unit", "item", "statistic"]
        assert (
            both.filter(own).sort(order, maintain_order=True).equals(alone.filter(own).sort(order, maintain_order=True))
        )
    shares = both.filter(pl.col("statistic") == "share_positive", pl.col("value").is_not_null())
    assert set(shares["interval"]) == {"round"}


def test_an_organisation_without_strata_is_a_stratum_of_the_nation():
    named, plain = stratified_and_plain()
    sent = offered(
        *({"stratum": s, "offered": n} for s, n in (("north", 8), ("south", 40))),
        {"organisation": "B", "offered": 60},
    )
    stats = counted(named + plain)
    nation = figure(estimate_declared(stats, "share_positive", WHOLE, sent), item="contact")
    population = pl.DataFrame(
        {
            "round": "2022",
            "organisation": ["A", "A", "B"],
            "stratum": ["north", "south", "unknown"],
            "population": [8, 40, 60],
        }
    )
    design = Design(("organisation", "stratum"), population=population)
    assert nation == figure(estimate(stats, "share_positive", WHOLE, design=design), item="contact")
    assert nation["interval"] == "round"
    unknown = figure(estimate_declared(stats, "share_positive", WHOLE, sent.head(2)), item="contact")
    assert unknown["interval"] == "process"
    endless = Design(("organisation", "stratum"))
    assert unknown == figure(estimate(stats, "share_positive", WHOLE, design=endless), item="contact")


def test_more_answers_than_offered_are_an_entry_error_and_no_population():
    rows = answered(6, 2, stratum="north") + answered(3, 5, stratum="south")
    sent = offered({"stratum": "north", "offered": 7}, {"stratum": "south", "offered": 40})
    found = figure(estimate_declared(counted(rows), "share_positive", WHOLE, sent), item="contact")
    assert found == figure(estimate_declared(counted(rows), "share_positive", WHOLE), item="contact")


def test_the_offered_are_the_population_of_strata_that_they_are_told_by():
    sent = offered({"unit": "east", "offered": 20}, {"unit": "west", "offered": 60})
    known = population_of(sent, Design(("unit",)))
    assert sorted(known.rows()) == [("2022", "east", 20), ("2022", "west", 60)]
    assert population_of(sent, Design(("stratum",))) is None
    assert population_of(sent, Design(("organisation",), ("unit",))) is None
