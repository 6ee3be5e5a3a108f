"""Cronbach's alpha (1951) tells how far the items of the index, or of an area, measure one thing: a number up to 1.

items / (items − 1) × (1 − Σ variance / variance of the sum), on scores moved to 0–100, each covariance over those with
an opinion on both items. The interval is Feldt's (1965), exact for normal scores. It is given to two decimals, without
its base. Where nothing varies there is none. From .7 an index is usually taken to be reliable. Of weighted answers, or
a sample drawn in strata or clusters, the interval is Feldt's on as many people drawn one by one as would tell as much:
the linearised variance of alpha, as in R's `survey`, gives the design effect.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_answers import counted, figure

from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains

TITLE = "Reliability"
TABLE = """
responses  satisfied  expected
        4          9         8
        3          6         7
        3          3         5
"""
EXPECTED = {"value": 0.88, "low": 0.52, "high": 0.97, "denominator": None}


def test_items_that_go_together(told, holds):
    assert holds(told(TABLE, "reliability", item=""), EXPECTED)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10), st.integers(1, 10)), min_size=3, max_size=30))
def test_it_is_the_textbook_s_alpha(pairs):
    values = np.array(pairs, float)
    found = estimate(counted([{"satisfied": a, "expected": b} for a, b in pairs]), "reliability", Domains(("round",)))
    whole = values.sum(axis=1).var(ddof=1)
    if whole > 0:
        alpha = 2 * (1 - values.var(axis=0, ddof=1).sum() / whole)
        assert figure(found, item="")["value"] == pytest.approx(alpha, abs=0.0051)
    else:
        assert (figure(found, item="")["value"], figure(found, item="")["status"]) == (None, "w")
