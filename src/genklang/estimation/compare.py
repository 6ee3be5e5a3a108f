"""Own figures held against the round before, the rest of the own total, or a published figure: never an overlap."""

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from genklang.errors import Failure, problem
from genklang.estimation.comparability import find_comparable
from genklang.estimation.contrast import Against, Side, compare_sums, evaluate_process, frame_comparison
from genklang.estimation.estimate import sum_domains
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.measure import DomainSums
from genklang.estimation.pairing import align, subtract
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
) -> pl.DataFrame:
    """Return each domain against itself in the round before, or in `previous`, as `COMPARISON_SCHEMA`.

    Only figures whose items are declared comparable between the rounds' versions are there, and only domains
    that were in the round before: nothing is told across a gap. Fails with E105 where `previous` is no round.
    """
    sums = sum_domains(stats, domains.list_margins(), None)
    return stack(
        frame
        for now, before in _pair_rounds(stats, previous)
        for frame in _compare_rounds(stats, statistics, sums, (now, before))
    )


def compare_complement(
    stats: SufficientStatistics, statistics: str | Iterable[str], domains: Domains, *, axis: str = "unit"
) -> pl.DataFrame:
    """Return each domain against the rest of its total over `axis`, as `COMPARISON_SCHEMA`.

    `axis` is unit (against the organisation's other units), target_group or gender; `against_label` repeats it.
    """
    margins = [m for m in domains.list_margins() if axis in m]
    totals = roll_up(stats, list(dict.fromkeys(tuple(k for k in m if k != axis) for m in margins)))
    own, total = align(sum_domains(stats, margins, None), totals, [k for k in DOMAIN_KEYS if k != axis])
    against = Against(COMPLEMENT, axis)
    return stack(compare_sums(stats.plan, statistics, own, subtract(total, own), against=against))


def compare_fixed(
    stats: SufficientStatistics,
    statistics: str | Iterable[str],
    domains: Domains,
    benchmark: pl.DataFrame,
    *,
    against: str,
    label: str,
    on: tuple[str, ...] = ("round", "target_group", "gender"),
) -> pl.DataFrame:
    """Return each domain against a published figure taken as fixed, as `COMPARISON_SCHEMA`.

    `benchmark` is an `ESTIMATE_SCHEMA` frame that holds at most one row for each value of the keys `on`, item and
    statistic. The test of a share is the exact binomial mid-p, its interval Wilson's moved by the benchmark.
    """
    sums = DomainSums(sum_domains(stats, domains.list_margins(), None), stats.plan)
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
    stats: SufficientStatistics, statistics: str | Iterable[str], sums: pl.DataFrame, rounds: tuple[str, str]
) -> Iterator[pl.DataFrame]:
    now, before = (sums.filter(pl.col("round") == r) for r in rounds)
    own, other = align(now, before, [k for k in DOMAIN_KEYS if k != "round"])
    items = find_comparable(stats, rounds)
    return compare_sums(stats.plan, statistics, own, other, against=Against(PREVIOUS, rounds[1]), items=items)
