"""Tests of a difference: p-values for counts, for a fixed figure, and many at once."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, ndtr, stdtr, stdtrit

from genklang.estimation.interval import ONE_SIDE, Z, divide
from genklang.estimation.tail import Floats, upper_tail


def mid_p(own: tuple[ArrayLike, ArrayLike], other: tuple[ArrayLike, ArrayLike]) -> Floats:
    """Return the doubled one-sided Fisher mid-p for two sets of counts (k, n); NaN where a side is empty.

    Given all who said yes, own's number of yes is hypergeometric; half the chance of exactly this table is left
    out (Lancaster 1961), the smaller side is doubled.
    """
    (k1, n1), (k2, n2) = own, other
    k1, n1, k2, n2 = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (k1, n1, k2, n2)))
    shape = k1.shape
    k1, n1, k2, n2 = (a.ravel() for a in (k1, n1, k2, n2))
    up, at = upper_tail(k1, n1, k1 + k2, n1 + n2)
    down, _ = upper_tail(k2, n2, k1 + k2, n1 + n2)
    doubled = np.minimum(1.0, 2 * np.minimum(up, down) - at)
    return np.where((n1 > 0) & (n2 > 0), np.maximum(doubled, 0.0), np.nan).reshape(shape)[()]


def binomial_mid_p(k: ArrayLike, n: ArrayLike, share: ArrayLike) -> Floats:
    """Return the doubled one-sided binomial mid-p of `k` of `n` against a fixed `share`; NaN where n is 0."""
    k, n, share = (np.asarray(a, dtype=np.float64) for a in (k, n, share))
    p = np.clip(np.nan_to_num(share), 0.0, 1.0)
    up = (_at_least(k, n, p) + _at_least(k + 1, n, p)) / 2
    doubled = np.minimum(1.0, 2 * np.minimum(up, 1 - up))
    return np.where((n > 0) & np.isfinite(share), np.maximum(doubled, 0.0), np.nan)[()]


def _at_least(k: Floats, n: Floats, p: Floats) -> Floats:
    inside = (k > 0) & (k <= n)
    tail = betainc(np.where(inside, k, 1.0), np.where(inside, n - k + 1, 1.0), p)
    return np.where(k <= 0, 1.0, np.where(k > n, 0.0, tail))


def hybrid_p(difference: Floats, low: Floats, high: Floats, degrees: ArrayLike = np.inf) -> Floats:
    """Return the p-value that goes with a hybrid interval: its reach towards zero, read as 1.96 standard errors.

    With few `degrees` of freedom, as so many standard errors as Student's t has; without any nothing is certain (1).
    """
    reach = np.where(difference > 0, difference - low, high - difference)
    known = np.asarray(degrees, dtype=np.float64)
    is_few = np.isfinite(known)
    few = np.maximum(np.where(is_few, known, 1.0), 1.0)
    width = np.where(is_few, np.abs(stdtrit(few, ONE_SIDE)), Z)
    away = -np.abs(np.nan_to_num(divide(difference * width, reach)))
    certain = np.where(difference == 0, 1.0, 0.0)
    p = np.where(known < 1, 1.0, 2 * np.where(is_few, stdtr(few, away), ndtr(away)))
    return np.where(np.isnan(reach), np.nan, np.where(reach > 0, p, certain))[()]


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Return the p-values of one table adjusted for their number (Benjamini and Hochberg 1995); NaN stays NaN."""
    p = np.asarray(p, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    rows = np.flatnonzero(~np.isnan(p))
    order = rows[np.argsort(-p[rows], kind="stable")]
    scaled = p[order] * len(order) / np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled), 1.0) if len(order) else scaled
    return adjusted
