"""A unit is held against the band that units of its size are expected in (funnel plot, Spiegelhalter 2005). There are
three words only, **over**, **within** and **under** what is expected, and never a rank.

Shares are put on the angle scale; what the units differ beyond chance, judged with the tenth at each end drawn in,
widens the band (over-dispersion). The band is so wide that in about 95 of 100 lists in which no unit is special,
none falls outside (Šidák's limit for the number of units; by Student's t where they differ beyond chance).

A unit is never held against itself: one that falls outside the band of all the others has no part in the band (deleted
residuals, Cook and Weisberg 1982). With willow in it, the band below would reach from 36 to 100 per cent at ten answers
and down to 56 at a hundred. In simulated lists of five units of which one was 35 points worse, a band with that one in
it never found it; without, 70 in 100 times.
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
EXPECTED = {"target": 85.2, "band at 10 answers": (47.7, 100.0), "band at 100 answers": (74.6, 93.4)}


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


def test_one_of_few_units_is_found_although_it_would_widen_a_band_with_itself():
    k, n = np.array([30, 42, 36, 44, 20]), np.array([38, 52, 45, 55, 50])
    assert fit_band(k, n).place(k, n).tolist() == [*["within"] * 4, "under"]
    others = fit_band(k[:4], n[:4])
    assert fit_band(k, n).centre == pytest.approx(others.centre)


def test_lists_of_three_have_a_band_of_all():
    k, n = np.array([9, 5, 1]), np.array([10, 10, 10])
    assert np.isfinite(fit_band(k, n).reach)
