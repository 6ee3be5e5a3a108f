"""The ordinal median: the score of the category that the middle answer falls in, when answers are ordered by score.

Where exactly half lie below, it is the lower of the two middle categories. It needs no equal steps between categories.
The interval is Woodruff's (1952): the scores found at the ends of Wilson's interval for the share 50 %.
"""

TITLE = "Ordinal median"
TABLE = """
responses  contact
        3  very_easy
        4  easy
        5  hard
        2  no_opinion
"""
EXPECTED = {"value": 3.0, "denominator": 12, "low": 2.0, "high": 3.0, "interval": "process"}


def test_the_middle_answer(told, holds):
    assert holds(told(TABLE, "ordinal_median"), EXPECTED)


def test_exactly_half_is_the_lower(told):
    assert told("responses contact\n 5 easy\n 5 very_hard", "ordinal_median")["value"] == 1.0


def test_weights_move_it(told):
    table = "responses weight contact\n 5 1 easy\n 5 3 very_easy"
    assert told(table, "ordinal_median")["value"] == 4.0


def test_nobody_with_an_opinion_has_none(told):
    row = told("responses contact\n 5 no_opinion", "ordinal_median")
    assert (row["value"], row["low"], row["status"]) == (None, None, "w")
