"""Means and covariances of complete answers, from counts, sums and sums of products."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genklang.estimation.interval import kish_size
from genklang.estimation.measure import DomainSums
from genklang.estimation.plan import complete_name, driver_items, driver_outcomes
from genklang.estimation.tail import Floats
from genklang.instrument.model import Instrument, Item


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and covariance of variables over those with an answer on all, `n` of them (effective if weighted)."""

    n: float
    mean: Floats
    covariance: NDArray[np.float64]

    def combine(self, matrix: NDArray[np.float64]) -> "Moments":
        """Return the moments of linear combinations: one row of `matrix` each."""
        return Moments(self.n, matrix @ self.mean, matrix @ self.covariance @ matrix.T)


def moments_of_rows(values: NDArray[np.float64], weight: Floats | None = None) -> Moments:
    """Return the moments of a table of numbers, one row a respondent; rows with a blank are left out."""
    is_whole = ~np.isnan(values).any(axis=1)
    complete = values[is_whole]
    w = np.ones(len(complete)) if weight is None else weight[is_whole]
    sums, products = w @ complete, complete.T @ (w[:, None] * complete)
    total, square = w.sum(keepdims=True), (w**2).sum(keepdims=True)
    return moments_of_sums(float(total[0]), float(kish_size(total, square)[0]), sums, products)


def moments_of_sums(weight: float, n: float, sums: Floats, products: NDArray[np.float64]) -> Moments:
    """Return the moments from Σw, the (effective) number, Σwx and Σwxy. No variance that is cancellation stays."""
    if weight <= 0 or n <= 1:
        width = len(sums)
        return Moments(n, np.full(width, np.nan), np.full((width, width), np.nan))
    mean = sums / weight
    covariance = (products / weight - np.outer(mean, mean)) * n / (n - 1)
    magnitude = np.sqrt(np.outer(np.diag(products), np.diag(products))) / weight
    return Moments(n, mean, np.where(np.abs(covariance) < 1e-12 * magnitude, 0.0, covariance))


def moments_of_drivers(sums: DomainSums) -> list[Moments | None]:
    """Return the moments of the driver items' scores, 0–100, in each domain; None where nobody answered all."""
    items = driver_items(sums.plan.instrument)
    codes = [i.code for i in items]
    if not codes or complete_name() not in sums.plan.names:
        return []
    n = sums.count(complete_name()).astype(np.float64)
    weight, square = sums.weight(complete_name()), sums.square(complete_name())
    first = np.stack([sums.weight(complete_name(c)) for c in codes], axis=1)
    second = _second(sums, codes)
    shift, scale = scale_to_hundred(items)
    effective = np.where(square > 0, weight**2 / np.maximum(square, 1e-300), 0.0)
    found = []
    for row in range(sums.frame.height):
        raw = moments_of_sums(weight[row], effective[row], first[row], second[row]) if n[row] > 1 else None
        found.append(raw and Moments(raw.n, shift + scale * raw.mean, np.outer(scale, scale) * raw.covariance))
    return found


def outcome_and_predictors(instrument: Instrument) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Return the matrix that makes the outcome and the predictors of the driver items, and the predictors' names.

    The outcome is the mean of its items. With an index the predictors are quality areas (`area:<code>`), otherwise
    items.
    """
    items = driver_items(instrument)
    outcomes = len(driver_outcomes(instrument))
    predictors = items[outcomes:]
    names = _name_predictors(instrument, predictors)
    rows = [[1 / outcomes if place < outcomes else 0.0 for place in range(len(items))]]
    for name in names:
        inside = [_belongs(item, name) for item in items[outcomes:]]
        rows.append([0.0] * outcomes + [belongs / sum(inside) for belongs in inside])
    return np.asarray(rows), names


def _name_predictors(instrument: Instrument, predictors: Sequence[Item]) -> tuple[str, ...]:
    areas = [a for a in instrument.areas if any(i.area == a for i in predictors)]
    if any(i.index for i in instrument.items) and len(areas) > 1 and all(i.area for i in predictors):
        return tuple(f"area:{a}" for a in areas)
    return tuple(i.code for i in predictors)


def _belongs(item: Item, name: str) -> bool:
    return name in {item.code, f"area:{item.area}"}


def _second(sums: DomainSums, codes: Sequence[str]) -> NDArray[np.float64]:
    products = np.empty((sums.frame.height, len(codes), len(codes)))
    for i, left in enumerate(codes):
        for j in range(i, len(codes)):
            products[:, i, j] = products[:, j, i] = sums.weight(complete_name(left, codes[j]))
    return products


def scale_to_hundred(items: Sequence[Item]) -> tuple[Floats, Floats]:
    """Return what turns codes into scores from 0 (worst) to 100 (best): shift + scale × code."""
    shifts, scales = [], []
    for item in items:
        worst, best = (pick(item.substantive, key=lambda c: c.score or 0.0) for pick in (min, max))
        scale = 100 / (best.code - worst.code)
        scales.append(scale)
        shifts.append(-scale * worst.code)
    return np.asarray(shifts), np.asarray(scales)
