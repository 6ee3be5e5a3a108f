"""Errors of what is made of covariances: sums over cells of each answer's influence, a square form of its scores."""

import numpy as np
from numpy.typing import NDArray

from genklang.estimation.tail import Floats

Matrix = NDArray[np.float64]
"""One symmetric matrix, or one for each domain or cell."""


def normal_variance(form: Matrix, covariance: Matrix) -> Floats:
    """Return the variance of x'·form·x, x normal around 0 with this covariance: 2 tr(FΣFΣ)."""
    product = form @ covariance
    return np.asarray(2 * np.einsum("...ij,...ji->...", product, product))


def sum_squares(total: Floats, n: Floats, form: Matrix, *, away: Matrix, covariance: Matrix) -> Floats:
    """Return Σ q² of each cell's `n` answers from Σ q (`total`), q a square form of scores.

    Counts tell Σ q exactly and not Σ q²: scores are taken as normal within the cell, `away` from the domain's mean and
    with the cell's own `covariance`. Clusters need Σ q only.
    """
    some = np.maximum(n, 1.0)
    turned = np.einsum("cij,cj->ci", form, away)
    spread = normal_variance(form, covariance) + 4 * np.einsum("ci,cij,cj->c", turned, covariance, turned)
    return np.asarray(total**2 / some + n * spread)
