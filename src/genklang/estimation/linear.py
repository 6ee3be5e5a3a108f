"""Means over several items with their linearised variance, from counts per category and sums over pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from genklang.estimation.interval import divide
from genklang.estimation.measure import Counts, DomainSums, drop_noise
from genklang.estimation.plan import ANSWERED, Plan, count_of
from genklang.estimation.tail import Floats
from genklang.instrument.model import Item

PairNames = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a mean: its counters with the score each stands for, in the unit of the sums over pairs.

    The item counts as shift + scale × score, and with its weight among the items.
    """

    item: str
    scores: Mapping[str, float]
    weight: float | Floats = 1.0
    scale: float = 1.0
    shift: float = 0.0


def score_hundred(item: Item, *, weight: float = 1.0) -> Part:
    """Return the item as a part that counts from 0 (worst) to 100 (best), its scores being the codes."""
    worst, best = (pick(item.substantive, key=lambda c: c.score or 0.0).code for pick in (min, max))
    scale = 100 / (best - worst)
    codes = {count_of(item.code, c.code): float(c.code) for c in item.substantive}
    return Part(item.code, codes, weight, scale, -scale * worst)


@dataclass(frozen=True, slots=True)
class LinearMean:
    """The mean of the items' means in each domain, its variance, and the smallest of the items' bases."""

    mean: Floats
    variance: Floats
    base: Counts
    asked: Counts


def has_pairs(plan: Plan, pairs: Mapping[tuple[int, int], PairNames]) -> bool:
    """Return whether the plan counted the pairs that a variance needs."""
    return {name for names in pairs.values() for name in names} <= set(plan.names)


def mean_of_items(
    sums: DomainSums, parts: Sequence[Part], pairs: Mapping[tuple[int, int], PairNames], *, asked: Sequence[Counts]
) -> LinearMean:
    """Return the mean of the items' means with their weights, over the items that were asked in the domain.

    Taylor linearisation: each response's influence on item i's mean is w (x − mean) / Σw; its variance over
    responses, n / (n − 1) Σ influence², needs the items' products, which `pairs` names by position (i < j).
    """
    here: list[Floats] = [(a > 0) * np.asarray(p.weight, float) for a, p in zip(asked, parts, strict=True)]
    weights = [sums.weight(*p.scores) for p in parts]
    means = [divide(_sum_scores(sums.weight, p), w) for p, w in zip(parts, weights, strict=True)]
    squares, size = np.zeros(sums.frame.height), np.zeros(sums.frame.height)
    for i, part in enumerate(parts):
        within, magnitude = _own_square(sums, part, means[i])
        reach = (here[i] * part.scale) ** 2
        squares += reach * _or_zero(divide(within, weights[i] ** 2))
        size += reach * _or_zero(divide(magnitude, weights[i] ** 2))
    for (i, j), names in pairs.items():
        both = here[i] * parts[i].scale * here[j] * parts[j].scale
        squares += 2 * both * _or_zero(divide(_cross(sums, names, means[i], means[j]), weights[i] * weights[j]))
    count: Floats = sum(here, start=np.zeros(sums.frame.height))
    answered = sums.count(ANSWERED).astype(np.float64)
    variance = divide(drop_noise(squares, size) * answered, np.maximum(answered - 1, 1) * count**2)
    counted = [np.where(h != 0, h * (p.shift + p.scale * m), 0.0) for h, p, m in zip(here, parts, means, strict=True)]
    total = sum(counted, start=np.zeros_like(count))
    return LinearMean(divide(total, count), variance, _smallest_base(sums, parts, asked), sum(asked))  # type: ignore[arg-type]


def _sum_scores(read: object, part: Part) -> Floats:
    return sum(score * read(name) for name, score in part.scores.items())  # type: ignore[operator, return-value]


def _own_square(sums: DomainSums, part: Part, mean: Floats) -> tuple[Floats, Floats]:
    """Return Σ w² (x − mean)² and, as its magnitude, Σ w² x²."""
    centred = sum(sums.square(name) * (score - mean) ** 2 for name, score in part.scores.items())
    raw = sum(sums.square(name) * score**2 for name, score in part.scores.items())
    return np.asarray(centred), np.asarray(raw)


def _cross(sums: DomainSums, names: PairNames, left_mean: Floats, right_mean: Floats) -> Floats:
    both, left, right, together = (sums.square(name) for name in names)
    return together - right_mean * left - left_mean * right + left_mean * right_mean * both


def _smallest_base(sums: DomainSums, parts: Sequence[Part], asked: Sequence[Counts]) -> Counts:
    bases = [np.where(a > 0, sums.count(*p.scores), np.iinfo(np.int64).max) for p, a in zip(parts, asked, strict=True)]
    least = np.min(bases, axis=0)
    return np.where(least == np.iinfo(np.int64).max, 0, least)


def _or_zero(values: Floats) -> Floats:
    return np.nan_to_num(values, nan=0.0)
