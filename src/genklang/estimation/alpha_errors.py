"""The error of Cronbach's alpha in a sample drawn by design: linearised over its strata and clusters."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy.special import stdtrit

from genklang.estimation.design import count_degrees
from genklang.estimation.drawn import Drawn, Read, Spread, invert
from genklang.estimation.interval import ONE_SIDE, Z, divide
from genklang.estimation.linear import Part
from genklang.estimation.measure import Counts, DomainSums
from genklang.estimation.plan import pair_names
from genklang.estimation.quadratic import sum_squares
from genklang.estimation.tail import Floats

Sums = tuple[Floats, Floats, Floats, Floats]
"""Over those with an opinion on two items (or one, twice): how many, Σx, Σy, Σxy; weighted or not."""


def spread_alpha(sums: DomainSums, drawn: Drawn, parts: Sequence[Part], own: Floats, shared: Floats) -> Spread:
    """Return the spread of alpha of `parts`, whose variances add up to `own` and covariances (i < j) to `shared`.

    An answer's influence on a variance or covariance is w ((x − x̄)(y − ȳ) − s) / Σw. On alpha, with T = own + 2 shared:
    items / (items − 1) · 2 (own · d shared − shared · d own) / T². Sums over clusters are exact; where none were drawn,
    scores are taken as normal within each stratum and weight.
    """
    count, size = len(parts), drawn.cells.height
    scale = 2 * count / (count - 1) * divide(np.ones_like(own), (own + 2 * shared) ** 2)
    total, most = np.zeros(size), np.zeros(size)
    form, covariance = np.zeros((size, count, count)), np.zeros((size, count, count))
    away = np.zeros((size, count))
    for i, j in _list_pairs(count):
        weight, *first = (a for a in _read(sums.weight, parts[i], parts[j], same=i == j))
        mean_x, mean_y, mean_xy = (np.nan_to_num(divide(a, weight)) for a in first)
        bias = np.nan_to_num(_bias(_read(sums.count, parts[i], parts[j], same=i == j)[0]))
        slope = drawn.at(scale * (-shared if i == j else own) * parts[i].scale * parts[j].scale * bias * invert(weight))
        n, x, y, xy = _read(drawn.count, parts[i], parts[j], same=i == j)
        at_x, at_y, at_xy = (drawn.at(a) for a in (mean_x, mean_y, mean_xy))
        total += slope * (xy - at_y * x - at_x * y + n * (2 * at_x * at_y - at_xy))
        some, most = np.maximum(n, 1.0), np.maximum(most, n)
        form[:, i, j] = form[:, j, i] = slope if i == j else slope / 2
        covariance[:, i, j] = covariance[:, j, i] = np.where(n > 0, xy / some - x * y / some**2, 0.0)
        if i == j:
            away[:, i] = np.where(n > 0, x / some - at_x, 0.0)
    squares = sum_squares(total, most, form, away=away, covariance=covariance)
    return drawn.spread(most, total, squares, squares)


def count_worth(base: Floats, spread: Spread) -> Floats:
    """Return how many answers drawn one by one tell as much as `base` of the design, by its degrees of freedom."""
    simple = spread.found["simple"].cast(float).fill_null(np.nan).to_numpy()
    effect = np.nan_to_num(divide(spread.variance, np.nan_to_num(simple)), nan=1.0)
    degrees = count_degrees(spread.found)
    correction = (Z / np.abs(stdtrit(np.maximum(degrees, 1), ONE_SIDE))) ** 2
    return np.asarray(base / np.where(effect > 0, effect, 1.0) * np.nan_to_num(correction, nan=1.0))


def _list_pairs(count: int) -> Iterator[tuple[int, int]]:
    return ((i, j) for i in range(count) for j in range(i, count))


def _read(read: Read | Callable[..., Counts], left: Part, right: Part, *, same: bool) -> Sums:
    if not same:
        n, x, y, xy = (np.asarray(read(name), dtype=np.float64) for name in _names(left, right))
        return n, x, y, xy
    counts = {score: np.asarray(read(name), dtype=np.float64) for name, score in left.scores.items()}
    n, x, xx = (np.sum([score**power * c for score, c in counts.items()], axis=0) for power in (0, 1, 2))
    return n, x, x, xx


def _names(left: Part, right: Part) -> tuple[str, str, str, str]:
    return pair_names(left.item, right.item, by_score=True)


def _bias(n: Floats) -> Floats:
    return divide(n, np.maximum(n - 1.0, 1.0))
