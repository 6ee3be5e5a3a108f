"""NKI (Nöjd-Kund-Index) is the mean over its items of (mean score − 1) / 9 × 100, on scales from 1 to 10.

All items weigh the same. Each item's mean is over its own answers, so a response with one blank still counts. The
standard error is linearised and holds the covariances between the items. A mean of 7.5 is an index of 72; 8.7 is
85.6. Source: the Nöjd-Kund-Index of Statistics Sweden (SCB), after ACSI (Fornell and others 1996).
"""

import pytest

TITLE = "NKI"
TABLE = """
responses  satisfied  expected
        3          9         8
        2          6         5
        1         10     blank
"""
EXPECTED = {"value": 72.04, "denominator": 5, "low": 48.51, "high": 87.57, "interval": "process"}
MEANS_AND_INDICES = {7: 66.67, 8: 77.78, 10: 100.0, 1: 0.0}


def test_mean_of_the_items_means(told, holds):
    assert holds(told(TABLE, "nki", item=""), EXPECTED)


@pytest.mark.parametrize("mean", MEANS_AND_INDICES)
def test_points_of_the_scale(told, mean):
    table = f"responses satisfied expected\n 12 {mean} {mean}"
    assert round(told(table, "nki", item="")["value"], 2) == MEANS_AND_INDICES[mean]


@pytest.mark.parametrize(("low", "high", "index"), [("7", "8", 72.2), ("8", "9", 83.3)])
def test_the_published_checks(told, low, high, index):
    table = f"responses satisfied expected\n 5 {low} {low}\n 5 {high} {high}"
    assert round(told(table, "nki", item="")["value"], 1) == index


def test_a_mean_of_8_7_is_85_6(told):
    assert round(told("responses satisfied expected\n 3 8 8\n 7 9 9", "nki", item="")["value"], 1) == 85.6
