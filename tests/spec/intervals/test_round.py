"""*What did the people of this round think?* The exact hypergeometric interval.

Everyone who was offered the questionnaire is the population; those who answered are taken to be drawn from it at
random (an assumption, and the report says so). A number of positive people in the population is left out when a
result as extreme as the one found would have a chance below 2.5 %. The ends are whole people. It never covers less
than 95 %. With everyone answering, nothing is uncertain. Where the offered are unknown it is Wilson's interval.
Source: inversion of the hypergeometric test (Buonaccorsi 1987).
"""

import pytest

from genklang.estimation.interval import hypergeometric

TITLE = "About this round: exact hypergeometric"
TABLE = """
responses  unit  contact
       43  east  easy
        5  east  hard
"""
OFFERED = """
unit  offered
east       90
"""
EXPECTED = {"value": 89.58, "low": 81.11, "high": 94.44, "interval": "round"}
UPPER_LIMIT_AT_ZERO = {"0 of 25 among 60": 10.0, "0 of 25 among 10 000 000": 13.72}


def test_the_population_narrows_the_interval(told, holds):
    assert holds(told(TABLE, "share_positive", offered=OFFERED), EXPECTED)


@pytest.mark.parametrize(("text", "population"), list(zip(UPPER_LIMIT_AT_ZERO, (60, 10_000_000), strict=True)))
def test_zero_is_not_certain(text, population):
    assert round(100 * hypergeometric(0, 25, population)[1], 2) == UPPER_LIMIT_AT_ZERO[text]
