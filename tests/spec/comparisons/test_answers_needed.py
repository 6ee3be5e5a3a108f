"""Before a round: how many answers each of two rounds needs, so that a change of x points is seen.

Seen means that a two-sided test at 95 per cent rejects in four of five pairs of rounds. Normal approximation without
continuity correction (Fleiss, Levin and Paik 2003, formula 4.14). The answers are those of people with a view.
"""

import numpy as np
import pytest

from genklang.estimation.planning import find_answers_needed, find_change_seen
from genklang.estimation.test import mid_p

TITLE = "How many answers are needed"
EXPECTED = {
    "80 to 85 per cent": 906,
    "80 to 90 per cent": 199,
    "50 to 60 per cent": 388,
    "90 to 80 per cent": 199,
}


@pytest.mark.parametrize("text", EXPECTED)
def test_answers_needed(text):
    before, after = (int(word) for word in text.split() if word.isdigit())
    assert find_answers_needed(before=before, change=after - before) == EXPECTED[text]


def test_so_many_answers_do_show_the_change_in_four_of_five_cases():
    draws = np.random.default_rng(7)
    needed = find_answers_needed(before=80, change=10)
    first, second = (draws.binomial(needed, share, size=4000) for share in (0.8, 0.9))
    p = mid_p((second, np.full(4000, needed)), (first, np.full(4000, needed)))
    assert np.mean(p < 0.05) == pytest.approx(0.80, abs=0.025)


@pytest.mark.parametrize("answers", [40, 120, 906])
def test_the_change_seen_is_the_one_that_so_many_answers_are_enough_for(answers):
    seen = find_change_seen(before=80, answers=answers)
    assert find_answers_needed(before=80, change=-seen) <= answers
    assert find_answers_needed(before=80, change=-(seen - 0.1)) > answers


def test_where_few_answer_no_change_is_large_enough():
    assert find_change_seen(before=50, answers=2) is None
