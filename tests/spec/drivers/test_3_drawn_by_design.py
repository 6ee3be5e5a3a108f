"""In a sample of whole units the errors of drivers are those of units: an answer's influence on a covariance, times
what the driver would change by it, adds up over the unit from the sums over pairs alone (linearised; Deville 1999).
Effects have the errors of R's `svyglm` to eight figures, and shares are on the logit scale as ever. Limits are by
Student's t, with clusters less strata as degrees of freedom; where these are fewer than the drivers, nothing is told.

Within strata without clusters the errors would need sums over four items at a time, which are not counted: scores are
taken as normal within each stratum and weight, as without a design they are in all (2–10 % wider in a sample of 300 on
short scales).
"""

import pytest

from genklang.estimation.designed import Design
from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains

TITLE = "Drivers of a sample by design"
TABLE = """
responses  unit  contact    reply      satisfied  expected
       15  a     very_easy  very_easy          10         8
       10  a     easy       very_easy           7         8
       15  b     very_easy  very_easy          10         8
       10  b     very_easy  hard                9         8
       15  c     hard       easy                5         7
       10  c     easy       very_easy           7         8
       10  d     easy       easy                8         6
        5  d     very_easy  hard                9         8
       10  e     very_hard  hard                2         4
"""
EXPECTED = {
    "one by one": {"value": 2.7, "low": 2.6, "high": 2.8},
    "whole units": {"value": 2.7, "low": 2.1, "high": 3.4},
}
DESIGNS = {"one by one": None, "whole units": Design(cluster=("unit",))}


@pytest.mark.parametrize("way", EXPECTED)
def test_the_effect_of_contact(survey, holds, way):
    figures = estimate(survey(TABLE), "driver_effect", Domains(("round",)), design=DESIGNS[way])
    assert holds(figures.filter(item="driver:contact").row(0, named=True), EXPECTED[way])
