"""Responses with an answer to at least one item, out of all who were **offered** the questionnaire.

Offered is a form handed out or an invitation delivered, reported in a table of its own. Partly answered
questionnaires count, as in AAPOR's RR2; nobody is taken out of the denominator as not eligible. *No opinion* is
an answer.
"""

TITLE = "Response rate"
TABLE = """
responses  unit  contact
       10  east  easy
        2  east  no_opinion
        3  east  blank
"""
OFFERED = """
unit  offered
east       24
"""
EXPECTED = {"value": 50.0, "numerator": 12, "denominator": 24, "answers": 12, "status": ""}


def test_answered_at_least_one_of_all_offered(told, holds):
    assert holds(told(TABLE, "response_rate", item="", offered=OFFERED), EXPECTED)
