"""The attack on tables of counts by any keys, one's own or others': what do they give back when read together?"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from genklang.disclosure.attack import BY_PROGRAMME, BY_SUBTRACTION, PRINTED, Leak
from genklang.disclosure.count_sums import Totals, find_count_sums
from genklang.disclosure.policy import Policy
from genklang.disclosure.printed import UNLIMITED
from genklang.disclosure.ranges import SLACK, Inconsistent, find_ranges, subtract
from genklang.errors import Failure, problem
from genklang.tables.estimate import Status

COUNT, STATUS = "count", "status"
ROUGHLY = ("least", "most")
NO_KEYS = {COUNT, STATUS, *ROUGHLY}
NOBODY = (Status.NO_ANSWERS.value, Status.NOT_ASKED.value)


def attack_counts(tables: Sequence[pl.DataFrame], policy: Policy, *, totals: Totals | None = None) -> list[Leak]:
    """Return every withheld count that `tables` give back, and how closely, under what `policy` promises.

    Each table has key columns (text; empty: all together; a key that a table lacks is all together in it), `count`
    and `status` (codes of docs/reference/figures.md). An empty count is withheld, "s" says that it is from
    `policy.minimum` up to below `policy.full`; columns `least` and `most` say how much it can be where that is known,
    as of a percentage of a base. `totals`: key → declared total → its values. Failure D106 where no counts at all fit.
    """
    limits = _read_limits(tables, policy)
    cells = limits.select(pl.exclude("low", "high", "hidden", "told"))
    low, high = (limits[c].to_numpy().astype(np.float64) for c in ("low", "high"))
    hidden = limits["hidden"].to_numpy() & (low < high)
    relations = find_count_sums(cells, low, high, totals or {})
    try:
        plain = subtract(relations, low, high)
        least, most = find_ranges(relations, low, high, targets=hidden, enough=policy.feasible)
    except Inconsistent:
        raise Failure(problem("D106", ", ".join(cells.columns))) from None
    least, most = np.ceil(least - SLACK), np.floor(most + SLACK)
    printed = limits["told"].to_numpy() & (low == high) & (low > 0) & (low < policy.minimum)
    back = hidden & (most - least + 1 < policy.feasible) & (most > 0)
    easy = plain[1] - plain[0] + 1 < policy.feasible
    how = np.where(printed, PRINTED, np.where(easy, BY_SUBTRACTION, BY_PROGRAMME))
    return [
        _tell(cells.row(at), int(least[at]), int(most[at]), str(how[at]))
        for at in np.flatnonzero(printed | back).tolist()
    ]


def _tell(domain: tuple[str | None, ...], low: int, high: int, how: str) -> Leak:
    where = ", ".join(str(key) for key in domain if key is not None)
    return Leak(domain, where or "all together", "the count", low, high, how)


def _read_limits(tables: Sequence[pl.DataFrame], policy: Policy) -> pl.DataFrame:
    """Return a row per cell: its keys, its limits (`low`, `high`), whether it is withheld, or told as a count."""
    keys = list(dict.fromkeys(c for table in tables for c in table.columns if c not in NO_KEYS))
    stacked = pl.concat([_read_table(table, keys, policy) for table in tables])
    cells = stacked.group_by(keys, maintain_order=True) if keys else stacked.group_by(pl.lit(0).alias("_"))
    return cells.agg(pl.col("low").max(), pl.col("high").min(), pl.col("hidden", "told").any()).select(
        *keys, "low", "high", "hidden", "told"
    )


def _read_table(table: pl.DataFrame, keys: Sequence[str], policy: Policy) -> pl.DataFrame:
    """A table that prints nobody where nobody is says of every withheld count that it is at least one."""
    count, status = pl.col(COUNT), pl.col(STATUS).fill_null("")
    nobody = status.is_in(NOBODY) | (count == 0).fill_null(value=False)
    small = count.is_null() & (status == Status.SMALL_BASE.value)
    least = nobody.any().cast(pl.Int64)
    known = [pl.col(c).cast(pl.Int64) if c in table.columns else pl.lit(None, pl.Int64) for c in ROUGHLY]
    return table.select(
        *(pl.col(k).cast(pl.String) if k in table.columns else pl.lit(None, pl.String).alias(k) for k in keys),
        low=pl.coalesce(count, known[0], pl.when(nobody).then(0), pl.when(small).then(policy.minimum), least).cast(
            pl.Int64
        ),
        high=pl.coalesce(
            count, known[1], pl.when(nobody).then(0), pl.when(small).then(policy.full - 1), pl.lit(UNLIMITED)
        ).cast(pl.Int64),
        hidden=count.is_null() & known[1].is_null() & ~small & ~nobody,
        told=count.is_not_null(),
    )
