"""The distribution gives each category's share of all answers with an opinion; the shares add up to 100.

On a multiple-choice item the base is all who chose anything, and the shares may add up to more. Source: Kolada's base
of the share positive, for each category.
"""

import pytest

TITLE = "Distribution"
TABLE = """
responses  contact
        5  very_easy
        3  easy
        2  very_hard
        4  no_opinion
"""
EXPECTED = {1: 50.0, 2: 30.0, 3: 0.0, 4: 20.0}
TABLE_OF_CHOICES = """
responses  services  services:1  services:2
        3         1         yes          no
        1         1         yes         yes
        2     blank       blank       blank
"""
EXPECTED_OF_CHOICES = {1: 100.0, 2: 25.0}


@pytest.mark.parametrize("code", EXPECTED)
def test_shares_of_an_item_with_one_answer(told, code):
    assert told(TABLE, "distribution", name=f"distribution:{code}")["value"] == EXPECTED[code]


@pytest.mark.parametrize("code", EXPECTED_OF_CHOICES)
def test_shares_of_an_item_with_several(told, code):
    row = told(TABLE_OF_CHOICES, "distribution", item="services", name=f"distribution:{code}")
    assert (row["value"], row["denominator"]) == (EXPECTED_OF_CHOICES[code], 4)
