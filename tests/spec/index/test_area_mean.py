"""A quality area's figure is the mean, with equal weights, of the share positive of its items.

The base that is given is the smallest of the items' bases. The standard error holds the items' covariance. Source:
our own rule, for the quality areas of SKR's survey.
"""

TITLE = "Quality-area mean"
TABLE = """
responses  contact     reply
        6  easy        easy
        2  easy        hard
        2  hard        no_opinion
"""
EXPECTED = {"value": 77.5, "denominator": 8, "low": 47.89, "high": 92.81}


def test_mean_of_the_items_shares(told, holds):
    assert holds(told(TABLE, "area_mean", item="area:access"), EXPECTED)
