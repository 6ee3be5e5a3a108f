"""What an outcome varies together with: regression effects and Johnson's relative weights, with their intervals.

Nothing here tells a cause: people who are content may be so with everything.
"""

from dataclasses import dataclass

import numpy as np

from genklang.estimation.interval import Z
from genklang.estimation.moments import Moments
from genklang.estimation.quadratic import Matrix, find_slopes, normal_variance
from genklang.estimation.tail import Floats

FEWEST_FIXED = 50
FEWEST_EACH = 8
"""An explained variance needs 50 answers and 8 more for each predictor (Green 1991)."""
SMALLEST_ROOT = 1e-9


@dataclass(frozen=True, slots=True)
class Drivers:
    """One entry a predictor, in order. `share`: of the explained variance, per cent, adding up to 100.

    `effect`: points that the outcome is higher per point that the predictor is higher, the others alike.
    """

    n: float
    explained: float
    share: Floats
    share_low: Floats
    share_high: Floats
    effect: Floats
    effect_low: Floats
    effect_high: Floats


def is_enough(n: float, predictors: int) -> bool:
    """Return whether so many complete answers are enough to tell anything of so many predictors."""
    return n >= FEWEST_FIXED + FEWEST_EACH * predictors


@dataclass(frozen=True, slots=True)
class DriverPoint:
    """What drivers are estimated as: the weights (parts of R²), and figures with their slopes by the covariances.

    `slopes[k]`: of figure k, one symmetric matrix over the outcome and the predictors. Figures are the logit of each
    predictor's share of the explained variance, and then its effect.
    """

    moments: Moments
    weight: Floats
    figures: Floats
    slopes: Matrix


def find_drivers(moments: Moments) -> Drivers | None:
    """Return the drivers of the first variable among the others; None where one of them does not vary.

    Relative weights are Johnson's (2000): the explained variance, divided by way of the uncorrelated variables
    nearest to the predictors. Intervals are 95 %, by the delta method on the covariances, whose own covariances are
    those of normal variables; shares on the logit scale, so that they stay between 0 and 100.
    """
    point = place_drivers(moments)
    if point is None:
        return None
    covariance = moments.covariance
    variance = normal_variance(point.slopes, covariance) / max(moments.n - len(covariance), 1.0)
    return tell_drivers(point, Z * np.sqrt(np.maximum(variance, 0.0)))


def place_drivers(moments: Moments) -> DriverPoint | None:
    """Return what drivers are estimated as; None where the outcome or a predictor does not vary, or nothing does."""
    covariance = moments.covariance
    if not np.isfinite(covariance).all() or (np.diag(covariance) <= 0).any():
        return None
    weight = relative_weights(covariance[None])[0]
    if weight.sum() <= 0:
        return None
    return DriverPoint(moments, weight, _figures(covariance[None])[0], find_slopes(_figures, covariance))


def tell_drivers(point: DriverPoint, reach: Floats) -> Drivers:
    """Return the drivers with limits so far from their figures."""
    explained, count = float(point.weight.sum()), len(point.weight)
    low, high = point.figures - reach, point.figures + reach
    shares = (100 / (1 + np.exp(-np.clip(end[:count], -700, 700))) for end in (low, high))
    effects = (end[count:] for end in (point.figures, low, high))
    return Drivers(point.moments.n, explained, 100 * point.weight / explained, *shares, *effects)


def relative_weights(covariances: Matrix) -> Matrix:
    """Return Johnson's weights of each covariance matrix in a stack: parts of R², one for each predictor.

    The first variable is the outcome. Predictors that are copies of each other share their weight.
    """
    root_of_variance = np.sqrt(np.einsum("...ii->...i", covariances))
    correlations = covariances / (root_of_variance[..., :, None] * root_of_variance[..., None, :])
    values, vectors = np.linalg.eigh(correlations[..., 1:, 1:])
    roots = np.sqrt(np.clip(values, 0, None))
    nearest = (vectors * roots[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    inverse = np.where(roots > SMALLEST_ROOT**0.5, 1 / np.maximum(roots, SMALLEST_ROOT), 0.0)
    back = (vectors * inverse[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    slopes = np.einsum("...ij,...j->...i", back, correlations[..., 1:, 0])
    return np.asarray(np.einsum("...ij,...j->...i", nearest**2, slopes**2))


def _logit_shares(covariances: Matrix) -> Matrix:
    weights = np.maximum(relative_weights(covariances), 1e-12)
    total = weights.sum(axis=-1, keepdims=True)
    return np.asarray(np.log(weights) - np.log(np.maximum(total - weights, 1e-12)))


def _effects(covariances: Matrix) -> Matrix:
    return np.asarray(
        np.einsum("...ij,...j->...i", np.linalg.pinv(covariances[..., 1:, 1:], hermitian=True), covariances[..., 1:, 0])
    )


def _figures(covariances: Matrix) -> Matrix:
    return np.concatenate([_logit_shares(covariances), _effects(covariances)], axis=-1)
