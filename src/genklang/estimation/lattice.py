"""The lattice of domains: every margin of the cells, with the declared totals, in one pass from fine to coarse."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from genklang.errors import Failure, problem
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.model import Total
from genklang.tables.keys import DOMAIN_KEYS

WEIGHT = "w "
"""Prefix of a counter's sum of weights, in millionths."""
SQUARE = "w² "
"""Prefix of a counter's sum of squared weights, in millionths of millionths."""

Margin = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Domains:
    """The domains to estimate for: by all of `keys`, and with `margins` also by the fewer keys.

    Rounds are never pooled where `round` is among the keys, and a unit always stands in its organisation.
    """

    keys: tuple[str, ...] = DOMAIN_KEYS
    margins: bool = False

    def __post_init__(self) -> None:
        """Refuse keys that no figure can be given by (E102)."""
        if not set(self.keys) <= set(DOMAIN_KEYS) or not _is_sound(self.keys):
            raise Failure(problem("E102", "by", keys=", ".join(self.keys)))

    def list_margins(self) -> list[Margin]:
        """Return the sets of keys that figures are given by, from most to fewest keys."""
        keys = tuple(k for k in DOMAIN_KEYS if k in self.keys)
        if not self.margins:
            return [keys]
        fixed = keys[:1] if "round" in keys else ()
        free = keys[len(fixed) :]
        sets = [fixed + s for size in range(len(free), -1, -1) for s in combinations(free, size)]
        return [s for s in sets if _is_sound(s)]


def _is_sound(keys: Margin) -> bool:
    return "unit" not in keys or "organisation" in keys


def roll_up(stats: SufficientStatistics, margins: Sequence[Margin]) -> pl.DataFrame:
    """Return the counters of every domain of the margins: `DOMAIN_KEYS` (null: all together) and the sums.

    Where responses are weighted, each counter has its sums of weights and of squared weights beside it.
    """
    every = tuple(k for k in DOMAIN_KEYS if any(k in m for m in margins))
    sums = _sum_cells(stats, every)
    names = [c for c in sums.columns if c not in DOMAIN_KEYS]
    done: dict[Margin, pl.DataFrame] = {every: sums}
    for margin in sorted(set(margins) - {every}, key=len, reverse=True):
        parent = min((d for d in done if set(margin) <= set(d)), key=lambda d: done[d].height)
        done[margin] = _sum_by(done[parent], margin, names)
    totals = stats.plan.instrument.totals
    parts = [part for m in margins for part in (done[m], *_sum_totals(done[m], m, names, totals))]
    return pl.concat(parts, how="diagonal").select(
        *(pl.col(k).cast(pl.String) if k in every else pl.lit(None, pl.String).alias(k) for k in DOMAIN_KEYS),
        *names,
    )


def _sum_cells(stats: SufficientStatistics, keys: Margin) -> pl.DataFrame:
    """Return the cells summed to `keys`, with sums of weights where there are any."""
    names = list(stats.plan.names)
    wide = pl.col(names).cast(pl.Int64)
    # Grouping by numbers instead of texts takes half the time.
    coded = [pl.col(k).cast(pl.Categorical) for k in keys]
    if not stats.is_weighted:
        return _sum_by(stats.cells.select(*coded, wide), keys, names)
    weight = pl.col("weight_class")
    # Squares of millionths outgrow 64 bits; 128 hold them exactly, so the order of adding cannot show.
    square = pl.col(names).cast(pl.Int128) * weight.cast(pl.Int128) ** 2
    cells = stats.cells.select(*coded, wide, (wide * weight).name.prefix(WEIGHT), square.name.prefix(SQUARE))
    return _sum_by(cells, keys, [c for c in cells.columns if c not in keys])


def _sum_by(sums: pl.DataFrame, keys: Margin, names: list[str]) -> pl.DataFrame:
    if not keys:
        return sums.select(pl.col(names).sum())
    return sums.group_by(keys).agg(pl.col(names).sum())


def _sum_totals(sums: pl.DataFrame, margin: Margin, names: list[str], totals: tuple[Total, ...]) -> list[pl.DataFrame]:
    if "target_group" not in margin:
        return []
    rest = tuple(k for k in margin if k != "target_group")
    return [
        _sum_by(sums.filter(pl.col("target_group").is_in(total.groups)), rest, names).with_columns(
            pl.lit(total.code, pl.Categorical).alias("target_group")
        )
        for total in totals
    ]
