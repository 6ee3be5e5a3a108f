"""From ten answers a share is printed with its base, its counts and its interval. From five to nine it is printed in
whole per cent with "base 5–9", and nothing else: no counts, no interval, no distribution. Of fewer than five answers,
or where fewer than ten were offered the questionnaire, nothing is printed; where nobody knows how many were offered,
that second limit is waived and the report says so. A number of answers or a response rate is printed from ten.

The limits are a policy with a name, a version and years, kept as data; these are the defaults. Source: the limits of
Kolada (smallest group 10 in 2016, 5 from 2017, 10 from 2021) and of the Danish LUP surveys.
"""

TITLE = "How many answers it takes"
TABLE = """
organisation  answers  positive
A                  10         6
"""
EXPECTED = {10: "60 % of 10", 9: "67 % of 5-9", 5: "60 % of 5-9", 4: "withheld"}
EXPECTED_WHEN_ALL_OFFERED_ANSWERED = {10: "60 % of 10", 9: "withheld"}
EXPECTED_WHEN_OFFERED_IS_UNKNOWN = {9: "67 % of 5-9", 4: "withheld"}
POSITIVE = {10: 6, 9: 6, 5: 3, 4: 2}


def table_of(answers):
    return TABLE.replace("10         6", f"{answers}         {POSITIVE[answers]}")


def test_shares_by_number_of_answers(printed):
    assert {n: printed(table_of(n), "unit")["all"] for n in EXPECTED} == EXPECTED


def test_fewer_than_ten_offered(printed):
    expected = EXPECTED_WHEN_ALL_OFFERED_ANSWERED
    assert {n: printed(table_of(n), "unit", offered_per_answer=1)["all"] for n in expected} == expected


def test_unknown_offered(printed):
    expected = EXPECTED_WHEN_OFFERED_IS_UNKNOWN
    assert {n: printed(table_of(n), "unit", offered_per_answer=None)["all"] for n in expected} == expected
