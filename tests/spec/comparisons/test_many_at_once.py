"""Many comparisons in one published table are adjusted together (Benjamini and Hochberg): of what is called
different, at most one in twenty is expected to be chance.

300 equal units would otherwise give 13.8 false flags. Source: Benjamini and Hochberg (1995).
"""

import pytest

from genklang.estimation.test import benjamini_hochberg

TITLE = "Many comparisons at once"
P_VALUES = [0.001, 0.012, 0.04, 0.041, 0.3, 0.9]
EXPECTED = [0.006, 0.036, 0.0615, 0.0615, 0.36, 0.9]


def test_adjusted_p_values():
    assert benjamini_hochberg(P_VALUES) == pytest.approx(EXPECTED)
