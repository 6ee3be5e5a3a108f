"""Which rounds figures of several together are of: found as a reader finds it, by what adds up."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

import polars as pl

from genklang.tables.keys import DOMAIN_KEYS

States = Mapping[str, Sequence[pl.DataFrame]]
"""Round → each state that it was published in, the oldest first."""
Parts = tuple[tuple[str, int], ...]
"""Rounds in order, each with the number of its state."""
COUNTED: Final = ("answers", "share_positive")
"""Statistics whose counts add up over rounds, whatever else is printed."""
KEYS: Final = (*DOMAIN_KEYS[1:], "item", "statistic")
COUNTS: Final = ("numerator", "denominator", "answers")


def name_parts(parts: Parts) -> str:
    """Return what some rounds together are called."""
    return " + ".join(name for name, _ in parts)


def find_parts(pooled: pl.DataFrame, states: States) -> Parts:
    """Return the rounds (at least two that follow each other) whose figures add up to `pooled`; empty: none do.

    Of several, those that more printed figures confirm, then the longer. Where nothing is confirmed, because the rounds
    withhold too much, it is enough that nothing speaks against it. `pooled` and `states` have ESTIMATE_SCHEMA.
    """
    wanted = _take_counts(pooled)
    known = {name: [_take_counts(state) for state in of] for name, of in states.items()}
    found: tuple[tuple[int, int], Parts] = ((-1, 0), ())
    for parts in _list_runs(known):
        confirmed = _count_fitting(wanted, [known[name][state] for name, state in parts])
        if confirmed is not None:
            found = max(found, ((confirmed, len(parts)), parts))
    return found[1]


def _list_runs(states: States) -> Iterator[Parts]:
    names = sorted(states)
    for first in range(len(names)):
        for last in range(first + 2, len(names) + 1):
            run = names[first:last]
            for chosen in product(*(range(len(states[name])) for name in run)):
                yield tuple(zip(run, chosen, strict=True))


def _take_counts(figures: pl.DataFrame) -> pl.DataFrame:
    counted = figures.filter(pl.col("statistic").is_in(COUNTED))
    return counted.select(pl.col(KEYS).fill_null(""), *COUNTS).unique(KEYS, maintain_order=True)


def _count_fitting(pooled: pl.DataFrame, rounds: Sequence[pl.DataFrame]) -> int | None:
    """Return how many counts of `pooled` are the sum of those of all the rounds; None: some count cannot be."""
    together = (
        pl.concat(rounds)
        .group_by(KEYS)
        .agg(
            *(pl.col(c).sum() for c in COUNTS),
            *((pl.col(c).count() == len(rounds)).alias(f"{c}_all") for c in COUNTS),
        )
    )
    both = pooled.join(together, on=KEYS, suffix="_sum")
    confirmed = 0
    for count in COUNTS:
        rows = both.filter(pl.col(count).is_not_null())
        whole, exact, total = pl.col(f"{count}_all"), pl.col(f"{count}_sum"), pl.col(count)
        if rows.filter((exact > total) | (whole & (exact != total))).height:
            return None
        confirmed += rows.filter(whole).height
    return confirmed
