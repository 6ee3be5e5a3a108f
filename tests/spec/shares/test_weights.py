"""With weights the share is Σ weight × positive / Σ weight. The counts behind it stay unweighted.

Weights are kept as classes in millionths, so the sums are whole numbers and exact. The interval about this round is
Wilson's with Kish's effective number of answers, (Σw)² / Σw². Source: Kish (1965).
"""

TITLE = "Weighted shares"
TABLE = """
responses  weight  contact
        6     0.5     easy
        2     0.5     hard
        4       2     hard
"""
EXPECTED = {"value": 25.0, "numerator": 6, "denominator": 12, "low": 7.15, "high": 59.07}


def test_weights_move_the_share_not_the_counts(told, holds):
    assert holds(told(TABLE, "share_positive"), EXPECTED)
