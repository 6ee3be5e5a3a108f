"""The number of responses with an answer to at least one item. A form handed in empty is not an answer. Source: our
own rule, as a blank form is no return in AAPOR's Standard Definitions (2023).
"""

TITLE = "Answers"
TABLE = """
responses  contact     reply
        6  easy        blank
        2  blank       no_opinion
        4  blank       blank
"""
EXPECTED = {"value": 8.0, "answers": 8, "low": None}


def test_responses_with_any_answer(told, holds):
    assert holds(told(TABLE, "answers", item=""), EXPECTED)
