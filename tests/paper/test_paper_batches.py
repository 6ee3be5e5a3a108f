"""The error rate that a batch report states: its interval covers the truth in 95 of 100 batches or more."""

import numpy as np

from genklang.analysis.finish_review import bound_errors
from genklang.analysis.read_forms import AUDITED
from genklang.paper.synthesis.batches import draw_batches


def test_the_interval_covers_the_truth():
    batches = draw_batches(400, np.random.default_rng(12), audited=AUDITED)
    covered = []
    for accepted, wrong, checked, found in zip(
        batches.accepted, batches.wrong, batches.checked, batches.found, strict=True
    ):
        low, high = bound_errors(int(found), checked=int(checked), accepted=int(accepted))
        covered.append(low <= wrong / accepted <= high)
    assert np.mean(covered) >= 0.95
    assert np.mean(batches.found > 0) > 0.1
