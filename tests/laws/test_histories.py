"""Laws of releases: random surveys that are published piece by piece give nothing back; with primary alone they do.

The run of a thousand is `python3 run bench disclosure`.
"""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2]))

from benchmarks.disclosure import count_leaking, draw_history

from genklang.disclosure.attack_counts import attack_counts
from genklang.disclosure.policy import DEFAULT


@pytest.mark.parametrize("seed", range(10))
def test_nothing_comes_back_from_a_history(seed):
    releases = draw_history(seed)
    assert sum(release.height for release in releases) > 0
    assert attack_counts(releases, DEFAULT) == []


def test_primary_suppression_alone_leaks():
    assert count_leaking(range(8), primary_only=True) >= 6
