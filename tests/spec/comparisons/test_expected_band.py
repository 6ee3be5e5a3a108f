"""A unit is held against the band that units of its size are expected in (funnel plot, Spiegelhalter 2005). There are
three words only, **over**, **within** and **under** what is expected, and never a rank.

Shares are put on the angle scale; what the units differ beyond chance, judged with the tenth at each end drawn in,
widens the band (over-dispersion). The band is so wide that in about 95 of 100 lists in which no unit is special,
none falls outside (Šidák's limit for the number of units).
"""

import numpy as np
import pytest

from genklang.estimation.expected import fit_band

TITLE = "The expected band"
TABLE = """
unit    positive  answers  place
birch         44       50  within
elm           26       30  within
oak           85      100  within
ash           17       20  within
rowan         62       75  within
willow        30       60  under
pine          10       10  within
"""
EXPECTED = {"target": 80.9, "band at 10 answers": (35.7, 100.0), "band at 100 answers": (55.9, 96.9)}


def read():
    rows = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return [row[0] for row in rows], *(np.array([int(row[i]) for row in rows]) for i in (1, 2)), [r[3] for r in rows]


def test_one_unit_stands_out():
    _, k, n, places = read()
    band = fit_band(k, n)
    assert band.place(k, n).tolist() == places
    assert 100 * band.target == pytest.approx(EXPECTED["target"], abs=0.05)
    for size, name in ((10, "band at 10 answers"), (100, "band at 100 answers")):
        assert [100 * float(end) for end in band.limits(size)] == pytest.approx(EXPECTED[name], abs=0.05)


@pytest.mark.parametrize(("spread", "most"), [(0.0, 0.08), (0.06, 0.15)])
def test_lists_without_a_special_unit_rarely_show_one(spread, most):
    random = np.random.default_rng(7)
    false = []
    for _ in range(200):
        truth = np.clip(random.normal(0.8, spread, 20), 0.05, 0.99)
        n = random.integers(10, 100, 20)
        k = random.binomial(n, truth)
        false.append((fit_band(k, n).place(k, n) != "within").any())
    assert np.mean(false) <= most


def test_the_band_narrows_with_the_answers():
    _, k, n, _ = read()
    low, high = fit_band(k, n).limits([10, 50, 200])
    assert (np.diff(high - low) < 0).all()


def test_nobody_has_answered():
    band = fit_band([0], [0])
    assert np.isnan(band.target)
