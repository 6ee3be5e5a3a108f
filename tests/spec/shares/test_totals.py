"""A declared total pools the individuals of its groups: it is not the mean of the groups' shares.

Here *people* is declared as adults and youths; *homes* count only in all respondents. A person of another gender
(`X`) counts in every total; disclosure control never lets `X` be shown alone. Source: Kolada's totals of individual
and family services (IFO).
"""

import pytest

TITLE = "Totals"
TABLE = """
responses  target_group  gender  contact
        8        adults       K     easy
        2        adults       K     hard
        1        youths       M     easy
        4        youths       M     hard
        5         homes       X     easy
"""
EXPECTED = {"adults": "8 of 10", "youths": "1 of 5", "people": "9 of 15", "homes": "5 of 5", None: "14 of 20"}


@pytest.mark.parametrize("group", EXPECTED)
def test_groups_totals_and_all(told, group):
    row = told(TABLE, "share_positive", target_group=group)
    assert f"{row['numerator']} of {row['denominator']}" == EXPECTED[group]


def test_another_gender_counts_in_the_total_beside_women_and_men(told):
    shares = [told(TABLE, "share_positive", gender=gender)["denominator"] for gender in ("K", "M", "X", None)]
    assert shares == [10, 5, 5, 20]
