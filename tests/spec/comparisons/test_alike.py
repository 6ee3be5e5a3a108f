"""Organisations named as alike: their **unweighted mean**, the own one left out, so that the two sides never overlap.

Own counts against own counts are tested; the mean's error is that of a mean over organisations (Student's t). Own
counts against published figures hold those as fixed. Between published figures nothing is tested. Only figures that
are printed in full are used, so the mean gives nothing away. Source: the unweighted mean as in Kolada; Student
(1908).
"""

import polars as pl

from genklang.analysis.derive_effective import count_answers
from genklang.analysis.derive_places import compare_like
from genklang.tables.estimate import ESTIMATE_SCHEMA

TITLE = "Those alike"
TABLE = """
organisation  value  numerator  denominator  source
A             90     90         100          own
B             70     70         100          own
C             74     74         100          own
D             72     72         100          own
E             10     10         100          own
"""
LIKE = ["A", "B", "C", "D"]
EXPECTED = {"value": 90.0, "other_value": 72.0, "difference": 18.0, "low": 9.06, "high": 24.69, "p": 0.0, "rung": 1}


def read(table):
    head, *lines = (line.split() for line in table.strip().splitlines())
    fixed = {"round": "2022", "item": "contact", "statistic": "share_positive", "status": ""}
    frame = pl.DataFrame([dict(zip(head, line, strict=True)) | fixed for line in lines])
    columns = ((pl.col(c) if c in frame.columns else pl.lit(None)).cast(t).alias(c) for c, t in ESTIMATE_SCHEMA.items())
    return count_answers(frame.select(columns))


def test_the_mean_of_the_others_alike(holds):
    found = compare_like(read(TABLE), LIKE)
    assert holds(found.row(0, named=True), EXPECTED)
    assert found["against_label"].to_list() == ["3", "3", "3", "3", "4"]


def test_published_figures_are_fixed_or_not_tested():
    mixed = TABLE.replace("100          own\nC", "100          Kolada\nC")
    found = compare_like(read(mixed), LIKE)
    verdicts = dict(found.select("organisation", "verdict").iter_rows())
    assert verdicts == {"A": "fixed", "B": "untested", "C": "fixed", "D": "fixed", "E": "fixed"}


def test_one_alone_is_no_mean():
    assert compare_like(read(TABLE), ["A", "B"]).filter(pl.col("organisation") == "A").is_empty()
    assert compare_like(read(TABLE), []).is_empty()
