"""The same errors come from the counts of a store, for every figure that is a share, a mean or an index.

Each answer has an influence on a figure: what the figure would lose without it (Deville 1999). A cell of the counts
knows the sum of the influence of its answers and of its square, so strata, clusters, weights and finite populations
need nothing else. An answer to several items of an index counts once, with all that it has to say. The median is given
Woodruff's interval (1952). All agree with R's `survey` to eight figures.

Answers that name a **stratum** declare their design: nothing has to be said twice. Where the offered are told by
stratum they are its population, and the interval is about the round; else about the process behind it. Where only some
organisations have strata, the others are as they would be alone, and each is one stratum, with all its offered, of what
is larger than it (Särndal, Swensson and Wretman 1992, ch. 3: independent samples are strata).
"""

import pytest

from genklang.estimation.estimate import estimate, estimate_declared
from genklang.estimation.lattice import Domains

TITLE = "Designs from the counts"
TABLE = """
stratum  responses  satisfied  expected
north    4          9          8
north    2          6          7
south    1          4          3
south    3          7          5
"""
OFFERED = """
stratum  offered
north    12
south    40
"""
EXPECTED = {
    "one by one": {"value": 65.0, "low": 51.25, "high": 76.64, "interval": "process"},
    "in strata": {"value": 65.0, "low": 55.51, "high": 73.44, "interval": "process"},
    "in strata of known size": {"value": 65.0, "low": 57.1, "high": 72.15, "interval": "round"},
}
WAYS = {"one by one": estimate, "in strata": estimate_declared, "in strata of known size": estimate_declared}


@pytest.mark.parametrize("way", EXPECTED)
def test_the_index_follows_the_strata_that_the_answers_name(holds, survey, sent, way):
    offered = sent(OFFERED) if "known size" in way else None
    found = WAYS[way](survey(TABLE), "nki", Domains(("round",)), offered)
    assert holds(found.row(0, named=True), EXPECTED[way])
