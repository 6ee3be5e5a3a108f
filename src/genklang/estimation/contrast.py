"""The difference of two sides: its interval, its p-value and its rung, many at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.estimation.interval import hybrid
from genklang.estimation.ladder import rungs
from genklang.estimation.measure import Counts, DomainSums, Figures
from genklang.estimation.plan import Plan
from genklang.estimation.statistic import find_statistic
from genklang.estimation.tail import Floats
from genklang.estimation.test import benjamini_hochberg, binomial_mid_p, hybrid_p, mid_p
from genklang.tables.estimate import COMPARISON_SCHEMA, Interval, Status, Verdict
from genklang.tables.keys import DOMAIN_KEYS


@dataclass(frozen=True, slots=True)
class Side:
    """One side of many comparisons in print units, with its counts where it is a share of counted answers."""

    value: Floats
    low: Floats
    high: Floats
    counts: tuple[Counts, Counts] | None = None


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
    interval moved by it and the binomial mid-p. Anything else: the hybrid of the two intervals and its own p-value.
    """
    difference = own.value - other.value
    low, high = hybrid((own.value, own.low, own.high), (other.value, other.low, other.high))
    if own.counts and other.counts:
        p = mid_p(own.counts, other.counts)
    elif own.counts and verdict is Verdict.FIXED:
        p = binomial_mid_p(*own.counts, other.value / 100)
    else:
        p = hybrid_p(difference, low, high)
    return Contrast(difference, low, high, p, rungs(p, difference, low, high))


def compare_sums(
    plan: Plan,
    statistics: str | Iterable[str],
    own: pl.DataFrame,
    other: pl.DataFrame,
    *,
    against: Against,
    items: frozenset[str] | None = None,
) -> Iterator[pl.DataFrame]:
    """Give the comparison of two frames of counters, row by row, one frame per figure (of `items`, if given)."""
    names = [statistics] if isinstance(statistics, str) else list(statistics)
    sides = (evaluate_process(DomainSums(frame, plan), names) for frame in (own, other))
    for mine, theirs in zip(*sides, strict=True):
        if items is None or mine.item in items:
            yield frame_comparison(own, mine, side_of(theirs), against=against)


def evaluate_process(sums: DomainSums, statistics: str | Iterable[str]) -> Iterator[Figures]:
    """Give the figures of the statistics with intervals of the process kind; those without an interval are left out."""
    for name in [statistics] if isinstance(statistics, str) else statistics:
        yield from (f for f in find_statistic(name).evaluate(sums, Interval.PROCESS) if f.interval is not None)


def side_of(figures: Figures) -> Side:
    """Return figures as one side of a comparison."""
    counts = (figures.positive, figures.base) if figures.is_counted and figures.positive is not None else None
    return Side(figures.value, figures.low, figures.high, counts)


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
