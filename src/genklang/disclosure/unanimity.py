"""Unanimity: what a share reads where (nearly) everyone gave the same answer."""

import polars as pl

from genklang.disclosure.policy import Policy
from genklang.tables.estimate import Status


def fits_above(k: pl.Expr, n: pl.Expr, policy: Policy) -> pl.Expr:
    """Return whether `k` of `n` reads "x per cent or more": all or all but one, or from the fixed limit up."""
    unanimous = k >= n - 1
    return unanimous | ((n >= policy.coarse_from) & (100 * k >= policy.coarse_share * n))


def reading(k: pl.Expr, n: pl.Expr, policy: Policy) -> pl.Expr:
    """Return the status a share takes: AT_LEAST, AT_MOST or SHOWN. One answer or none has no reading."""
    return (
        pl.when(n < 2)
        .then(pl.lit(Status.SHOWN.value))
        .when(fits_above(k, n, policy))
        .then(pl.lit(Status.AT_LEAST.value))
        .when(fits_above(n - k, n, policy))
        .then(pl.lit(Status.AT_MOST.value))
        .otherwise(pl.lit(Status.SHOWN.value))
    )


def coarse_value(status: pl.Expr, n: pl.Expr, policy: Policy) -> pl.Expr:
    """Return the limit that is printed with AT_LEAST or AT_MOST, in per cent."""
    limit = pl.when(n < policy.coarse_from).then(100 * (n - 1) // n).otherwise(policy.coarse_share)
    above = pl.when(status == Status.AT_LEAST.value).then(limit)
    return above.otherwise(100 - limit).cast(pl.Float64)
