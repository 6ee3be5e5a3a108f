"""Means over several items with their linearised variance, from counts per category and sums over pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from genklang.estimation.drawn import Drawn, Read, Spread
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
    """The mean of the items' means in each domain, its variance, and the smallest of the items' bases.

    `spread`: the variance by design, where the sample was drawn by one.
    """

    mean: Floats
    variance: Floats
    base: Counts
    asked: Counts
    spread: Spread | None = None


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
    means = find_means(sums, parts)
    reach = [_or_zero(divide(h * p.scale, w)) for h, p, w in zip(here, parts, weights, strict=True)]
    squares, size = _sum_squares(sums.square, parts, pairs, means=[_or_zero(m) for m in means], reach=reach)
    count: Floats = sum(here, start=np.zeros(sums.frame.height))
    answered = sums.count(ANSWERED).astype(np.float64)
    variance = divide(drop_noise(squares, size) * answered, np.maximum(answered - 1, 1) * count**2)
    spread = None
    if sums.drawn:
        spread = _spread_items(sums.drawn, parts, pairs, means=means, reach=[divide(r, count) for r in reach])
        variance = spread.variance
    counted = [np.where(h != 0, h * (p.shift + p.scale * m), 0.0) for h, p, m in zip(here, parts, means, strict=True)]
    total = sum(counted, start=np.zeros_like(count))
    base = _smallest_base(sums, parts, asked)
    return LinearMean(divide(total, count), variance, base, sum(asked), spread)  # type: ignore[arg-type]


def find_means(sums: DomainSums, parts: Sequence[Part]) -> list[Floats]:
    """Return the mean of each item in each domain, in the unit of the sums over pairs; NaN where nobody answered."""
    return [divide(_sum_scores(sums.weight, p), sums.weight(*p.scores)) for p in parts]


def _spread_items(
    drawn: Drawn,
    parts: Sequence[Part],
    pairs: Mapping[tuple[int, int], PairNames],
    *,
    means: Sequence[Floats],
    reach: Sequence[Floats],
) -> Spread:
    """Return the spread by design; those with an opinion on most of the items are as many as answers count."""
    middle, far = [drawn.at(m) for m in means], [drawn.at(r) for r in reach]
    counts = [drawn.count(*p.scores) for p in parts]
    sums = [_sum_scores(drawn.count, p) for p in parts]
    z = sum(f * (s - m * n) for f, s, m, n in zip(far, sums, middle, counts, strict=True))
    zz, size = _sum_squares(drawn.count, parts, pairs, means=middle, reach=far)
    return drawn.spread(np.max(counts, axis=0), np.asarray(z), zz, size)


def _sum_squares(
    read: Read,
    parts: Sequence[Part],
    pairs: Mapping[tuple[int, int], PairNames],
    *,
    means: Sequence[Floats],
    reach: Sequence[Floats],
) -> tuple[Floats, Floats]:
    """Return the sum of squared influence, and as its magnitude that of the squared scores."""
    own = [_own_square(read, part, mean) for part, mean in zip(parts, means, strict=True)]
    squares = sum(r**2 * within for r, (within, _) in zip(reach, own, strict=True))
    size = sum(r**2 * magnitude for r, (_, magnitude) in zip(reach, own, strict=True))
    for (i, j), names in pairs.items():
        squares = squares + 2 * reach[i] * reach[j] * _cross(read, names, means[i], means[j])
    return np.asarray(squares), np.asarray(size)


def _sum_scores(read: Read, part: Part) -> Floats:
    return np.asarray(sum(score * read(name) for name, score in part.scores.items()))


def _own_square(read: Read, part: Part, mean: Floats) -> tuple[Floats, Floats]:
    """Return Σ (x − mean)² and, as its magnitude, Σ x²."""
    counts = {name: read(name) for name in part.scores}
    centred = sum(counts[name] * (score - mean) ** 2 for name, score in part.scores.items())
    raw = sum(counts[name] * score**2 for name, score in part.scores.items())
    return np.asarray(centred), np.asarray(raw)


def _cross(read: Read, names: PairNames, left_mean: Floats, right_mean: Floats) -> Floats:
    both, left, right, together = (read(name) for name in names)
    return together - right_mean * left - left_mean * right + left_mean * right_mean * both


def _smallest_base(sums: DomainSums, parts: Sequence[Part], asked: Sequence[Counts]) -> Counts:
    bases = [np.where(a > 0, sums.count(*p.scores), np.iinfo(np.int64).max) for p, a in zip(parts, asked, strict=True)]
    least = np.min(bases, axis=0)
    return np.where(least == np.iinfo(np.int64).max, 0, least)


def _or_zero(values: Floats) -> Floats:
    return np.nan_to_num(values, nan=0.0)
