"""Reliability: Cronbach's alpha of the index and of each quality area, from sums over pairs of items."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.special import fdtri

from genklang.estimation.alpha_errors import count_worth, spread_alpha
from genklang.estimation.interval import ONE_SIDE, divide, kish_size
from genklang.estimation.items import asked
from genklang.estimation.linear import Part, score_hundred
from genklang.estimation.measure import UNTOLD, Counts, DomainSums, Figures, drop_noise, tell_status
from genklang.estimation.plan import index_items, pair_names, scored_items
from genklang.estimation.statistic import Statistic
from genklang.estimation.tail import Floats
from genklang.instrument.model import Item
from genklang.tables.estimate import Interval

NAME = "reliability"
DECIMALS = 2
"""More would let sums over few answers be counted back."""


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — always of the process
    return tuple(_alphas(sums))


def _alphas(sums: DomainSums) -> Iterator[Figures]:
    instrument = sums.plan.instrument
    groups = {"": index_items(instrument)} | {f"area:{a}": scored_items(instrument, a) for a in instrument.areas}
    for name, items in groups.items():
        pairs = [pair_names(a.code, b.code, by_score=True) for i, a in enumerate(items) for b in items[i + 1 :]]
        if len(items) > 1 and {counter for names in pairs for counter in names} <= set(sums.plan.names):
            yield _alpha(sums, name, items)


def _alpha(sums: DomainSums, name: str, items: Sequence[Item]) -> Figures:
    parts = [score_hundred(item) for item in items]
    own = np.sum([_variance(sums, part) for part in parts], axis=0)
    shared, base, people = _covariances(sums, parts)
    count = len(items)
    # Variances and covariances rest on different answers where some are blank, which may carry it beyond one.
    alpha = np.minimum(count / (count - 1) * (1 - divide(own, own + 2 * shared)), 1.0)
    is_known = (base > 1) & (own + 2 * shared > 0)
    if sums.drawn:
        people = count_worth(people, spread_alpha(sums, sums.drawn.as_process(), parts, own, shared))
    ends = [1 - (1 - alpha) * _quantile(people, count, place) for place in (1 - ONE_SIDE, ONE_SIDE)]
    value, low, high = (np.where(is_known, a, np.nan).round(DECIMALS) for a in (alpha, *ends))
    untold = np.full(len(base), UNTOLD)
    # A row of every domain, whatever is known: that one is missing would tell of a small base.
    status = tell_status(sums, value, np.stack([sums.count(*asked(i)) for i in items]).min(axis=0))
    return Figures(name, NAME, value, low, high, untold, None, Interval.PROCESS, status)


def _variance(sums: DomainSums, part: Part) -> Floats:
    n, weight = sums.count(*part.scores), sums.weight(*part.scores)
    first = divide(np.sum([score * sums.weight(name) for name, score in part.scores.items()], axis=0), weight)
    second = divide(np.sum([score**2 * sums.weight(name) for name, score in part.scores.items()], axis=0), weight)
    spread = drop_noise(second - first**2, second)
    return part.scale**2 * spread * divide(n.astype(np.float64), np.maximum(n - 1.0, 1.0))


def _covariances(sums: DomainSums, parts: Sequence[Part]) -> tuple[Floats, Counts, Floats]:
    """Return the sum of the covariances, each over those with an opinion on both items, and the fewest of those.

    The fewest twice: as they are, and as many of equal weight.
    """
    total, base = np.zeros(sums.frame.height), np.full(sums.frame.height, np.iinfo(np.int64).max)
    people = np.full(sums.frame.height, np.inf)
    for i, left in enumerate(parts):
        for right in parts[i + 1 :]:
            names = pair_names(left.item, right.item, by_score=True)
            n = sums.count(names[0])
            weight, first, second, product = (sums.weight(name) for name in names)
            spread = divide(product, weight) - divide(first, weight) * divide(second, weight)
            total += left.scale * right.scale * spread * divide(n.astype(np.float64), np.maximum(n - 1.0, 1.0))
            base = np.minimum(base, n)
            people = np.minimum(people, kish_size(weight, sums.square(names[0])))
    return total, base, people


def _quantile(answers: Floats, count: int, place: float) -> Floats:
    """Return the quantile of F with n − 1 and (n − 1)(items − 1) degrees of freedom."""
    people = np.maximum(answers - 1.0, 1.0)
    return np.asarray(fdtri(people, people * (count - 1), place), dtype=np.float64)


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the count of each category of the items, and their sums over pairs of items",
    formula="items / (items − 1) × (1 − Σ variance / variance of the sum), on scores 0–100; a number up to 1; "
    "none where nothing varies or fewer than two answered a pair; its base is not told",
    variance="Feldt's exact interval from the F distribution, on the smallest number with an opinion on a pair; Kish's "
    "size when weighted, over the design effect of alpha where the sample was drawn in strata or clusters",
    interval=Interval.PROCESS,
    evaluate=_evaluate,
)
