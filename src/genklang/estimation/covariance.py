"""What two figures of one sample have in common: the covariance that strata and clusters with a part in both give."""

import numpy as np
import polars as pl

from genklang.estimation.design import count_degrees
from genklang.estimation.drawn import ROW, Spread
from genklang.estimation.tail import Floats

DOMAIN = "domain"
PRODUCT = (pl.col("u") * pl.col("u_right")).sum().alias("product")


def covary(own: Spread, other: Spread) -> tuple[Floats, Floats]:
    """Return the covariance of the errors of two figures, domain by domain, and their difference's degrees of freedom.

    The figures are of other responses of one sample. Cov = Σ_h n_h / (n_h − 1) Σ_c (u_c − ū_h)(v_c − v̄_h), u and v the
    sums over a cluster of the two figures' influence, no part of the population being used up. The degrees are the
    clusters (or responses) that hold an answer of either less their strata; infinite where nothing is of a design.
    """
    rows = pl.DataFrame({"own": own.rows, "other": other.rows}).with_row_index(DOMAIN)
    ours = _sum_clusters(own, rows.select(DOMAIN, pl.col("own").alias(ROW)))
    # Only strata that have a part in both are of any matter.
    met = rows.join(ours.select(DOMAIN, "stratum").unique(), on=DOMAIN)
    theirs = _sum_clusters(other, met.select(DOMAIN, pl.col("other").alias(ROW), "stratum"))
    strata = _meet(_sum_strata(ours), _sum_strata(theirs)).join(own.strata, on="stratum", how="left")
    # A response is of one side only, a cluster may be of both.
    clusters = _meet(ours, theirs) if "cluster" in ours.columns else strata.clear()
    products = clusters.group_by(DOMAIN, "stratum").agg(PRODUCT)
    n, around = pl.col("psus"), pl.col("product").fill_null(0.0) - pl.col("u") * pl.col("u_right") / pl.col("psus")
    parts = strata.join(products, on=[DOMAIN, "stratum"], how="left").with_columns(
        cov=pl.when(n > 1).then(around * n / (n - 1)).otherwise(pl.col("product").fill_null(0.0))
    )
    twice = _count(strata, own) - _count(clusters, own)
    degrees = _or_zero(count_degrees(own.found)) + _or_zero(count_degrees(other.found)) + twice
    is_known = np.isfinite(own.variance) | np.isfinite(other.variance)
    return _add(parts, "cov", own), np.where(is_known, degrees, np.inf)


def _sum_clusters(side: Spread, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return for each domain and cluster (or stratum) the sum of the influence, and whether an answer counts.

    `wanted`: the row of each domain, and its strata, if not all.
    """
    keys = [c for c in ("stratum", "cluster") if c in side.cells.columns]
    sums = side.cells.group_by(pl.col(ROW).cast(pl.Int64), *keys).agg(
        (pl.col("weight") * pl.col("z")).sum().alias("u"), heard=(pl.col("weight") * pl.col("n")).sum() > 0
    )
    on = [c for c in (ROW, "stratum") if c in wanted.columns]
    return wanted.join(sums, on=on, how="inner").select(DOMAIN, *keys, "u", "heard")


def _sum_strata(clusters: pl.DataFrame) -> pl.DataFrame:
    return clusters.group_by(DOMAIN, "stratum").agg(pl.col("u").sum(), pl.col("heard").any())


def _meet(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    keys = [c for c in (DOMAIN, "stratum", "cluster") if c in ours.columns]
    return ours.join(theirs, on=keys, how="inner").with_columns(heard=pl.col("heard") & pl.col("heard_right"))


def _count(met: pl.DataFrame, side: Spread) -> Floats:
    return _add(met.with_columns(pl.col("heard").cast(pl.Float64)), "heard", side)


def _add(parts: pl.DataFrame, name: str, side: Spread) -> Floats:
    """Return the sum of a column for each domain."""
    sums = np.zeros(len(side.rows))
    np.add.at(sums, parts[DOMAIN].to_numpy(), parts[name].to_numpy())
    return sums


def _or_zero(values: Floats) -> Floats:
    return np.nan_to_num(values, nan=0.0)
