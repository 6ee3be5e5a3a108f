"""Who answered and how: flagged where the parts have moved, and how much of a change goes with that."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import polars as pl

from genklang.estimation.change_parts import split_change
from genklang.estimation.items import opinions, positives
from genklang.estimation.plan import ANSWERED
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.model import Instrument, Item
from genklang.tables.derived import SAME_MIX
from genklang.tables.estimate import ESTIMATE_SCHEMA, OWN, Status
from genklang.tables.keys import UNKNOWN

WAYS = ("channel", "form_version")
FEWEST = 10
"""Answers of every part on both sides; smaller parts are taken together."""
CLEAR = 10.0
"""Points by which a part of all answers has grown, where its growth is flagged."""
REST = "rest"
Breaks = frozenset[tuple[str, str]]


def pair_rounds(stats: SufficientStatistics, previous: str | None) -> list[tuple[str, str]]:
    """Return each round with the one it is compared with: the one before, or `previous`."""
    rounds = list(stats.rounds)
    if previous in rounds:
        return [(previous, now) for now in rounds[rounds.index(previous) + 1 :]]
    return list(pairwise(rounds))


def find_shifts(stats: SufficientStatistics, previous: str | None) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return, by round and organisation, the ways of answering and forms that clearly more used than before."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for before, now in pair_rounds(stats, previous):
        for way in WAYS:
            for organisation, grown in _find_grown(stats.cells, way, before, now):
                found[now, organisation] = (*found.get((now, organisation), ()), f"{way}:{grown}")
    return found


def _find_grown(cells: pl.DataFrame, way: str, before: str, now: str) -> Iterator[tuple[str, str]]:
    """Give the organisations where both rounds used the same ways, with the one whose part has clearly grown."""
    known = cells.filter(pl.col("round").is_in([before, now]) & ~pl.col(way).is_in([UNKNOWN, ""]))
    sums = known.group_by("round", "organisation", way).agg(pl.col(ANSWERED).sum().cast(pl.Int64))
    part = sums.with_columns(
        (100 * pl.col(ANSWERED) / pl.col(ANSWERED).sum().over("round", "organisation")).alias("part")
    )
    wide = part.pivot("round", index=["organisation", way], values=["part", ANSWERED])
    names = [f"{c}_{r}" for c in ("part", ANSWERED) for r in (before, now)]
    if not set(names) <= set(wide.columns):
        return
    both = wide.filter((pl.col(names[2]) >= FEWEST) & (pl.col(names[3]) >= FEWEST))
    grown = both.filter(pl.col(names[1]) - pl.col(names[0]) >= CLEAR).sort("organisation", way)
    yield from grown.select("organisation", way).iter_rows()


def keep_mix_apart(
    stats: SufficientStatistics, shares: pl.DataFrame, *, previous: str | None, breaks: Breaks
) -> pl.DataFrame:
    """Return by how much shares would have changed with the same parts of groups, channels and forms in both rounds.

    In whole points, for shares of organisations told in full in both rounds; parts of fewer than ten answers are taken
    together, and where that leaves fewer than ten, nothing is told. Weighted answers are left out.
    """
    if stats.is_weighted or stats.cells.is_empty():
        return pl.DataFrame(schema=ESTIMATE_SCHEMA)
    told = shares.filter(pl.col("unit").is_null() & pl.col("organisation").is_not_null())
    rows: list[dict[str, Any]] = []
    for (organisation,), cells in stats.cells.partition_by("organisation", as_dict=True).items():
        own = told.filter(pl.col("organisation") == organisation)
        if own.is_empty():
            continue
        for rounds in pair_rounds(stats, previous):
            first, last = (own.filter(pl.col("round") == r).select("target_group", "item") for r in rounds)
            both = last.join(first, on=["target_group", "item"], nulls_equal=True, maintain_order="left")
            rows += _tell_rates(cells, stats.plan.instrument, both, rounds=rounds, breaks=breaks)
    return pl.DataFrame(rows, schema=ESTIMATE_SCHEMA)


def _tell_rates(
    cells: pl.DataFrame, instrument: Instrument, domains: pl.DataFrame, *, rounds: tuple[str, str], breaks: Breaks
) -> Iterator[dict[str, Any]]:
    """Give the rate part of each item's change in each group or total of one organisation."""
    totals = {total.code: total.groups for total in instrument.totals}
    of_rounds = cells.filter(pl.col("round").is_in(rounds))
    for (group,), part in domains.partition_by("target_group", as_dict=True).items():
        in_group = pl.col("target_group").is_in(list(totals.get(group, (group,))))
        here = of_rounds if group is None else of_rounds.filter(in_group)
        for code in part["item"]:
            rate = None if (code, rounds[1]) in breaks else _find_rate(here, instrument.item(code), rounds)
            if rate is not None:
                keys = {
                    "round": rounds[1],
                    "organisation": cells["organisation"][0],
                    "target_group": group,
                    "item": code,
                }
                told = {"statistic": SAME_MIX, "value": float(round(rate)), "source": OWN}
                yield keys | told | {"status": Status.SHOWN.value}


def _find_rate(cells: pl.DataFrame, item: Item, rounds: tuple[str, str]) -> float | None:
    by = ["target_group", *WAYS]
    k, n = (pl.sum_horizontal(*names).cast(pl.Int64) for names in (positives(item), opinions(item)))
    joined = _join_small(cells.select("round", *by, k=k, n=n), by, rounds)
    if joined is None:
        return None
    before, after = (joined.filter(pl.col("round") == r) for r in rounds)
    return split_change(before, after, by).rate


def _join_small(counts: pl.DataFrame, by: list[str], rounds: tuple[str, str]) -> pl.DataFrame | None:
    """Return the counts with small parts as one rest; None where there is one part only, or the rest is too small."""
    sums = counts.group_by("round", *by).agg(pl.col("k", "n").sum()).filter(pl.col("n") > 0)
    sizes = sums.pivot("round", index=by, values="n")
    if not set(rounds) <= set(sizes.columns):
        return None
    is_small = pl.any_horizontal(pl.col(r).fill_null(0) < FEWEST for r in rounds)
    marked = sums.join(sizes.select(*by, is_small.alias("small")), on=by, maintain_order="left")
    renamed = [pl.when("small").then(pl.lit(REST)).otherwise(key).alias(key) for key in by]
    joined = marked.with_columns(renamed).group_by("round", *by).agg(pl.col("k", "n").sum())
    rest = joined.filter(pl.col(by[0]) == REST)["n"].to_list()
    has_parts = joined.select(by).unique().height > 1
    return joined if has_parts and (not rest or (len(rest) == len(rounds) and min(rest) >= FEWEST)) else None
