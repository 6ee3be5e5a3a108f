"""From a share of up to a hundred answers a reader knows how many were positive. The rule for (near) agreement must
hold with those numbers known: below, 32 − 9 − 11 = 12 of 12 in the north. So the share of one more unit is withheld,
on that item alone, and its number of answers stays; then north may be 12 of 12 or 11 of 12. A distribution is
withheld from five to nine answers, and with it one more wherever it could be computed back. Source: disclosure by
differencing (Hundepool and others 2012). The rule is our own.
"""

TITLE = "Agreement that comes back by subtraction"
TABLE = """
unit    answers  positive
north        12        12
south        18         9
west         20        11
"""
EXPECTED = {"north": "91 % or more of 12", "south": "withheld", "west": "55 % of 20", "all": "64 % of 50"}
TABLE_WITH_A_SMALL_BASE = """
unit    answers  positive
north         7         5
south        18         9
west         20        11
"""
EXPECTED_SHARES = {"north": "71 % of 5-9", "south": "50 % of 18", "west": "55 % of 20", "all": "56 % of 45"}
EXPECTED_DISTRIBUTIONS = {"north": "withheld", "south": "withheld", "west": "55 % of 20", "all": "56 % of 45"}


def test_one_more_share_is_withheld(printed, leaks):
    assert printed(TABLE, "unit") == EXPECTED
    assert leaks(TABLE) == []


def test_the_numbers_of_answers_stay(printed):
    assert set(printed(TABLE, "unit", statistic="no_opinion_share").values()) == {
        "0 % of 12",
        "0 % of 18",
        "0 % of 20",
        "0 % of 50",
    }


def test_distributions_of_small_bases(printed, leaks):
    assert printed(TABLE_WITH_A_SMALL_BASE, "unit") == EXPECTED_SHARES
    assert printed(TABLE_WITH_A_SMALL_BASE, "unit", statistic="distribution:1") == EXPECTED_DISTRIBUTIONS
    assert leaks(TABLE_WITH_A_SMALL_BASE) == []
