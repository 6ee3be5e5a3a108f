"""With so many answers before and after, how large must a change be to be found? The smallest change, up or down,
that a two-sided test at 5 % finds in at least four of five such surveys (power .8).

The normal approximation for two independent shares, without continuity correction (Fleiss, Levin and Paik 2003); the
power of the mid-p test itself, counted over all outcomes, is .78 to .81 there. Where a rise cannot be found at all, as
at 95 per cent of ten, what is needed downwards is given.
"""

import numpy as np
import pytest
from scipy.stats import binom

from genklang.errors import Failure
from genklang.estimation.planning import minimum_detectable_change
from genklang.estimation.test import mid_p

TITLE = "Minimum detectable change"
TABLE = """
before  after  share  change in points
   100    100     80              17.9
    50     50     80              26.0
    30     30     85              32.9
  1000   1000     80               5.2
   200     60     70              19.8
"""
ROWS = [tuple(map(float, line.split())) for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(("before", "after", "share", "points"), ROWS)
def test_the_change_that_is_found(before, after, share, points):
    assert 100 * minimum_detectable_change(before, after, share / 100) == pytest.approx(points, abs=0.05)


@pytest.mark.parametrize(("n1", "n2", "share"), [(50, 50, 0.8), (100, 100, 0.8), (30, 30, 0.85), (200, 60, 0.7)])
def test_the_exact_power_of_the_test_in_use(n1, n2, share):
    change = minimum_detectable_change(n1, n2, share)
    k1, k2 = np.arange(n1 + 1), np.arange(n2 + 1)
    is_found = mid_p((k2[None], n2), (k1[:, None], n1)) < 0.05
    chance = binom.pmf(k1, n1, share)[:, None] * binom.pmf(k2, n2, share - change)
    assert 0.77 < (chance * is_found).sum() < 0.83


def test_more_answers_find_smaller_changes():
    found = [minimum_detectable_change(n, n, 0.7) for n in (20, 50, 100, 400)]
    assert found == sorted(found, reverse=True)


def test_nothing_can_be_found_with_a_handful():
    assert np.isnan(minimum_detectable_change(2, 2, 0.5))


@pytest.mark.parametrize("share", [0.0, 1.0, 80.0])
def test_a_share_is_between_0_and_1(share):
    with pytest.raises(Failure, match="E153"):
        minimum_detectable_change(100, 100, share)
