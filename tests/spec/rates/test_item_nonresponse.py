"""Blanks out of all who were asked the item. *No opinion* is an answer; those who were not asked are not in it. Source:
AAPOR's Standard Definitions (2023).
"""

TITLE = "Item non-response"
TABLE = """
responses  contact     reply
        6  easy        easy
        2  no_opinion  easy
        2  blank       easy
        5  not_asked   easy
"""
EXPECTED = {"value": 20.0, "numerator": 2, "denominator": 10}


def test_blanks_of_all_asked(told, holds):
    assert holds(told(TABLE, "item_nonresponse"), EXPECTED)
