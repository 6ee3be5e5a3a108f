"""A quality area's index is the mean, with equal weights, of its items, each moved to 0 (worst) – 100 (best).

An item is moved by its own scale: (mean score − worst) / (best − worst) × 100. Items whose scores do not go by equal
steps have no part in it. The base that is given is the smallest of the items' bases; the error holds their
covariance. Source: as the index of Statistics Sweden (SCB), for any scale; equal weights are our default.
"""

TITLE = "Quality-area index"
TABLE = """
responses  contact     reply
        6  very_easy   easy
        2  easy        very_hard
        2  hard        no_opinion
"""
EXPECTED = {"value": 65.0, "denominator": 8, "low": 44.14, "high": 81.36, "interval": "process"}


def test_mean_of_the_items_moved_to_0_100(told, holds):
    assert holds(told(TABLE, "area_index", item="area:access"), EXPECTED)


def test_the_ends_of_the_scale(told):
    for word, index in (("very_easy", 100.0), ("very_hard", 0.0)):
        assert told(f"responses contact reply\n 7 {word} {word}", "area_index", item="area:access")["value"] == index
