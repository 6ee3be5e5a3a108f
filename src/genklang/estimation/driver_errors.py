"""Errors of drivers in a sample drawn by design: the linearised variance over its strata and clusters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from genklang.estimation.design import add_spread, count_degrees
from genklang.estimation.drawn import ROW, Drawn, Spread, invert
from genklang.estimation.drivers import DriverPoint
from genklang.estimation.interval import ONE_SIDE
from genklang.estimation.measure import DomainSums
from genklang.estimation.moments import outcome_and_predictors, scale_to_hundred
from genklang.estimation.plan import complete_name, driver_items
from genklang.estimation.quadratic import Matrix, sum_squares
from genklang.estimation.tail import Floats


@dataclass(frozen=True, slots=True)
class Cells:
    """The complete answers of each cell: their number, and of outcome and predictors what their influence is made of.

    `away`: mean, from the domain's. `covariance`: within the cell. `strayed`: Σ (x − x̄)(x − x̄)' less n times the
    domain's own covariance. `part`: what part of the domain's weight a weight of one is.
    """

    n: Floats
    away: Matrix
    covariance: Matrix
    strayed: Matrix
    part: Floats


def find_reaches(drawn: Drawn, sums: DomainSums, points: Sequence[DriverPoint | None]) -> list[Floats | None]:
    """Return how far the 95 % limits of each domain's driver figures are from them, by Student's t.

    Linearised (Deville 1999): an answer's influence on a covariance is w ((x − x̄)(y − ȳ) − s) / Σw, on a figure the
    sum of these times its slopes. Over clusters they add up exactly; where none were drawn, scores are taken as normal
    within each stratum and weight. None where the degrees of freedom are fewer than the predictors.
    """
    known = next((p for p in points if p is not None), None)
    if known is None:
        return [None for _ in points]
    cells = _place_cells(drawn, sums, points, len(known.moments.mean))
    nothing = np.zeros_like(known.slopes)
    slopes = np.stack([nothing if p is None else p.slopes for p in points])[_rows(drawn)]
    spreads = [_spread_figure(drawn, cells, slopes[:, figure]) for figure in range(len(known.figures))]
    degrees = count_degrees(spreads[0].found)
    width = np.abs(stdtrit(np.maximum(degrees, 1), ONE_SIDE))
    reach = width[:, None] * np.sqrt(np.stack([s.variance for s in spreads], axis=1))
    enough = degrees >= len(known.weight)
    return [r if e and p is not None else None for r, e, p in zip(reach, enough, points, strict=True)]


def find_reach_of_rows(values: Matrix, design: pl.DataFrame, point: DriverPoint) -> tuple[Floats, pl.DataFrame]:
    """Return what `find_reaches` does for a table of outcome and predictors, and what `add_spread` tells of it.

    `design`: `stratum`, `cluster` (if any) and `weight` of each row. Nothing is taken as normal.
    """
    is_whole = np.asarray(np.isfinite(values).all(axis=1), dtype=bool)
    rows = design.with_columns(pl.lit(0).alias(ROW), pl.Series("n", is_whole.astype(np.float64)))
    away = np.where(is_whole[:, None], values, point.moments.mean) - point.moments.mean
    size = point.moments.n / (point.moments.n - 1) / float((design["weight"].to_numpy() * is_whole).sum())
    middle = np.einsum("kij,ij->k", point.slopes, point.moments.covariance) * (point.moments.n - 1) / point.moments.n
    influence = (np.einsum("ri,kij,rj->rk", away, point.slopes, away) - middle) * size * is_whole[:, None]
    count = pl.struct("cluster").n_unique() if "cluster" in rows.columns else pl.len()
    strata = rows.group_by("stratum").agg(count.cast(pl.Float64).alias("psus"), population=pl.lit(None, pl.Float64))
    spreads = [
        add_spread(rows.with_columns(z=pl.Series(z), zz=pl.Series(z**2), size=pl.Series(z**2)), strata, by=[ROW])
        for z in influence.T
    ]
    variance = np.array([found["variance"][0] for found in spreads])
    width = float(np.abs(stdtrit(max(count_degrees(spreads[0])[0], 1), ONE_SIDE)))
    return width * np.sqrt(variance), spreads[0]


def _spread_figure(drawn: Drawn, cells: Cells, slopes: Matrix) -> Spread:
    total = np.einsum("cij,cij->c", slopes, cells.strayed)
    squares = sum_squares(total, cells.n, slopes, away=cells.away, covariance=cells.covariance) * cells.part**2
    return drawn.spread(cells.n, total * cells.part, squares, squares)


def _place_cells(drawn: Drawn, sums: DomainSums, points: Sequence[DriverPoint | None], size: int) -> Cells:
    mean, middle = np.zeros((len(points), size)), np.zeros((len(points), size, size))
    for row, point in enumerate(points):
        if point is not None:
            mean[row] = point.moments.mean
            middle[row] = point.moments.covariance
    n, first, second = _sum_products(drawn, sums)
    some = np.maximum(n, 1.0)[:, None]
    own = first / some
    covariance = second / some[:, :, None] - _outer(own)
    away = np.where(n[:, None] > 0, own - mean[_rows(drawn)], 0.0)
    # Covariances of the sample are n / (n − 1) times the mean product.
    more = drawn.at(np.array([1.0 if p is None else p.moments.n / (p.moments.n - 1) for p in points]))[:, None, None]
    covariance, away = more * covariance, np.sqrt(more[:, :, 0]) * away
    strayed = n[:, None, None] * (covariance + _outer(away) - middle[_rows(drawn)])
    return Cells(n, away, covariance, strayed, drawn.at(invert(sums.weight(complete_name()))))


def _rows(drawn: Drawn) -> NDArray[np.int64]:
    return drawn.cells[ROW].cast(pl.Int64).to_numpy()


def _outer(values: Matrix) -> Matrix:
    return np.asarray(np.einsum("ci,cj->cij", values, values))


def _sum_products(drawn: Drawn, sums: DomainSums) -> tuple[Floats, Matrix, Matrix]:
    """Return over the complete answers of each cell their number, and of outcome and predictors Σx and Σxx'."""
    items = driver_items(sums.plan.instrument)
    codes = [i.code for i in items]
    matrix, _ = outcome_and_predictors(sums.plan.instrument)
    shift, scale = scale_to_hundred(items)
    n = drawn.count(complete_name())
    first = np.stack([drawn.count(complete_name(c)) for c in codes], axis=1)
    second = np.empty((len(n), len(codes), len(codes)))
    for i, left in enumerate(codes):
        for j, right in enumerate(codes[i:], i):
            second[:, i, j] = second[:, j, i] = drawn.count(complete_name(left, right))
    turn, moved = matrix * scale, matrix @ shift
    turned = first @ turn.T
    cross = np.einsum("ci,j->cij", turned, moved)
    ends = n[:, None, None] * np.outer(moved, moved)
    products = turn @ second @ turn.T + cross + np.swapaxes(cross, 1, 2) + ends
    return n, turned + n[:, None] * moved, products
