"""Each domain against itself in the round before, if the item is declared comparable between the two rounds'
versions.

Versions change; comparability is declared item by item and never assumed. A domain that was not in the round before
is not compared: nothing is told across a gap. Source: our own rule, as breaks in a series are marked in official
statistics.
"""

from genklang.estimation.compare import compare_previous
from genklang.estimation.lattice import Domains

TITLE = "The round before"
TABLE = """
responses  round  version  unit   contact  reply
       83  2021   1        east   easy     easy
       17  2021   1        east   hard     hard
       90  2022   2        east   easy     easy
       10  2022   2        east   hard     hard
       50  2022   2        west   easy     easy
"""
EXPECTED = {
    "item": "contact",
    "unit": "east",
    "against_label": "2021",
    "difference": 7.0,
    "low": -2.62,
    "high": 16.65,
    "p": 0.16,
    "rung": 3,
}


def test_only_comparable_items_and_domains_that_were_there(survey, holds):
    found = compare_previous(survey(TABLE), "share_positive", Domains(("round", "organisation", "unit")))
    assert found.height == 1
    assert holds(found.row(0, named=True), EXPECTED)
