"""Shares and means of many domains at once, with their intervals: the arithmetic that statistics are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.estimation.design import limit_share
from genklang.estimation.drawn import Drawn, Spread, spread_share
from genklang.estimation.interval import (
    divide,
    hypergeometric,
    kish_size,
    wilson,
    wilson_of_mean,
    wilson_of_share,
)
from genklang.estimation.lattice import SQUARE, WEIGHT
from genklang.estimation.offered import OFFERED
from genklang.estimation.plan import ANSWERED, Plan
from genklang.estimation.tail import Floats
from genklang.tables.estimate import Interval, Status
from genklang.tables.keys import WEIGHT_ONE

Counts = NDArray[np.int64]
UNTOLD = -1
"""A base that is not told, since it is another for each figure and would add up to what is hidden."""


@dataclass(frozen=True, slots=True)
class DomainSums:
    """The counters of many domains, one row each: a frame of `roll_up` with the column `offered`.

    `drawn`: the same domains as the sample was drawn; None where it was drawn one by one.
    """

    frame: pl.DataFrame
    plan: Plan
    drawn: Drawn | None = None

    @property
    def is_weighted(self) -> bool:
        """Whether sums of weights stand beside the counts."""
        return WEIGHT + ANSWERED in self.frame.columns

    @property
    def offered(self) -> Counts:
        """How many were offered; −1 where unknown."""
        return self.frame[OFFERED].fill_null(-1).to_numpy()

    def count(self, *names: str) -> Counts:
        """Return the sum of some counters in each domain, unweighted."""
        return self._add(names).cast(pl.Int64).to_numpy()

    def weight(self, *names: str) -> Floats:
        """Return the sum of weights over some counters."""
        if not self.is_weighted:
            return self.count(*names).astype(np.float64)
        return self._add([WEIGHT + n for n in names]).cast(pl.Float64).to_numpy() / WEIGHT_ONE

    def square(self, *names: str) -> Floats:
        """Return the sum of squared weights over some counters."""
        if not self.is_weighted:
            return self.count(*names).astype(np.float64)
        return self._add([SQUARE + n for n in names]).cast(pl.Float64).to_numpy() / WEIGHT_ONE**2

    def _add(self, names: Iterable[str]) -> pl.Series:
        return self.frame.select(pl.sum_horizontal(pl.lit(0, pl.Int64), *names).alias("sum"))["sum"]


@dataclass(frozen=True, slots=True)
class Figures:
    """One figure for each domain. `value`, `low`, `high` in print units, NaN where there is none.

    `base` is the number of answers behind it, `positive` those in the numerator (None: not a share of counts).
    `is_counted`: the share is `positive` / `base` itself, so exact tests apply. `keep` marks the domains that the
    figure exists for. `spread`: its variance by design, as a proportion of `unit`, where the sample was drawn by one.
    `interval` and `is_counted` may be told for each domain.
    """

    item: str
    statistic: str
    value: Floats
    low: Floats
    high: Floats
    base: Counts
    positive: Counts | None
    interval: Interval | NDArray[np.str_] | None
    status: NDArray[np.str_]
    is_counted: bool | NDArray[np.bool_] = False
    keep: NDArray[np.bool_] | None = None
    spread: Spread | None = None
    unit: float = 1.0


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a bounded scale of scores, and those of the scale it is printed on."""

    least: float
    most: float
    print_least: float
    print_most: float


PER_CENT = Scale(0, 1, 0, 100)


def estimate_share(
    sums: DomainSums,
    interval: Interval,
    *,
    item: str,
    statistic: str,
    positive: Sequence[str],
    base: Sequence[str],
    asked: Sequence[str],
) -> Figures:
    """Return the share of the counters `positive` among the counters `base`, in per cent.

    `asked` are the counters of all who were asked. Of the round: exact hypergeometric where the offered are known,
    else Wilson (Kish's effective size when weighted). Of the process: Wilson, on the linearised variance when
    weighted. By design: Wilson on the variance of the design.
    """
    if sums.drawn:
        return _drawn_share(sums, sums.drawn, item=item, statistic=statistic, positive=positive, base=base, asked=asked)
    k, n = sums.count(*positive), sums.count(*base)
    is_counted = (sums.weight(*base) == n) & (sums.square(*base) == n)
    share, limits = _plain_share(sums, interval, k, n)
    if not is_counted.all():
        # Weights of other domains do not make a sample of answers that all weigh one a weighted one.
        weighted, ends = _weighted_share(sums, interval, positive, base)
        share = np.where(is_counted, share, weighted)
        limits = np.where(is_counted, limits[0], ends[0]), np.where(is_counted, limits[1], ends[1])
    return Figures(
        item,
        statistic,
        share * 100,
        limits[0] * 100,
        limits[1] * 100,
        n,
        k,
        interval,
        tell_status(sums, share, sums.count(*asked)),
        is_counted=is_counted,
    )


def _drawn_share(
    sums: DomainSums,
    drawn: Drawn,
    *,
    item: str,
    statistic: str,
    positive: Sequence[str],
    base: Sequence[str],
    asked: Sequence[str],
) -> Figures:
    weight = sums.weight(*base)
    share = divide(sums.weight(*positive), weight)
    spread = spread_share(drawn, share, weight, positive=positive, base=base)
    low, high = limit_share(share, spread.found)
    return Figures(
        item,
        statistic,
        share * 100,
        low * 100,
        high * 100,
        sums.count(*base),
        sums.count(*positive),
        spread.kinds,
        tell_status(sums, share, sums.count(*asked)),
        spread=spread,
        unit=100.0,
    )


def _plain_share(sums: DomainSums, interval: Interval, k: Counts, n: Counts) -> tuple[Floats, tuple[Floats, Floats]]:
    share = divide(k.astype(np.float64), n.astype(np.float64))
    low, high = wilson(k, n)
    if interval is Interval.ROUND:
        exact_low, exact_high = hypergeometric(k, n, sums.offered)
        is_exact = ~np.isnan(exact_low)
        # 1 of 80, where 81 were asked, leaves only 1 of 81: the limits are widened to hold the share that is printed.
        low = np.where(is_exact, np.minimum(exact_low, share), low)
        high = np.where(is_exact, np.maximum(exact_high, share), high)
    return share, (low, high)


def _weighted_share(
    sums: DomainSums, interval: Interval, positive: Sequence[str], base: Sequence[str]
) -> tuple[Floats, tuple[Floats, Floats]]:
    share = divide(sums.weight(*positive), sums.weight(*base))
    square = sums.square(*base)
    if interval is Interval.ROUND:
        return share, wilson_of_share(share, kish_size(sums.weight(*base), square))
    n = np.where(square > 0, sums.count(*base), 0).astype(np.float64)
    return share, wilson_of_mean(share, share_variance(sums, positive, base), n)


def share_variance(sums: DomainSums, positive: Sequence[str], base: Sequence[str]) -> Floats:
    """Return the linearised variance of a share, as a proportion: n / (n − 1) Σ w² (y − p)² / (Σw)²."""
    n, weight = sums.count(*base).astype(np.float64), sums.weight(*base)
    share = divide(sums.weight(*positive), weight)
    yes = sums.square(*positive)
    residual = yes * (1 - share) ** 2 + (sums.square(*base) - yes) * share**2
    return drop_noise(divide(residual * n, np.maximum(n - 1, 1) * weight**2), np.ones_like(share))


def tell_status(sums: DomainSums, value: Floats, asked: Counts) -> NDArray[np.str_]:
    """Return why a value is not there: not asked of any who responded, or nobody gave an answer that counts."""
    not_asked = (asked == 0) & (sums.count(ANSWERED) > 0)
    why = np.where(not_asked, Status.NOT_ASKED.value, Status.NO_ANSWERS.value)
    return np.where(np.isnan(value), why, Status.SHOWN.value)


def drop_noise(variance: Floats, magnitude: Floats) -> Floats:
    """Return the variance with what is below 1e-12 of `magnitude` set to zero: it is cancellation."""
    return np.where(variance < 1e-12 * magnitude, 0.0, variance)


def estimate_mean(
    sums: DomainSums,
    *,
    item: str,
    statistic: str,
    mean: Floats,
    variance: Floats,
    base: Counts,
    asked: Counts,
    scale: Scale,
    spread: Spread | None = None,
) -> Figures:
    """Return a mean on a bounded scale with Wilson's interval on its linearised variance (about the process).

    With `spread`, on that of the design, about what the design is about.
    """
    width, printed = scale.most - scale.least, scale.print_most - scale.print_least
    share = np.clip((mean - scale.least) / width, 0.0, 1.0)
    kind: Interval | NDArray[np.str_] = Interval.PROCESS
    unit = printed / width
    if spread is not None:
        kind = spread.kinds
        low, high = limit_share(share, spread.found.with_columns(pl.col("variance") / width**2))
    else:
        low, high = wilson_of_mean(share, variance / width**2, base.astype(np.float64))
    value, low, high = (scale.print_least + a * printed for a in (share, low, high))
    why = tell_status(sums, value, asked)
    return Figures(item, statistic, value, low, high, base, None, kind, why, spread=spread, unit=unit)


def rate_of_offered(sums: DomainSums, *, statistic: str, counted: Counts) -> Figures:
    """Return `counted` in per cent of those who were offered the questionnaire, where they are known.

    More answered than offered is an entry error: the rate is withheld. A rate of everyone offered has no interval.
    """
    offered = sums.offered
    known = offered >= 0
    is_wrong = known & (sums.count(ANSWERED) > offered)
    rate = 100 * divide(counted.astype(np.float64), offered.astype(np.float64))
    nothing = np.full(len(rate), np.nan)
    empty = np.where(offered == 0, Status.NO_ANSWERS.value, Status.SHOWN.value)
    return Figures(
        item="",
        statistic=statistic,
        value=np.where(known & ~is_wrong, rate, np.nan),
        low=nothing,
        high=nothing,
        base=offered,
        positive=counted,
        interval=None,
        status=np.where(is_wrong, Status.ENTRY_ERROR.value, empty),
        keep=known,
    )
