"""That no difference has been proved does not make two figures alike. They are **equivalent**, with no relevant
difference, only where the whole 95 % interval of the difference lies within five points either way: two one-sided
tests at 2.5 % each (Schuirmann 1987), so that likeness is said as carefully as difference.

A difference can be certain and yet of no relevance; then both are said.
"""

import pytest

from genklang.estimation.equivalence import equivalence_p, is_equivalent
from genklang.estimation.test import mid_p

TITLE = "No relevant difference"
TABLE = """
before      after       differs  equivalent
83/100      90/100      no       no
8000/10000  8005/10000  no       yes
8000/10000  8200/10000  yes      yes
60/100      85/100      yes      no
0/0         8/10        no       no
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines()[1:])
def test_difference_and_equivalence_are_two_questions(row):
    before, after, differs, equivalent = row.split()
    sides = [tuple(int(part) for part in side.split("/")) for side in (after, before)]
    assert bool(is_equivalent(*sides)) == (equivalent == "yes")
    assert bool(mid_p(*sides) < 0.05) == (differs == "yes")
    assert bool(equivalence_p(*sides) < 0.025) == (equivalent == "yes")
