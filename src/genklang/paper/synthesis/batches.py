"""Draws batches of accepted answers with known errors and an audit of each, to hold the interval to the truth."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SIZES: Final = (200, 60_000)
"""Accepted questions of a batch, drawn evenly on the scale of logarithms."""
RATES: Final = (1e-5, 0.05)
"""Share of them that are wrong, drawn likewise: from far better than the goal to a scanner that is broken."""


@dataclass(frozen=True, slots=True)
class Batches:
    """By batch: questions accepted, how many of them are wrong, how many were looked at again, wrong among those."""

    accepted: NDArray[np.int64]
    wrong: NDArray[np.int64]
    checked: NDArray[np.int64]
    found: NDArray[np.int64]


def draw_batches(count: int, rng: np.random.Generator, *, audited: float) -> Batches:
    """Return batches of which each accepted answer is looked at again with the chance `audited`, at least one each."""
    accepted = _spread(SIZES, count, rng).astype(np.int64)
    wrong = rng.binomial(accepted, _spread(RATES, count, rng))
    checked = np.maximum(rng.binomial(accepted, np.full(count, audited)), 1)
    return Batches(accepted, wrong, checked, rng.hypergeometric(wrong, accepted - wrong, checked))


def _spread(ends: tuple[float, float], count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return np.exp(rng.uniform(np.log(ends[0]), np.log(ends[1]), count))
