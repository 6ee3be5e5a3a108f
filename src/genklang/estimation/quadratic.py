"""Errors of what is made of covariances: sums over cells of each answer's influence, a square form of its scores."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from genklang.estimation.tail import Floats

Matrix = NDArray[np.float64]
"""One symmetric matrix, or one for each domain or cell."""
STEP = 1e-5
"""Part of a variance by which it is moved to see what that does."""


def normal_variance(form: Matrix, covariance: Matrix) -> Floats:
    """Return the variance of x'·form·x, x normal around 0 with this covariance: 2 tr(FΣFΣ)."""
    product = form @ covariance
    return np.asarray(2 * np.einsum("...ij,...ji->...", product, product))


def covary_normal(forms: Matrix, covariance: Matrix) -> Matrix:
    """Return the covariances of several square forms of normal scores: 2 tr(FΣGΣ)."""
    products = forms @ covariance
    return np.asarray(2 * np.einsum("aij,bji->ab", products, products))


def find_slopes(function: Callable[[Matrix], Matrix], covariance: Matrix) -> Matrix:
    """Return the slopes of figures by the covariances, as one symmetric matrix each.

    `function` takes a stack of covariance matrices and gives a row of figures for each.
    """
    rows, columns = np.triu_indices(len(covariance))
    at = np.arange(len(rows))
    size = STEP * np.sqrt(np.diag(covariance)[rows] * np.diag(covariance)[columns])
    steps = np.zeros((len(rows), *covariance.shape))
    steps[at, rows, columns] = steps[at, columns, rows] = size
    slope = (function(covariance + steps) - function(covariance - steps)) / (2 * size)[:, None]
    found = np.zeros((slope.shape[1], *covariance.shape))
    # A covariance stands twice in the matrix, and both move together.
    found[:, rows, columns] = found[:, columns, rows] = np.where(rows == columns, 1.0, 0.5) * slope.T
    return found


def sum_squares(total: Floats, n: Floats, form: Matrix, *, away: Matrix, covariance: Matrix) -> Floats:
    """Return Σ q² of each cell's `n` answers from Σ q (`total`), q a square form of scores.

    Counts tell Σ q exactly and not Σ q²: scores are taken as normal within the cell, `away` from the domain's mean and
    with the cell's own `covariance`. Clusters need Σ q only.
    """
    some = np.maximum(n, 1.0)
    turned = np.einsum("cij,cj->ci", form, away)
    spread = normal_variance(form, covariance) + 4 * np.einsum("ci,cij,cj->c", turned, covariance, turned)
    return np.asarray(total**2 / some + n * spread)
