"""A rate exists only where the offered are known: on the margins that the table of offered divides by.

Offered per unit gives no rate per gender. If one unit has reported nothing although it has answers, the rate of the
whole is unknown too: its answers would stand over a denominator that lacks it. Source: our own rule.
"""

import pytest
from survey_answers import counted, figure, offered

from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains

TITLE = "Where a rate exists"
TABLE = """
responses  unit   gender  contact
        5  east   K       easy
        5  west   M       easy
"""
OFFERED = """
unit   offered
east        10
"""
EXPECTED = {"east": True, "west": False, "women in east": False, "all": False}


@pytest.mark.parametrize(
    ("domain", "keys"),
    [
        ("east", {"unit": "east"}),
        ("west", {"unit": "west"}),
        ("women in east", {"unit": "east", "gender": "K"}),
        ("all", {}),
    ],
)
def test_the_rate_exists_or_not(told, domain, keys):
    if EXPECTED[domain]:
        assert told(TABLE, "response_rate", item="", offered=OFFERED, **keys)["value"] == 50.0
    else:
        with pytest.raises(AssertionError, match="0 rows"):
            told(TABLE, "response_rate", item="", offered=OFFERED, **keys)


def test_a_place_that_offered_and_got_nothing_back_has_a_rate_of_zero():
    stats = counted([{"unit": "east", "contact": 1}])
    rates = estimate(
        stats,
        "response_rate",
        Domains(margins=True),
        offered({"unit": "east", "offered": 4}, {"unit": "west", "offered": 6}),
    )
    assert figure(rates, organisation="A", unit="west")["value"] == 0.0
    assert figure(rates, organisation="A")["value"] == 10.0
