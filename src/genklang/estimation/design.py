"""Variance as the sample was drawn: strata, clusters, weights and finite populations, from sums over cells.

A cell is any set of responses with the same domain, stratum, cluster and weight. What is needed of it are sums over the
answers that count: how many, their influence on the figure, its square. So the counts of the cube serve as well as a
frame, and any figure does whose responses have an influence of their own.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import stdtrit

from genklang.estimation.interval import ONE_SIDE, Limits, Z, divide, wilson_of_share
from genklang.estimation.tail import Floats

NOISE = 1e-12
"""Variance below this part of the mean square is cancellation."""

WEIGHT, N, Y, YY = (pl.col(name) for name in ("weight", "n", "y", "yy"))
PSUS, POPULATION = pl.col("psus"), pl.col("population")


def linearise(cells: pl.DataFrame, strata: pl.DataFrame, *, by: Sequence[str]) -> pl.DataFrame:
    """Return for each domain (`by`) the weighted mean and its linearised variance, as R's `survey` does.

    `cells`: `by`, `stratum`, `weight`, `n`, `y`, `yy` (answers that count, Σ value, Σ value²); `cluster` where the
    sample was drawn in clusters; `m`, `fit` (all responses of the cell, what the margins explain of their residuals)
    where weights are calibrated. `strata` as in `add_spread`. Columns returned: `n`, `weight`, `square` (Σw²), `mean`
    and those of `add_spread`.
    """
    totals = _sum_totals(cells, by)
    met = totals.select(*by, "mean", pl.col("weight").alias("whole"))
    residuals = _find_influence(cells.join(met, on=list(by), how="left", nulls_equal=True))
    spread = add_spread(residuals, strata, by=by)
    return totals.join(spread, on=list(by), how="left", nulls_equal=True, maintain_order="left")


def add_spread(cells: pl.DataFrame, strata: pl.DataFrame, *, by: Sequence[str]) -> pl.DataFrame:
    """Return for each domain (`by`) the variance of a figure from the influence that each response has on it.

    `cells`: `by`, `stratum`, `cluster` (if any), `weight`, `n` (answers that count) and of their influence z, without
    the weight: `z`, `zz` (Σ z, Σ z²), `size` (as large as `zz` would be without taking the mean off), and `raw` where
    `zz` is less than Σ z² because margins explain some of it. `strata`: `stratum`, `psus` (clusters, or responses, of
    the whole sample) and `population` (as many in the population, null: unknown).

    V = Σ_h (1 − f_h) n_h / (n_h − 1) Σ_c (u_c − ū_h)², u_c the sum over the cluster of w z; all f_h are 0 where the
    population of one of the domain's strata is unknown. A stratum with one cluster is centred at the mean of all
    instead of its own (`lonely` counts them). Columns returned: `variance`, `simple` (the variance of as many answers
    drawn one by one from the same population), `psus` and `strata` that hold an answer that counts, `lonely`, `census`,
    `closed` (all populations are known).
    """
    parts = _sum_strata(cells, by).join(strata.rename({"psus": "drawn"}), on="stratum", how="left")
    closed = POPULATION.null_count() == 0
    spread = parts.group_by(by, maintain_order=True).agg(
        pl.when(closed)
        .then((_stratum_spread() * _open_part()).sum())
        .otherwise(_stratum_spread().sum())
        .alias("variance"),
        pl.col("magnitude", "psus").sum(),
        (PSUS > 0).sum().alias("strata"),
        ((pl.col("drawn") == 1) & ((_open_part() > 0) | ~closed)).sum().alias("lonely"),
        (_open_part() <= 0).all().alias("census"),
        closed.alias("closed"),
        pl.when(closed).then(pl.col("drawn").sum() / POPULATION.sum()).alias("fraction"),
    )
    joined = spread.join(_sum_simple(cells, by), on=list(by), how="left", nulls_equal=True, maintain_order="left")
    taken = 0.0 if "cluster" in cells.columns else pl.col("fraction").fill_null(0.0)
    variance = pl.when(pl.col("variance") <= NOISE * pl.col("magnitude")).then(0.0).otherwise("variance")
    return joined.with_columns(variance=variance, simple=pl.col("simple") * (1 - taken)).drop("magnitude", "fraction")


def _sum_totals(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    sums = cells.group_by(by, maintain_order=True).agg(
        N.sum(),
        (WEIGHT * N).sum().alias("weight"),
        (WEIGHT**2 * N).sum().alias("square"),
        (WEIGHT * Y).sum().alias("y"),
    )
    return sums.with_columns(mean=pl.when(WEIGHT > 0).then(Y / WEIGHT)).drop("y")


def _find_influence(cells: pl.DataFrame) -> pl.DataFrame:
    """Add the sums over each cell of (value − mean) / Σw and its square, what the margins explain taken out."""
    mean, whole = pl.col("mean"), pl.col("whole")
    first, second = Y - mean * N, YY - 2 * mean * Y + mean**2 * N
    raw, size = (second / whole**2).alias("raw"), (YY / whole**2).alias("size")
    if "fit" in cells.columns:
        fit, everyone = pl.col("fit"), pl.col("m")
        first, second = first - fit * everyone, second - 2 * fit * first + fit**2 * everyone
    return cells.with_columns((first / whole).alias("z"), (second / whole**2).alias("zz"), raw, size)


def _sum_simple(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return the variance of as many answers drawn one by one: Σw Σ w z² / (n − 1)."""
    square = pl.col("raw" if "raw" in cells.columns else "zz")
    sums = cells.group_by(by, maintain_order=True).agg(
        (WEIGHT * N).sum().alias("weight"),
        (WEIGHT * square).sum().alias("raw"),
        (WEIGHT * pl.col("size")).sum().alias("size"),
        N.filter(WEIGHT > 0).sum().alias("heard"),
    )
    clean = pl.when(pl.col("raw") > NOISE * pl.col("size")).then(pl.col("raw")).otherwise(0.0)
    simple = pl.when(pl.col("heard") > 1).then(WEIGHT * clean / (pl.col("heard") - 1))
    return sums.select(*by, simple.alias("simple"))


def _sum_strata(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return for each domain and stratum Σu, Σu² over its clusters (or responses), and how many of them count."""
    if "cluster" not in cells.columns:
        sums = [(WEIGHT * pl.col("z")).sum().alias("u"), (WEIGHT**2 * pl.col("zz")).sum().alias("uu")]
        heard = N.filter(WEIGHT > 0).sum().alias("psus")
        return cells.group_by(*by, "stratum", maintain_order=True).agg(*sums, _magnitude(), heard)
    clusters = cells.group_by(*by, "stratum", "cluster", maintain_order=True).agg(
        (WEIGHT * pl.col("z")).sum().alias("u"), _magnitude(), (WEIGHT * N).sum().alias("heard")
    )
    return clusters.group_by(*by, "stratum", maintain_order=True).agg(
        pl.col("u").sum(),
        (pl.col("u") ** 2).sum().alias("uu"),
        pl.col("magnitude").sum(),
        (pl.col("heard") > 0).sum().alias("psus"),
    )


def _magnitude() -> pl.Expr:
    return (WEIGHT**2 * pl.col("size")).sum().alias("magnitude")


def _open_part() -> pl.Expr:
    """The part of the stratum that was not drawn."""
    return pl.when(POPULATION > 0).then(1 - pl.col("drawn") / POPULATION).otherwise(1.0)


def _stratum_spread() -> pl.Expr:
    drawn, around_own = pl.col("drawn"), pl.col("uu") - pl.col("u") ** 2 / pl.col("drawn")
    spread = pl.when(drawn > 1).then(around_own * drawn / (drawn - 1)).otherwise(pl.col("uu"))
    return spread.clip(0)


def limit_share(share: Floats, found: pl.DataFrame) -> Limits:
    """Return the limits of shares (0–1) from their spread: Wilson's interval on the effective number of answers.

    The same serves a mean on a bounded scale, moved to 0–1. Where everyone was asked and answered, there is no doubt.
    """
    low, high = wilson_of_share(share, count_effective(share, found))
    known = found["census"].fill_null(value=False).to_numpy()
    return np.where(known, share, low), np.where(known, share, high)


def count_effective(share: Floats, found: pl.DataFrame) -> Floats:
    """Return as many answers drawn one by one as would leave the same doubt of a share; 0 where nobody answered.

    Korn and Graubard (1998): share (1 − share) / variance, corrected for the degrees of freedom. Where all answered
    alike, each cluster (or response) counts as one answer.
    """
    variance, degrees = _numbers(found, "variance"), count_degrees(found)
    effective = np.where(variance > 0, divide(share * (1 - share), variance), _numbers(found, "psus"))
    correction = (Z / np.abs(stdtrit(np.maximum(degrees, 1), ONE_SIDE))) ** 2
    return np.asarray(np.nan_to_num(effective * correction))


def limit_mean(mean: Floats, found: pl.DataFrame) -> Limits:
    """Return the limits of means from their spread by Student's t; NaN where nothing is known of it."""
    variance, degrees = _numbers(found, "variance"), count_degrees(found)
    reach = np.abs(stdtrit(np.maximum(degrees, 1), ONE_SIDE)) * np.sqrt(variance)
    known = found["census"].fill_null(value=False).to_numpy()
    reach = np.where(known, 0.0, np.where((degrees > 0) & (variance > 0), reach, np.nan))
    return mean - reach, mean + reach


def count_degrees(found: pl.DataFrame) -> Floats:
    """Return the degrees of freedom of each variance: clusters (or responses) that count less their strata."""
    return _numbers(found, "psus") - _numbers(found, "strata")


def _numbers(found: pl.DataFrame, name: str) -> Floats:
    return found[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
