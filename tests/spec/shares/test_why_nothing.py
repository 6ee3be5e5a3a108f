"""A figure that is not there says why: nobody gave an answer that counts (`w`), or the item was not asked (`z`).

It is never zero and never *not a number*. Source: the codes of England's Adult Social Care Survey.
"""

import pytest

TITLE = "Figures that are not there"
TABLE = """
responses  unit   contact     reply
        3  east   no_opinion  easy
        1  east   blank       easy
        4  west   not_asked   easy
"""
EXPECTED = {"east": "w", "west": "z"}


@pytest.mark.parametrize("unit", EXPECTED)
def test_the_status_says_why(told, unit):
    row = told(TABLE, "share_positive", unit=unit)
    assert (row["value"], row["low"], row["high"], row["status"]) == (None, None, None, EXPECTED[unit])
