"""What the interval of a difference covers when whole units are drawn: by design, and as if people were drawn."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "estimation"))

from survey_answers import counted

from genklang.estimation.compare import compare_complement, compare_previous
from genklang.estimation.designed import Design
from genklang.estimation.lattice import Domains

SAMPLES, UNITS, PEOPLE = 300, 14, 12
DESIGN = Design(("organisation",), ("organisation", "unit"))


def draw_samples(seed, *, by):
    """Return many samples of units, one an organisation; people of a unit are alike, and all truly differ by nothing.

    `by`: `round` (other units each time) or `target_group` (each unit is of one group).
    """
    random = np.random.default_rng(seed)
    sides = ("2021", "2022") if by == "round" else ("adults", "youths")
    rows = []
    for sample in range(SAMPLES):
        for side in sides:
            for unit, share in enumerate(random.beta(2.4, 1.6, UNITS)):
                yes = random.binomial(PEOPLE, share)
                keys = {"organisation": f"A{sample}", "unit": f"{side} {unit}", by: side}
                rows += [keys | {"contact": 1}] * yes + [keys | {"contact": 4}] * (PEOPLE - yes)
    return counted(rows)


def held(stats, by, design):
    keys = ("round", "organisation") if by == "round" else ("round", "organisation", "target_group")
    if by == "round":
        found = compare_previous(stats, "share_positive", Domains(keys), design=design)
    else:
        found = compare_complement(stats, "share_positive", Domains(keys), axis=by, design=design)
        found = found.filter(target_group="adults")
    assert found.height == SAMPLES
    return ((found["low"] <= 0) & (found["high"] >= 0)).mean()


@pytest.mark.parametrize("by", ["round", "target_group"])
def test_a_difference_between_samples_of_units_is_covered_by_design_only(by):
    stats = draw_samples(7, by=by)
    assert 0.92 <= held(stats, by, DESIGN) <= 0.98
    assert held(stats, by, None) < 0.8
