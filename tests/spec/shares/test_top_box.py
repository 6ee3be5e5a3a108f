"""The share that chose the very best category, of all answers with an opinion: "mycket lätt" alone, a ten of ten.

The best category is the one with the highest score, whether or not more of them count as positive. Source: the *top
box* of customer surveys.
"""

TITLE = "Top box"
TABLE = """
responses  contact
        3  very_easy
        4  easy
        5  hard
        2  no_opinion
"""
EXPECTED = {"value": 25.0, "numerator": 3, "denominator": 12}


def test_the_best_category_alone(told, holds):
    assert holds(told(TABLE, "top_box"), EXPECTED)


def test_a_ten_of_ten(told):
    assert told("responses satisfied\n 3 10\n 9 9", "top_box", item="satisfied")["value"] == 25.0
