"""Selections for interactive use: the lattice's own domains, and sums that readers could make themselves."""

import pytest
from small_survey import TOTALS, count_population, draw_answers, estimate_plainly

from genklang.disclosure.filters import Filters
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect

RESPONSES = draw_answers(n=160, units=3, groups=5, items=1, seed=2, gender=(0.6, 0.37, 0.03))
TABLES = protect(estimate_plainly(RESPONSES), None, count_population(RESPONSES), DEFAULT, totals=TOTALS)
FILTERS = Filters(TABLES, "r", totals=TOTALS)
STATUS = FILTERS.status


def find_domains(status):
    return [d for d, s in STATUS.items() if s == status and d[0] and d[1] and d[2] and d[3] is None]


def test_every_domain_may_be_asked_for_even_one_that_is_withheld():
    for organisation, unit, group, _ in find_domains("") + find_domains("c"):
        chosen = {"organisation": [organisation], "unit": [unit], "target_group": [group]}
        assert FILTERS.approve(chosen).is_approved


def test_nothing_chosen_is_all_together():
    assert FILTERS.approve({}).domains == ((None, None, None, None),)


def test_a_sum_of_what_is_printed_is_approved_and_says_what_it_is_of():
    approval = FILTERS.approve({"organisation": ["o0"], "unit": ["u0", "u1"]})
    assert approval.is_approved
    assert approval.domains == (("o0", "u0", None, None), ("o0", "u1", None, None))


def test_a_sum_over_a_withheld_domain_is_refused():
    """Else two sums, with it and without it, would give it."""
    hidden, shown = find_domains("c"), find_domains("")
    pairs = [(h, s) for h in hidden for s in shown if h[:2] == s[:2] and s[2] != "ifo" and h[2] != "ifo"]
    (organisation, unit, group, _), (*_, other, _) = pairs[0]
    chosen = {"organisation": [organisation], "unit": [unit], "target_group": [group, other]}
    assert FILTERS.approve(chosen).reason == "withheld"


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"channel": ["web"]}, "no_such_key"),
        ({"unit": ["u0' or 1=1"]}, "no_such_value"),
        ({"gender": ["X"]}, "no_such_value"),
        ({"unit": ["u0"]}, "no_such_value"),
        ({"organisation": ["o0"], "target_group": ["ifo", "a"]}, "overlap"),
    ],
    ids=str,
)
def test_whatever_takes_the_lattice_apart_is_refused(chosen, reason):
    approval = FILTERS.approve(chosen)
    assert (approval.is_approved, approval.reason) == (False, reason)
