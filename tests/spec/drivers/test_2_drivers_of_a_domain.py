"""Drivers are computed from the cube, never from rows: the sums and sums of products over those with an opinion on all
driver items. The outcome is the index (NKI) where there is one, otherwise the item about satisfaction in all; the
drivers are the quality areas beside an index, otherwise the other items that everybody is asked.

The **effect** is how many points (0–100) the outcome is higher where the driver is five points higher and the others
are alike. Fewer complete answers than 50 and 8 for each driver give nothing (Green 1991). Figures are rounded and
their base is not told, since bases of groups would add up to what is hidden.
"""

import numpy as np
import pytest
from survey_answers import INSTRUMENT

from genklang.estimation.driver_figures import parts_of_drivers
from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains

TITLE = "Drivers of a domain"
TABLE = """
responses  contact    reply      satisfied  expected
       30  very_easy  very_easy          10         8
       20  easy       very_easy           7         8
       15  very_easy  hard                9         8
       15  hard       easy                5         7
       10  easy       easy                8         6
       10  very_hard  hard                2         4
        9  very_easy  blank             10        10
"""
EXPECTED = {
    "relative_weight": {"contact": 85.0, "reply": 15.0},
    "driver_effect": {"contact": 2.7, "reply": 0.6},
    "explained_variance": {"": 98.0},
}
BY = Domains(("round", "organisation"))


@pytest.mark.parametrize("statistic", EXPECTED)
def test_figures_from_the_cube(survey, statistic):
    figures = estimate(survey(TABLE), statistic, BY)
    told = {item.removeprefix("driver:"): value for item, value in figures.select("item", "value").iter_rows()}
    assert told == EXPECTED[statistic]
    assert figures["denominator"].null_count() == figures.height
    assert set(figures["status"]) == {""}


def test_they_are_the_same_as_from_the_rows(survey):
    rows = [line.split() for line in TABLE.strip().splitlines()[1:-1]]
    score = {"very_easy": 100, "easy": 200 / 3, "hard": 100 / 3, "very_hard": 0}
    x = np.array([[1, score[r[1]], score[r[2]]] for r in rows for _ in range(int(r[0]))])
    y = np.array([(int(r[3]) + int(r[4]) - 2) / 18 * 100 for r in rows for _ in range(int(r[0]))])
    slopes = np.linalg.lstsq(x, y, rcond=None)[0][1:]
    figures = estimate(survey(TABLE), "driver_effect", BY)
    assert figures["value"].to_list() == pytest.approx(5 * slopes, abs=0.05)


def test_too_few_answers_give_nothing(survey):
    few = TABLE.replace("       30 ", "        0 ").replace("       20 ", "        0 ")
    assert estimate(survey(few), "relative_weight", BY).is_empty()


def test_a_driver_is_shown_where_its_own_item_and_the_outcome_may_be():
    outcomes = ("satisfied", "expected")
    assert parts_of_drivers(INSTRUMENT) == {
        "": outcomes,
        "contact": (*outcomes, "contact"),
        "reply": (*outcomes, "reply"),
    }
