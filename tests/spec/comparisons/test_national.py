"""Two national averages, always labelled: the **unweighted mean** of the organisations (Kolada) and **all
respondents pooled** (SKR).

The own organisation is in neither. The mean's error is that of a mean over organisations (Student's t), so it holds
both their real differences and the chance in their samples. "The nation" is those who took part, not the country.
Source: Kolada's and SKR's published averages; Student (1908).
"""

import pytest

from genklang.estimation.lattice import Domains
from genklang.estimation.national import compare_national_mean, compare_national_pooled

TITLE = "The nation, two ways"
TABLE = """
responses  organisation  contact
       45  A             easy
        5  A             hard
       80  B             easy
       20  B             hard
        6  C             easy
        4  C             hard
"""
EXPECTED = {"unweighted mean of the others": 70.0, "all respondents of the others": 78.18}
averages = (compare_national_mean, compare_national_pooled)


@pytest.mark.parametrize(("label", "compare"), list(zip(EXPECTED, averages, strict=True)))
def test_the_two_averages(survey, label, compare):
    found = compare(survey(TABLE), "share_positive", Domains(("round", "organisation")))
    assert found["organisation"].to_list() == ["A", "B", "C"]
    assert (found["value"][0], round(found["other_value"][0], 2)) == (90.0, EXPECTED[label])
