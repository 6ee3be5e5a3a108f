"""Those who were offered the questionnaire and answered nothing, by whatever the offered are divided by.

By group it shows who is missing. Figures about the round take those who did not answer to be like those who did;
where non-response differs much between groups, weights by group (`post_stratify`) say how much it matters. Source:
AAPOR's Standard Definitions (2023).
"""

TITLE = "Non-response by group"
TABLE = """
responses  target_group  contact
       12  adults        easy
        3  youths        hard
"""
OFFERED = """
target_group  offered
adults             20
youths             30
"""
EXPECTED = {
    "adults": {"value": 40.0, "numerator": 8, "denominator": 20},
    "youths": {"value": 90.0, "numerator": 27, "denominator": 30},
}


def test_each_group_s_own(told, holds):
    for group, expected in EXPECTED.items():
        assert holds(told(TABLE, "nonresponse", item="", offered=OFFERED, target_group=group), expected)


def test_more_answers_than_offered_is_an_entry_error(told):
    row = told(TABLE, "nonresponse", item="", offered="target_group offered\nadults 5", target_group="adults")
    assert (row["value"], row["status"], row["numerator"]) == (None, "e", 0)
