"""Three rounds or more, all comparable, make a **trend**: the straight line through their shares, tested as Cochran and
Armitage do (1955). Its change is the rise along the line from the first to the last round.

Where the rounds stray from the line by more than chance, the error is widened by as much: a single year far off does
not make a trend. At an item whose comparability is not declared the line breaks, and the trend begins anew.
"""

import numpy as np
import pytest
from scipy.stats import chi2

from genklang.estimation.trend import fit_trend, place_rounds

TITLE = "The trend over rounds"
TABLE = """
what happens     2018    2019    2020    2021    2022     from  to    p
rises steadily   60/100  66/100  71/100  75/100  80/100   60.6  80.2  .001
stays            80/100  78/100  81/100  79/100  80/100   79.4  79.8  .937
one wild year    80/100  80/100  80/100  80/100  95/100   77.0  89.0  .083
"""
YEARS = (2018, 2019, 2020, 2021, 2022)


def read(line):
    cells = line[17:].split()
    k, n = zip(*(map(int, cell.split("/")) for cell in cells[:5]), strict=True)
    return k, n, [float(c) for c in cells[5:]]


@pytest.mark.parametrize("line", TABLE.strip().splitlines()[1:])
def test_the_line_and_how_sure_it_is(line):
    k, n, (first, last, p) = read(line)
    trend = fit_trend(k, n, YEARS)
    assert (100 * trend.first, 100 * trend.last) == pytest.approx((first, last), abs=0.05)
    assert trend.p == pytest.approx(p, abs=0.0006)
    assert trend.low <= trend.change <= trend.high


def test_without_stray_rounds_it_is_armitage_s_test():
    k, n = np.array([10, 14, 19]), np.array([40, 40, 40])
    share = k.sum() / n.sum()
    scores = np.array([0, 1, 2])
    above = (scores * (k - n * share)).sum() ** 2
    below = share * (1 - share) * ((n * scores**2).sum() - (n * scores).sum() ** 2 / n.sum())
    assert fit_trend(k, n, scores).p == pytest.approx(chi2.sf(above / below, 1))


def test_a_trend_is_rarely_seen_where_there_is_none():
    random = np.random.default_rng(2)
    seen = [fit_trend(random.binomial(60, 0.8, 5), [60] * 5, YEARS).p < 0.05 for _ in range(500)]
    assert np.mean(seen) < 0.06


@pytest.mark.parametrize(("k", "n"), [((8, 9), (10, 10)), ((10, 10, 10), (10, 10, 10)), ((5, 0, 5), (10, 0, 10))])
def test_what_makes_no_trend(k, n):
    assert fit_trend(k, n, range(len(k))) is None


def test_rounds_stand_at_their_years_or_one_step_apart():
    assert place_rounds(["2018", "2020"]) == [2018, 2020]
    assert place_rounds(["spring", "autumn"]) == [0, 1]
