"""Own figures held against the round before, the rest of the own total, or a published figure: never an overlap."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from genklang.errors import Failure, problem
from genklang.estimation.comparability import find_comparable
from genklang.estimation.contrast import Against, Side, compare_sums, evaluate_process, frame_comparison
from genklang.estimation.designed import Design
from genklang.estimation.estimate import sum_domains
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.pairing import align, draw_sums, lift, subtract
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.estimate import COMPARISON_SCHEMA, Verdict
from genklang.tables.keys import DOMAIN_KEYS

PREVIOUS = "previous"
COMPLEMENT = "complement"


def compare_previous(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    domains: Domains,
    *,
    previous: str | None = None,
    design: Design | None = None,
) -> pl.DataFrame:
    """Return each domain against itself in the round before, or in `previous`, as `COMPARISON_SCHEMA`.

    Only figures whose items are declared comparable between the rounds' versions are there, and only domains
    that were in the round before: nothing is told across a gap. By `design` both sides have the errors of how they were
    drawn; clusters are taken as the same in both rounds. Fails with E105 where `previous` is no round.
    """
    sums = sum_domains(stats, domains.list_margins(), None)
    endless = as_process(design)
    panel = endless and replace(endless, is_panel=bool(endless.cluster))
    return stack(
        frame
        for now, before in _pair_rounds(stats, previous)
        for frame in _compare_rounds(stats, statistics, sums, (now, before), panel)
    )


def compare_complement(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    domains: Domains,
    *,
    axis: str = "unit",
    design: Design | None = None,
) -> pl.DataFrame:
    """Return each domain against the rest of its total over `axis`, as `COMPARISON_SCHEMA`.

    `axis` is unit (against the organisation's other units), target_group or gender; `against_label` repeats it. By
    `design` the two sides are parts of one sample: what their strata and clusters have in common is allowed for.
    """
    margins = [m for m in domains.list_margins() if axis in m]
    totals = roll_up(stats, list(dict.fromkeys(tuple(k for k in m if k != axis) for m in margins)))
    own, total = align(sum_domains(stats, margins, None), totals, [k for k in DOMAIN_KEYS if k != axis])
    endless = as_process(design)
    mine = draw_sums(stats, own, endless, domains=own)
    rest = draw_sums(stats, subtract(total, own), endless, domains=lift(own, axis), without=own)
    return stack(compare_sums(statistics, mine, rest, against=Against(COMPLEMENT, axis)))


def compare_fixed(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    domains: Domains,
    benchmark: pl.DataFrame,
    *,
    against: str,
    label: str,
    on: tuple[str, ...] = ("round", "target_group", "gender"),
    design: Design | None = None,
) -> pl.DataFrame:
    """Return each domain against a published figure taken as fixed, as `COMPARISON_SCHEMA`.

    `benchmark` is an `ESTIMATE_SCHEMA` frame that holds at most one row for each value of the keys `on`, item and
    statistic. The test of a share is the exact binomial mid-p, its interval Wilson's moved by the benchmark; by
    `design` both are those of how the sample was drawn.
    """
    frame = sum_domains(stats, domains.list_margins(), None)
    sums = draw_sums(stats, frame, as_process(design), domains=frame)
    fixed = Against(against, label, Verdict.FIXED)
    frames = []
    for figures in evaluate_process(sums, statistics):
        # A table read from a file has null where the item is empty: a figure about the whole questionnaire.
        same = (pl.col("item").fill_null("") == figures.item) & (pl.col("statistic") == figures.statistic)
        known = benchmark.filter(same).select(*on, pl.col("value").alias("known"))
        met = sums.frame.join(known, on=list(on), how="left", nulls_equal=True, maintain_order="left")["known"]
        value = met.cast(pl.Float64).fill_null(np.nan).to_numpy()
        frames.append(frame_comparison(sums.frame, figures, Side(value, value, value), against=fixed))
    return stack(frames)


def as_process(design: Design | None) -> Design | None:
    """Return the design without its populations: comparisons are about the process, which is never used up."""
    return design and replace(design, population=None)


def stack(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return frames of comparisons as one, of `COMPARISON_SCHEMA` also where there is none."""
    parts = [frame.select(*COMPARISON_SCHEMA) for frame in frames]
    return pl.concat(parts) if parts else pl.DataFrame(schema=COMPARISON_SCHEMA)


def _pair_rounds(stats: SufficientStatistics, previous: str | None) -> list[tuple[str, str]]:
    rounds = list(stats.rounds)
    if previous is None:
        return list(zip(rounds[1:], rounds, strict=False))
    if previous not in rounds:
        raise Failure(problem("E105", previous, rounds=", ".join(rounds)))
    return [(now, previous) for now in rounds[rounds.index(previous) + 1 :]]


def _compare_rounds(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    sums: pl.DataFrame,
    rounds: tuple[str, str],
    design: Design | None,
) -> Iterator[pl.DataFrame]:
    now, before = (sums.filter(pl.col("round") == r) for r in rounds)
    own, other = align(now, before, [k for k in DOMAIN_KEYS if k != "round"])
    earlier = own.with_columns(pl.lit(rounds[1]).alias("round"))
    sides = [draw_sums(stats, frame, design, domains=keys) for frame, keys in ((own, own), (other, earlier))]
    items = find_comparable(stats, rounds)
    return compare_sums(statistics, *sides, against=Against(PREVIOUS, rounds[1]), items=items)
