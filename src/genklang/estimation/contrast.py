"""The difference of two sides: its interval, its p-value and its rung, many at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.estimation.covariance import covary
from genklang.estimation.design import count_degrees
from genklang.estimation.drawn import Spread
from genklang.estimation.interval import divide, hybrid
from genklang.estimation.ladder import rungs
from genklang.estimation.measure import Counts, DomainSums, Figures
from genklang.estimation.statistic import evaluate, find_statistic
from genklang.estimation.tail import Floats
from genklang.estimation.test import benjamini_hochberg, binomial_mid_p, hybrid_p, mid_p
from genklang.tables.estimate import COMPARISON_SCHEMA, Interval, Status, Verdict
from genklang.tables.keys import DOMAIN_KEYS


@dataclass(frozen=True, slots=True)
class Side:
    """One side of many comparisons in print units, with its counts where it is a share of counted answers.

    Counts are 0 of 0 where it is not. `spread`: what is known of its error by design.
    """

    value: Floats
    low: Floats
    high: Floats
    counts: tuple[Counts, Counts] | None = None
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Contrast:
    """Own minus other in print units, with limits, two-sided p-value and rung; NaN where a side is missing."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    rung: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Against:
    """What is compared with: its name, what it is called, and how."""

    name: str
    label: str
    verdict: Verdict = Verdict.TESTED


def contrast_sides(own: Side, other: Side, *, verdict: Verdict) -> Contrast:
    """Return own minus other.

    Counts on both sides: Newcombe's interval and the doubled mid-p. Own counts against a fixed share: Wilson's
    interval moved by it and the binomial mid-p. Anything else: the hybrid of the two intervals, with the correlation
    that a design gives their errors, and its own p-value.
    """
    difference = own.value - other.value
    correlation, degrees = relate(own.spread, other.spread)
    low, high = hybrid((own.value, own.low, own.high), (other.value, other.low, other.high), correlation)
    p = hybrid_p(difference, low, high, degrees)
    if own.counts and other.counts:
        exact = mid_p(own.counts, other.counts)
        p = np.where(np.isnan(exact), p, exact)
    elif own.counts and verdict is Verdict.FIXED:
        exact = binomial_mid_p(*own.counts, other.value / 100)
        p = np.where(np.isnan(exact), p, exact)
    return Contrast(difference, low, high, p, rungs(p, difference, low, high))


def relate(own: Spread | None, other: Spread | None) -> tuple[Floats, Floats]:
    """Return the correlation of the errors of two sides, and the degrees of freedom of their difference's error.

    No correlation and infinite degrees where nothing is of a design.
    """
    if own is None or other is None:
        known = own or other
        nothing = np.zeros(1)
        return nothing, np.full(1, np.inf) if known is None else np.nan_to_num(count_degrees(known.found), nan=np.inf)
    shared, degrees = covary(own, other)
    correlation = divide(shared, np.nan_to_num(np.sqrt(own.variance * other.variance)))
    return np.clip(np.nan_to_num(correlation), -1.0, 1.0), degrees


def compare_sums(
    statistics: str | Iterable[str],
    own: DomainSums,
    other: DomainSums,
    *,
    against: Against,
    items: frozenset[str] | None = None,
) -> Iterator[pl.DataFrame]:
    """Give the comparison of as many domains as others, row by row, one frame per figure (of `items`, if given)."""
    names = [statistics] if isinstance(statistics, str) else list(statistics)
    for mine, theirs in zip(*(evaluate_process(side, names) for side in (own, other)), strict=True):
        if items is None or mine.item in items:
            yield frame_comparison(own.frame, mine, side_of(theirs), against=against)


def evaluate_process(sums: DomainSums, statistics: str | Iterable[str]) -> Iterator[Figures]:
    """Give the figures of the statistics with intervals of the process kind; those without an interval are left out."""
    for name in [statistics] if isinstance(statistics, str) else statistics:
        yield from (f for f in evaluate(find_statistic(name), sums, Interval.PROCESS) if f.interval is not None)


def side_of(figures: Figures) -> Side:
    """Return figures as one side of a comparison."""
    counts = None
    if figures.positive is not None and np.any(figures.is_counted):
        counts = np.where(figures.is_counted, figures.positive, 0), np.where(figures.is_counted, figures.base, 0)
    return Side(figures.value, figures.low, figures.high, counts, figures.spread)


def take_side(side: Side, place: NDArray[np.int64]) -> Side:
    """Return the domains of a side at some places, each as often as it is named."""
    counts = side.counts and (side.counts[0][place], side.counts[1][place])
    spread = side.spread and side.spread.take(place)
    return Side(side.value[place], side.low[place], side.high[place], counts, spread)


def frame_comparison(keys: pl.DataFrame, mine: Figures, other: Side, *, against: Against) -> pl.DataFrame:
    """Return one figure's comparisons where both sides have it, as rows of `COMPARISON_SCHEMA`, not yet adjusted."""
    found = contrast_sides(side_of(mine), other, verdict=against.verdict)
    numbers = {
        "value": mine.value,
        "other_value": other.value,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "p": found.p,
    }
    return keys.select(
        *DOMAIN_KEYS,
        pl.lit(mine.item).alias("item"),
        pl.lit(mine.statistic).alias("statistic"),
        pl.lit(against.name).alias("against"),
        pl.lit(against.label).alias("against_label"),
        *(pl.Series(name, array, dtype=pl.Float64, nan_to_null=True) for name, array in numbers.items()),
        pl.lit(None, pl.Float64).alias("p_adjusted"),
        pl.Series("rung", found.rung, dtype=pl.Int64),
        pl.lit(against.verdict.value).alias("verdict"),
        pl.lit(Status.SHOWN.value).alias("status"),
    ).drop_nulls("difference")


def adjust(comparisons: pl.DataFrame, *, table: Sequence[str] = ("against",)) -> pl.DataFrame:
    """Return the comparisons with `p_adjusted` and the rung that goes with it, Benjamini–Hochberg within each table.

    Rows with the same values of the columns `table` are one published table.
    """
    if comparisons.is_empty():
        return comparisons
    parts = comparisons.with_row_index("row").partition_by(table, maintain_order=True)
    whole = pl.concat(_adjust_table(part) for part in parts).sort("row").drop("row")
    return whole.select(*COMPARISON_SCHEMA)


def _adjust_table(part: pl.DataFrame) -> pl.DataFrame:
    p, difference, low, high = (part[name].fill_null(np.nan).to_numpy() for name in ("p", "difference", "low", "high"))
    adjusted = benjamini_hochberg(p)
    rung = pl.Series("rung", rungs(adjusted, difference, low, high), dtype=pl.Int64)
    is_tested = pl.col("verdict") != Verdict.UNTESTED.value
    return part.with_columns(
        pl.Series("p_adjusted", adjusted, nan_to_null=True),
        pl.when(is_tested).then(rung).otherwise("rung").alias("rung"),
    )
