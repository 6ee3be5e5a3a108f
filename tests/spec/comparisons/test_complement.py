"""A unit against the **rest** of its organisation, never against a total that contains it. Likewise groups and genders.
Source: elementary sampling; a part and its whole share answers, so their figures are not independent (Cochran 1977).
"""

from genklang.estimation.compare import compare_complement
from genklang.estimation.lattice import Domains

TITLE = "The rest of the organisation"
TABLE = """
responses  unit   contact
       90  east   easy
       10  east   hard
       40  west   easy
       20  west   hard
       20  south  easy
       20  south  hard
"""
EXPECTED = {
    "value": 90.0,
    "other_value": 60.0,
    "difference": 30.0,
    "rung": 1,
    "against": "complement",
    "against_label": "unit",
}


def test_own_is_not_in_the_other_side(survey, holds):
    found = compare_complement(survey(TABLE), "share_positive", Domains(("round", "organisation", "unit")))
    assert holds(found.row(0, named=True), EXPECTED)
    assert found["unit"].to_list() == ["east", "south", "west"]
