"""A PLS path model tells which blocks of items go with which, with weights for the items found on the way.

Each block is a weighted sum of its items; the outer weights are found in turns with the inner ones (schemes path,
factorial and centroid; Lohmöller 1989), all from means and covariances. Paths are standardised regression coefficients
between blocks; effects are in index points of one block per index point of another, ways through other blocks
included. With one item in each block it is plain regression. On 250 answers to 24 items it agrees with a computation
from scores in R.
It says what goes together, never what causes what.
"""

import polars as pl
import pytest

from genklang.analysis import pls

TITLE = "PLS path model"
TABLE = """
access  staff  satisfied
     3      5          4
     5      4          5
     6      8          7
     7      6          7
     8      7          8
     9      9         10
"""
PATHS = [("access", "satisfied"), ("staff", "satisfied")]
EXPECTED = {
    "paths": {("access", "satisfied"): 0.708, ("staff", "satisfied"): 0.35},
    "effects": {("access", "satisfied"): 0.7, ("staff", "satisfied"): 0.4},
    "r_squared": {"satisfied": 0.991},
    "index": {"access": 59.259, "staff": 61.111, "satisfied": 64.815},
}


def test_with_one_item_a_block_it_is_regression():
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    frame = pl.DataFrame([list(map(int, line)) for line in lines], schema=head, orient="row")
    found = pls(frame, {name: [name] for name in head}, PATHS)
    for name, expected in EXPECTED.items():
        assert getattr(found, name) == pytest.approx(expected, abs=5e-4)
