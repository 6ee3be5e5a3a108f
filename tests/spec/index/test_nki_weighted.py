"""NKI with the weights of the American and European indices (ACSI, Fornell et al. 1996), as an option beside NKI.

A PLS path model (Lohmöller 1989), in which every quality area points at the index, gives each index item an outer
weight; over the item's standard deviation, and adding up to one, they weigh the items' means. The model is fitted to
the whole round, on those with an answer to every item, from sums alone; so all units and groups of a round have the
same weights, and differ by their answers only. Without more complete answers than items there is no such index.

The weights are estimated, and the interval counts what is not known of them, by the delta method on the covariances. It
matters where the items' means differ: in samples of 150 with means 30 points apart the standard error is 2.1, where it
would be 1.5 with the weights taken as known, and the values of 300 samples spread by 2.0. With means that are alike the
two are the same to 1 %.
"""

import numpy as np
from survey_answers import counted, figure

from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains

TITLE = "NKI with ACSI's weights"
TABLE = """
responses  contact    reply      satisfied  expected
        5  very_easy  easy              10         8
        4  easy       very_easy          8         7
        3  easy       hard               6         8
        2  hard       very_hard          3         5
        2  very_hard  hard               2         6
"""
EXPECTED = {"value": 67.17, "denominator": 16, "low": 57.17, "high": 75.82, "interval": "process"}


def test_the_item_that_goes_with_the_areas_weighs_more(told, holds):
    assert holds(told(TABLE, "nki_weighted", item=""), EXPECTED)


def test_with_one_area_the_weights_are_the_correlations_with_it(told):
    """Two blocks, mode A: outer weights in proportion to correlations with the other block's score."""
    lines = [line.split() for line in TABLE.strip().splitlines()[1:]]
    score = {"very_easy": 4, "easy": 3, "hard": 2, "very_hard": 1}
    rows = np.array([[score[c], score[r], int(s), int(e)] for n, c, r, s, e in lines for _ in range(int(n))], float)
    z = (rows - rows.mean(0)) / rows.std(0)
    left, right = np.ones(2), np.ones(2)
    for _ in range(200):
        right = z[:, 2:].T @ (z[:, :2] @ left)
        left = z[:, :2].T @ (z[:, 2:] @ right)
        left, right = left / np.linalg.norm(left), right / np.linalg.norm(right)
    part = right / rows[:, 2:].std(0)
    expected = ((rows[:, 2:].mean(0) - 1) / 9 * 100) @ part / part.sum()
    assert abs(told(TABLE, "nki_weighted", item="")["value"] - expected) < 1e-9


def test_every_unit_of_a_round_is_weighed_alike():
    many = [{"contact": 1 + i % 4, "reply": 1 + (i * 7) % 4, "satisfied": 10 - 2 * (i % 4), "expected": 1 + i % 9}
            | {"unit": "a" if i < 30 else "b"} for i in range(60)]  # fmt: skip
    domains = Domains(("round", "organisation", "unit"), margins=True)
    found = estimate(counted(many), "nki_weighted", domains)
    whole = figure(found, organisation="A", item="")
    parts = [figure(found, organisation="A", unit=u, item="") for u in "ab"]
    assert abs(whole["value"] - sum(p["value"] for p in parts) / 2) < 1e-9


def test_too_few_complete_answers_give_no_weights():
    rows = [{"contact": 1, "reply": 2, "satisfied": 8, "expected": 5}] * 4
    assert estimate(counted(rows), "nki_weighted", Domains()).is_empty()


def test_items_without_spread_give_no_weights():
    rows = [{"contact": 1 + i % 2, "reply": 2, "satisfied": 8 - i, "expected": 5} for i in range(8)]
    assert estimate(counted(rows), "nki_weighted", Domains()).is_empty()


def drawn_alike(seed, *, rounds, people, apart):
    """Return counts of rounds that are samples of one population; the items' means differ by 22 × `apart` points."""
    random = np.random.default_rng(seed)
    rows = []
    for year in range(rounds):
        common, own = random.normal(size=people), random.normal(size=(4, people))
        marks = 6 + apart + 2 * (0.8 * common + 0.6 * own[0]), 6 - apart + 2 * (0.5 * common + 0.9 * own[1])
        eased = (2.5 - part * common - 0.7 * noise for part, noise in zip((0.7, 0.6), own[2:], strict=True))
        sides = [np.clip(np.round(x), 1, 10) for x in marks] + [np.clip(np.round(x), 1, 4) for x in eased]
        names = ("satisfied", "expected", "contact", "reply")
        rows += [{"round": f"{year:03}"} | dict(zip(names, map(int, row), strict=True)) for row in np.array(sides).T]
    return counted(rows)


def test_the_interval_counts_what_is_not_known_of_the_weights():
    stats = drawn_alike(3, rounds=100, people=60, apart=1.5)
    figures = estimate(stats, "nki_weighted", Domains(("round",)))
    value, low, high = (figures[c].to_numpy() for c in ("value", "low", "high"))
    equal = estimate(stats, "nki", Domains(("round",)))
    assert figures.height > 90
    assert ((low <= value.mean()) & (value.mean() <= high)).mean() >= 0.9
    known = (equal["high"] - equal["low"]).mean() / (equal["value"].std() * 3.92)
    told = (high - low).mean() / (value.std() * 3.92)
    assert 0.85 < told / known < 1.25
    assert (high - low).mean() > 1.2 * (equal["high"] - equal["low"]).mean()
