"""The other tail: negative answers out of all answers with an opinion. The neutral middle, if there is one, is the
rest.

Danish reports always show both tails. Source: VIVE's and the Danish regions' reports.
"""

TITLE = "Share negative"
TABLE = """
responses  contact
        9  easy
        2  hard
        1  very_hard
        3  no_opinion
"""
EXPECTED = {"value": 25.0, "numerator": 3, "denominator": 12}


def test_the_other_tail(told, holds):
    assert holds(told(TABLE, "share_negative"), EXPECTED)
