"""A withheld figure must not come back by subtraction. England's official tables for 2020–21 hide groups of one or two
people, and ten of fourteen come back when the standard form is subtracted from both forms together: below, 56 − 53 = 3.
So a second figure is withheld beside it, over everything that adds up: units and their organisation, organisations and
the nation, target groups and declared totals, women, men and those who are neither (never printed, but a cell all the
same). All items share one pattern, set by the smallest base among them. Every withheld count keeps at least five
possible values for a reader who knows all limits and all printed figures. Which of the withheld figures was the small
one is not said. A group that was offered the questionnaire and gave no answers may be withheld too, and then reads like
any other: the small one beside it might be empty, or not.
"""

TITLE = "Nothing comes back by subtraction"
TABLE = """
unit         answers  positive
easy_read          3         2
standard          53        40
"""
EXPECTED = {"easy_read": "withheld", "standard": "withheld", "all": "75 % of 56"}
TABLE_BY_GENDER = """
gender  answers  positive
K            30        20
M            27        20
X             3         2
"""
EXPECTED_BY_GENDER = {"K": "67 % of 30", "M": "withheld", "all": "70 % of 60"}
TABLE_WITHOUT_SMALL_GROUPS = """
unit         answers  positive
north             23        20
south             33        20
"""
EXPECTED_WITHOUT_SMALL_GROUPS = {"north": "87 % of 23", "south": "61 % of 33", "all": "71 % of 56"}


def test_a_second_figure_is_withheld(printed, leaks):
    assert printed(TABLE, "unit") == EXPECTED
    assert leaks(TABLE) == []


def test_those_who_are_neither_women_nor_men_are_a_cell(printed, leaks):
    assert printed(TABLE_BY_GENDER, "gender") == EXPECTED_BY_GENDER
    assert leaks(TABLE_BY_GENDER) == []


def test_nothing_is_withheld_without_need(printed):
    assert printed(TABLE_WITHOUT_SMALL_GROUPS, "unit") == EXPECTED_WITHOUT_SMALL_GROUPS
