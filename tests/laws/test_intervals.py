"""Laws of intervals and tests: coverage, order, symmetry."""

from math import ceil, comb, floor

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from genklang.estimation.interval import hypergeometric, newcombe, wilson
from genklang.estimation.ladder import rung
from genklang.estimation.test import benjamini_hochberg, binomial_mid_p, mid_p

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("population", range(1, 41))
def test_the_hypergeometric_interval_covers_95_per_cent_of_every_population(population):
    for n in range(1, population + 1):
        low, high = hypergeometric(np.arange(n + 1), n, population)
        for marked in range(population + 1):
            chance = [comb(marked, k) * comb(population - marked, n - k) for k in range(n + 1)]
            covers = (low * population <= marked + 1e-9) & (marked <= high * population + 1e-9)
            assert np.dot(chance, covers) / comb(population, n) >= 0.95 - 1e-12


@settings(max_examples=60, deadline=None)
@given(counts, st.integers(0, 5000))
@example((1, 80), 1)
def test_the_hypergeometric_interval_holds_the_share_to_the_nearest_person_and_grows_with_it(count, absent):
    k, n = count
    low, high = hypergeometric(np.arange(n + 1), n, n + absent)
    people = k / n * (n + absent)
    assert round(low[k] * (n + absent)) <= ceil(people - 1e-9)
    assert round(high[k] * (n + absent)) >= floor(people + 1e-9)
    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) >= 0).all()
    assert np.allclose(low, 1 - high[::-1])


@settings(max_examples=60, deadline=None)
@given(counts)
def test_when_everyone_answered_nothing_is_uncertain(count):
    k, n = count
    assert hypergeometric(k, n, n) == (k / n, k / n)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_vast_population_gives_the_interval_of_clopper_and_pearson(count):
    from scipy.stats import beta

    k, n = count
    low, high = hypergeometric(k, n, 50_000_000)
    assert low == pytest.approx(beta.ppf(0.025, k, n - k + 1) if k else 0.0, abs=1e-6)
    assert high == pytest.approx(beta.ppf(0.975, k + 1, n - k) if k < n else 1.0, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(counts, counts)
def test_newcombe_turned_round_is_its_mirror(own, other):
    low, high = newcombe(own, other)
    assert newcombe(other, own) == (pytest.approx(-high), pytest.approx(-low))
    assert low <= own[0] / own[1] - other[0] / other[1] <= high


@settings(max_examples=60, deadline=None)
@given(counts, counts)
def test_mid_p_is_the_same_from_both_sides_and_for_yes_and_no(own, other):
    p = mid_p(own, other)
    (k1, n1), (k2, n2) = own, other
    assert 0 <= p <= 1
    assert mid_p(other, own) == pytest.approx(p, abs=1e-9)
    assert mid_p((n1 - k1, n1), (n2 - k2, n2)) == pytest.approx(p, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.integers(1, 30), st.integers(1, 30)).flatmap(
        lambda n: st.tuples(*(st.tuples(st.integers(0, m), st.just(m)) for m in n))
    )
)
def test_mid_p_is_the_sum_over_tables_with_the_same_margins(sides):
    (k1, n1), (k2, n2) = sides
    marked, total = k1 + k2, n1 + n2
    chances = [comb(n1, x) * comb(n2, marked - x) / comb(total, marked) if marked >= x else 0.0 for x in range(n1 + 1)]
    half = chances[k1] / 2
    expected = min(1.0, 2 * min(sum(chances[k1 + 1 :]) + half, sum(chances[:k1]) + half))
    assert mid_p(*sides) == pytest.approx(expected, abs=1e-10)


@settings(max_examples=60, deadline=None)
@given(counts, counts)
def test_the_words_of_a_difference_do_not_depend_on_its_direction(own, other):
    def step(a, b):
        low, high = (100 * end for end in newcombe(a, b))
        return rung(mid_p(a, b), 100 * (a[0] / a[1] - b[0] / b[1]), low, high)

    assert step(own, other) == step(other, own)
    assert step(own, own) == 4


@settings(max_examples=40, deadline=None)
@given(counts, st.floats(0.01, 0.99))
def test_the_binomial_mid_p_of_yes_is_that_of_no(count, share):
    k, n = count
    assert binomial_mid_p(k, n, share) == pytest.approx(binomial_mid_p(n - k, n, 1 - share), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusting_never_makes_a_p_value_smaller_nor_changes_the_order(values):
    adjusted = benjamini_hochberg(values)
    assert (adjusted >= np.array(values) - 1e-12).all()
    assert (np.diff(adjusted[np.argsort(values, kind="stable")]) >= -1e-12).all()


@settings(max_examples=40, deadline=None)
@given(counts)
def test_wilson_mirrors_and_holds_the_share(count):
    k, n = count
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert wilson(n - k, n) == (pytest.approx(1 - high), pytest.approx(1 - low))
