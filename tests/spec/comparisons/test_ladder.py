"""How sure a difference is, in four rungs that decide the words. p is two-sided, after adjustment; Δ is in points.

Rung 1: p < .01 and |Δ| ≥ 5. Rung 2: p < .05. Rung 3: p < .20. Rung 4: else. Where the test rejects but the interval
holds zero, the softer rung 3 wins. Rung 0 is no figure. Only if the whole interval lies within ±5 points may likeness
be said. The test is the doubled one-sided Fisher mid-p, the interval Newcombe's. Source: Newcombe (1998); mid-p:
Lancaster (1961). The rungs are our own.
"""

import pytest

from genklang.estimation.interval import newcombe
from genklang.estimation.ladder import is_largely_unchanged, rung
from genklang.estimation.test import mid_p

TITLE = "The ladder"
EXPECTED = {
    "60 of 100 to 85 of 100": 1,
    "70 of 100 to 84 of 100": 2,
    "83 of 100 to 90 of 100": 3,
    "54 of 65 to 43 of 48": 4,
    "8000 of 10000 to 8200 of 10000": 2,
}


def step(text):
    k1, n1, k2, n2 = (int(word) for word in text.split() if word.isdigit())
    low, high = (100 * end for end in newcombe((k2, n2), (k1, n1)))
    return rung(mid_p((k2, n2), (k1, n1)), 100 * (k2 / n2 - k1 / n1), low, high)


@pytest.mark.parametrize("text", EXPECTED)
def test_rung(text):
    assert step(text) == EXPECTED[text]


def test_the_softer_of_test_and_interval_wins():
    assert rung(0.04, 6.0, -0.1, 12.0) == 3
    assert rung(0.06, 6.0, 0.1, 12.0) == 3


def test_no_figure_has_no_rung():
    assert rung(None, None, None, None) == 0


def test_likeness_needs_the_whole_interval():
    assert is_largely_unchanged(-4.9, 4.9)
    assert not is_largely_unchanged(-5.1, 1.0)
    assert not is_largely_unchanged(None, None)
