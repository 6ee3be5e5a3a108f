"""What intervals cover, enumerated: every result that can be, weighed by its chance."""

from functools import cache
from math import comb

import numpy as np
import pytest

from genklang.estimation.interval import hypergeometric, newcombe

SHARES = np.arange(1, 10) / 10
POPULATIONS = {
    "all but one": lambda n: n + 1,
    "four in five": lambda n: -(-5 * n // 4),
    "half": lambda n: 2 * n,
    "a fifth": lambda n: 5 * n,
}
LOG_FACTORIAL = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, 1001)))])


def log_choose(n, k):
    """Return ln C(n, k), and what is as good as −∞ where there is no such choice."""
    possible = (k >= 0) & (k <= n)
    k = np.where(possible, k, 0)
    return np.where(possible, LOG_FACTORIAL[n] - LOG_FACTORIAL[k] - LOG_FACTORIAL[n - k], -1e9)


def coverage_of_round(n, population):
    """Return the chance that the interval holds the true share, for every number of yes in the population."""
    k, marked = np.arange(n + 1), np.arange(population + 1)[:, None]
    low, high = hypergeometric(k, n, population)
    log = log_choose(marked, k) + log_choose(population - marked, n - k) - log_choose(np.array(population), np.array(n))
    holds = (np.round(low * population) <= marked) & (marked <= np.round(high * population))
    return (np.exp(log) * holds).sum(axis=1)


@pytest.mark.parametrize("part", POPULATIONS)
def test_the_interval_of_the_round_covers_at_least_95_per_cent_at_every_number_of_answers(part):
    worst = {n: coverage_of_round(n, POPULATIONS[part](n)).min() for n in range(5, 201)}
    assert min(worst.values()) >= 0.95 - 1e-9


@cache
def chances(n):
    """Return P(k of n) for each share (rows)."""
    return np.array([[comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)] for p in SHARES])


def coverage_of_difference(n1, n2):
    """Return the chance that Newcombe's interval holds the difference, for every pair of shares."""
    k1, k2 = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    low, high = newcombe((k1, n1), (k2, n2))
    difference = SHARES[:, None, None, None] - SHARES[:, None, None]
    holds = (low <= difference + 1e-12) & (high >= difference - 1e-12)
    return np.einsum("ia,jb,ijab->ij", chances(n1), chances(n2), holds, optimize=True)


SIZES = [*range(5, 25), *range(25, 75, 5), *range(75, 201, 25)]
UNEQUAL = [(5, 10), (5, 50), (5, 200), (10, 20), (10, 100), (20, 50), (50, 60), (50, 100), (50, 200), (100, 200)]
PAIRS = [(n, n) for n in SIZES] + UNEQUAL


@pytest.fixture(scope="module")
def covered():
    return {pair: coverage_of_difference(*pair) for pair in PAIRS}


def test_the_interval_of_a_difference_covers_94_per_cent_and_more_on_average(covered):
    assert min(c.mean() for c in covered.values()) >= 0.94


def test_the_interval_of_a_difference_never_covers_less_than_88_per_cent(covered):
    assert min(c.min() for c in covered.values()) >= 0.88


def test_the_interval_of_a_difference_never_covers_less_than_93_per_cent_from_50_answers(covered):
    assert min(c.min() for (n1, n2), c in covered.items() if min(n1, n2) >= 50) >= 0.93
