"""Those who said *no opinion*, out of all who answered the item. Reported apart from blanks, never added to them.
Source: Kolada's definition, which leaves *no opinion* out of its shares.
"""

TITLE = "Share with no opinion"
TABLE = """
responses  contact
        6  easy
        2  no_opinion
        4  blank
"""
EXPECTED = {"value": 25.0, "numerator": 2, "denominator": 8}


def test_no_opinion_of_all_who_answered(told, holds):
    assert holds(told(TABLE, "no_opinion_share"), EXPECTED)
