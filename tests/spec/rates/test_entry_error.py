"""More answered than were offered is an error of entry: the rate is withheld, and the rest of the work goes on.

Published sources do hold such rates; Kolada has one of 300 %. Source: Kolada's published values.
"""

TITLE = "More answers than offered"
TABLE = """
responses  unit  contact
       12  east  easy
"""
OFFERED = """
unit  offered
east        4
"""
EXPECTED = {"value": None, "numerator": 12, "denominator": 4, "status": "e"}


def test_the_rate_is_withheld(told, holds):
    assert holds(told(TABLE, "response_rate", item="", offered=OFFERED), EXPECTED)


def test_shares_fall_back_on_wilson(told):
    row = told(TABLE, "share_positive", offered=OFFERED)
    assert (row["value"], round(row["low"], 1)) == (100.0, 75.8)
