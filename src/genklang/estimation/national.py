"""Own figures held against the other organisations that took part: their unweighted mean, or all their respondents."""

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl
from scipy.special import stdtrit

from genklang.estimation.compare import as_process, stack
from genklang.estimation.contrast import Against, Side, evaluate_process, frame_comparison, side_of, take_side
from genklang.estimation.designed import Design
from genklang.estimation.estimate import sum_domains
from genklang.estimation.interval import ONE_SIDE, divide
from genklang.estimation.lattice import Domains, Margin, roll_up
from genklang.estimation.measure import DomainSums
from genklang.estimation.pairing import align, draw_sums, lift, subtract
from genklang.estimation.sufficient import SufficientStatistics
from genklang.estimation.tail import Floats

NATIONAL_MEAN = "national_mean"
NATIONAL_POOLED = "national_pooled"

GROUP = ("round", "target_group", "gender")
"""What an organisation shares with those it is compared with."""
HOME = ("round", "organisation", "target_group", "gender")
CELLS_AT_ONCE = 100_000
"""Cells whose counters are held in memory."""


def compare_national_mean(
    stats: SufficientStatistics, statistics: str | Iterable[str], domains: Domains, *, design: Design | None = None
) -> pl.DataFrame:
    """Return each domain against the unweighted mean of the other organisations, as `COMPARISON_SCHEMA` (Kolada's way).

    The error of the mean is that of a mean over organisations as drawn (Student's t): it holds both their own
    differences and the chance in their samples. By `design` the own side's is that of how it was drawn.
    """
    margins = _with_organisation(domains)
    own, homes = (
        draw_sums(stats, frame, as_process(design), domains=frame)
        for frame in (sum_domains(stats, m, None) for m in (margins, _without(margins, "unit")))
    )
    return stack(_against_mean(own, homes, list(_listed(statistics))))


def compare_national_pooled(
    stats: SufficientStatistics, statistics: str | Iterable[str], domains: Domains, *, design: Design | None = None
) -> pl.DataFrame:
    """Return each domain against all respondents of the other organisations, as `COMPARISON_SCHEMA` (SKR's way)."""
    margins, endless = _with_organisation(domains), as_process(design)
    homes = sum_domains(stats, _without(margins, "unit"), None)
    home, everyone = align(homes, roll_up(stats, _without(margins, "unit", "organisation")), GROUP)
    own = sum_domains(stats, margins, None)
    # By design each home's others are as many cells as the nation has strata: some homes at a time.
    step = max(1, CELLS_AT_ONCE // stats.cells.select(*HOME[:2], "stratum").n_unique()) if design else home.height
    places = range(0, home.height, max(step, 1))
    parts = ((home[at : at + step], everyone[at : at + step]) for at in places)
    return stack(frame for part in parts for frame in _against_others(stats, statistics, own, part, design=endless))


def _against_others(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    own: pl.DataFrame,
    part: tuple[pl.DataFrame, pl.DataFrame],
    *,
    design: Design | None,
) -> Iterator[pl.DataFrame]:
    """Give the comparisons of the domains in some homes with the others, the same for all of a group in one.

    `part`: the counters of each home and group, and those of all organisations.
    """
    home, everyone = part
    nation = lift(home, "unit", "organisation")
    others = draw_sums(stats, subtract(everyone, home), design, domains=nation, without=home)
    inside, place = align(own, home.select(*HOME).with_row_index("place"), HOME)
    mine = draw_sums(stats, inside, design, domains=inside)
    sides = (evaluate_process(side, statistics) for side in (mine, others))
    for figures, theirs in zip(*sides, strict=True):
        other = take_side(side_of(theirs), place["place"].to_numpy())
        yield frame_comparison(inside, figures, other, against=Against(NATIONAL_POOLED, ""))


def mean_limits(values: Floats) -> tuple[float, float]:
    """Return the 95 % limits of the mean of two or more organisations' figures, as drawn (Student's t)."""
    reach = float(np.abs(stdtrit(len(values) - 1, ONE_SIDE)) * values.std(ddof=1) / np.sqrt(len(values)))
    return float(values.mean()) - reach, float(values.mean()) + reach


def _listed(statistics: str | Iterable[str]) -> Iterable[str]:
    return [statistics] if isinstance(statistics, str) else statistics


def _with_organisation(domains: Domains) -> list[Margin]:
    return [m for m in domains.list_margins() if "organisation" in m]


def _without(margins: list[Margin], *keys: str) -> list[Margin]:
    return list(dict.fromkeys(tuple(k for k in m if k not in keys) for m in margins))


def _against_mean(own: DomainSums, homes: DomainSums, statistics: list[str]) -> Iterator[pl.DataFrame]:
    against = Against(NATIONAL_MEAN, "")
    for mine, theirs in zip(evaluate_process(own, statistics), evaluate_process(homes, statistics), strict=True):
        known = homes.frame.select(
            *HOME,
            *(
                pl.Series(n, a, nan_to_null=True)
                for n, a in (("value", theirs.value), ("low", theirs.low), ("high", theirs.high))
            ),
        ).drop_nulls("value")
        yield frame_comparison(own.frame, mine, _mean_of_others(own.frame, known), against=against)


def _mean_of_others(own: pl.DataFrame, known: pl.DataFrame) -> Side:
    """Return the leave-one-out mean over organisations with its limits; a single other one keeps its own limits."""
    sums = known.with_columns((pl.col("value") ** 2).alias("square"), pl.lit(1.0).alias("count")).drop("organisation")
    everyone = sums.group_by(GROUP).agg(pl.all().sum())
    mine = own.select(HOME).join(
        known.with_columns((pl.col("value") ** 2).alias("square"), pl.lit(1.0).alias("count")),
        on=list(HOME),
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    total = own.select(GROUP).join(everyone, on=list(GROUP), how="left", nulls_equal=True, maintain_order="left")
    names = ("value", "low", "high", "square", "count")
    value, low, high, square, count = (
        total[n].fill_null(0.0).to_numpy() - mine[n].fill_null(0.0).to_numpy() for n in names
    )
    mean = divide(value, count)
    spread = np.maximum(divide(square - count * mean**2, count - 1), 0.0)
    reach = np.abs(stdtrit(np.maximum(count - 1, 1), ONE_SIDE)) * np.sqrt(divide(spread, count))
    return Side(mean, np.where(count > 1, mean - reach, low), np.where(count > 1, mean + reach, high))
