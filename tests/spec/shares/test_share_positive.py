"""The share positive is the number of positive answers out of all answers with an opinion, in per cent.

*No opinion* stands outside the base (Kolada's definition), and so does a blank. Which categories are positive
is the item's own property: usually the two best of four. Every share is given with its base, *k of n*.
"""

TITLE = "Share positive"
TABLE = """
responses  contact
        6  very_easy
        3  easy
        1  hard
        2  very_hard
        3  no_opinion
        1  blank
"""
EXPECTED = {"value": 75.0, "numerator": 9, "denominator": 12, "status": ""}


def test_no_opinion_and_blanks_stand_outside(told, holds):
    assert holds(told(TABLE, "share_positive"), EXPECTED)
