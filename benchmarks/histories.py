"""Random histories: one survey's counts published as different tables, one after the other, each gated by those before.

What they give back together is found by a programme of its own, over the finest cells, that shares nothing with the
attack.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import csr_array

from genklang.disclosure.attack_counts import attack_counts
from genklang.disclosure.policy import DEFAULT, Policy
from genklang.disclosure.protect_counts import protect_counts

KEYS = ("organisation", "unit", "group", "version", "year")
YEARS = ("2024", "2025", "2026")
POOLED = {"year": {"2024–25": YEARS[:2], "2025–26": YEARS[1:]}}
EVERYTHING = Policy(minimum=1, full=1, feasible=1)
UNLIMITED = 10_000_000


@dataclass(slots=True)
class History:
    """The tables that were published of one survey, in turn, and how many were refused."""

    published: list[pl.DataFrame] = field(default_factory=list)
    refused: int = 0


def publish_history(seed: int, *, primary_only: bool = False) -> History:
    """Return the history of one random survey: margins, groups, versions, single and pooled years.

    Each table is protected for itself, and entered if nothing comes back of it with what is in the ledger. With
    `primary_only` nothing but small counts is withheld, and everything is entered: the control.
    """
    rng = np.random.default_rng(seed)
    counts = _draw_counts(rng)
    history = History()
    for table in _list_tables(rng):
        made = _withhold_small(table, counts) if primary_only else _protect(table, counts)
        if not primary_only and attack_counts([*history.published, made], DEFAULT, totals=POOLED):
            history.refused += 1
        else:
            history.published.append(made)
    return history


@dataclass(frozen=True, slots=True)
class _Table:
    by: tuple[str, ...]
    year: str = ""
    """One year alone; empty: all of them."""


def _draw_counts(rng: np.random.Generator) -> pl.DataFrame:
    rows = [
        (f"o{o}", f"o{o}u{u}", f"g{g}", version, year, int(rng.negative_binomial(1, least)))
        for o in range(rng.integers(1, 3))
        for u in range(2)
        for g in range(2)
        for version, least in (("standard", 0.05), ("easy", 0.15))
        for year in YEARS
    ]
    return pl.DataFrame(rows, schema=[*KEYS, "count"], orient="row")


def _list_tables(rng: np.random.Generator) -> list[_Table]:
    tables = [
        *(_Table(("organisation", "unit", "group"), year) for year in YEARS),
        _Table(("organisation", "group", "year")),
        _Table(("organisation", "unit", "version")),
        _Table(("organisation", "unit", "group")),
        _Table(KEYS),
    ]
    return [tables[i] for i in rng.permutation(len(tables))]


def _sum_to(table: _Table, counts: pl.DataFrame) -> pl.DataFrame:
    inside = counts.filter(pl.col("year") == table.year) if table.year else counts
    return inside.group_by(table.by, maintain_order=True).agg(pl.col("count").sum())


def _protect(table: _Table, counts: pl.DataFrame, policy: Policy = DEFAULT) -> pl.DataFrame:
    totals = POOLED if "year" in table.by else None
    made = protect_counts(_sum_to(table, counts), table.by, policy, totals=totals)
    return made.with_columns(year=pl.lit(table.year)) if table.year else made


def _withhold_small(table: _Table, counts: pl.DataFrame) -> pl.DataFrame:
    small = pl.col("count").is_between(1, DEFAULT.minimum - 1)
    return _protect(table, counts, EVERYTHING).with_columns(
        count=pl.when(~small).then("count"), status=pl.when(small).then(pl.lit("c")).otherwise("status")
    )


def find_narrow(published: Sequence[pl.DataFrame], policy: Policy = DEFAULT) -> list[tuple[str | None, ...]]:
    """Return the withheld cells of the tables whose count a reader narrows down beyond the policy.

    The unknowns are the finest cells (every combination of the values that any table names); each figure of any table
    is a sum of them. Nothing but those sums and what the statuses say is used.
    """
    named = {key: sorted({v for t in published if key in t.columns for v in t[key].drop_nulls()}) for key in KEYS}
    named["year"] = list(YEARS)
    homes = {u: o for t in published if "unit" in t.columns for o, u in t.select(KEYS[:2]).rows() if u}
    leaves = [
        leaf for leaf in product(*(named[key] or [None] for key in KEYS)) if homes.get(leaf[1], leaf[0]) == leaf[0]
    ]
    cells: dict[tuple[str | None, ...], tuple[int, int]] = {}
    for table in published:
        for row in table.iter_rows(named=True):
            key = tuple(row.get(k) for k in KEYS)
            low, high = _limit(row, policy)
            before = cells.get(key, (0, UNLIMITED))
            cells[key] = max(low, before[0]), min(high, before[1])
    sums = {key: np.array([_holds(key, leaf) for leaf in leaves], dtype=float) for key in cells}
    exact = [key for key, (low, high) in cells.items() if low == high]
    ranged = [key for key, (low, high) in cells.items() if low < high < UNLIMITED]
    within = np.array([sums[key] for key in ranged]).reshape(-1, len(leaves))
    programme = {
        "A_eq": csr_array(np.array([sums[key] for key in exact]).reshape(-1, len(leaves))),
        "b_eq": [cells[key][0] for key in exact],
        "A_ub": csr_array(np.vstack([within, -within])),
        "b_ub": [cells[key][1] for key in ranged] + [-cells[key][0] for key in ranged],
        "bounds": (0, UNLIMITED),
        "method": "highs-ds",
    }
    found = []
    for key, (_, high) in cells.items():
        if high == UNLIMITED:
            least, most = (sign * linprog(sign * sums[key], **programme).fun for sign in (1, -1))
            values = np.floor(most + 1e-6) - np.ceil(least - 1e-6) + 1
            found += [key] if values < policy.feasible and most > 1e-6 else []
    return found


def _limit(row: dict[str, object], policy: Policy) -> tuple[int, int]:
    if row["count"] is not None:
        return int(str(row["count"])), int(str(row["count"]))
    return {"w": (0, 0), "s": (policy.minimum, policy.full - 1)}.get(str(row["status"]), (0, UNLIMITED))


def _holds(key: tuple[str | None, ...], leaf: tuple[str | None, ...]) -> bool:
    years = POOLED["year"].get(key[-1] or "", (key[-1],))
    return all(k in {None, v} for k, v in zip(key[:-1], leaf[:-1], strict=True)) and (
        key[-1] is None or leaf[-1] in years
    )
