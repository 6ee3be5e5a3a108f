"""Some reports (NHS Friends and Family, some local pages) keep *no opinion* in the base. The share is then lower.

It is a statistic of its own with a label of its own, and never stands in for the share positive. Source: the base of
the NHS Friends and Family Test.
"""

TITLE = "Share positive of all who answered"
TABLE = """
responses  contact
        9  easy
        3  hard
        3  no_opinion
        1  blank
"""
EXPECTED = {"value": 60.0, "numerator": 9, "denominator": 15}


def test_no_opinion_is_in_the_base(told, holds):
    assert holds(told(TABLE, "share_positive_all"), EXPECTED)
