"""The mean of the categories' scores over all answers with an opinion; for a number item, the mean of the numbers.

The interval on a bounded scale is Wilson's, moved to the scale, on the effective number of answers that the
linearised variance gives: it never reaches outside the scale, and it is not empty when all answer alike. Source:
Wilson (1927), with the effective number of answers of Kish (1965).
"""

TITLE = "Mean score"
TABLE = """
responses  contact     months
        4  very_easy        2
        4  hard             6
        2  no_opinion       8
"""
EXPECTED = {"value": 3.0, "denominator": 8, "low": 2.1, "high": 3.62}
EXPECTED_OF_NUMBERS = {"value": 4.8, "denominator": 10, "low": 2.99, "high": 6.61}


def test_mean_of_scores(told, holds):
    assert holds(told(TABLE, "mean_score"), EXPECTED)


def test_mean_of_numbers(told, holds):
    assert holds(told(TABLE, "mean_score", item="months"), EXPECTED_OF_NUMBERS)


def test_all_alike_is_not_certain(told):
    row = told("responses contact\n 8 very_easy", "mean_score")
    assert (row["value"], row["high"]) == (4.0, 4.0)
    assert row["low"] < 3.4
