"""Audit rules on parts and wholes: do they add up, and does the whole lie among its parts?"""

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from genklang.analysis.audit_counts import is_share, name_figure, name_place, write
from genklang.errors import Problem, problem
from genklang.estimation.consistency import count_decimals
from genklang.tables.keys import DOMAIN_KEYS, MEN, WOMEN

PLACE: Final = ("round", "organisation", "unit")
FIGURE: Final = ("item", "statistic")
ROUNDING: Final = 0.05
"""Points that a printed share may be off, where one decimal was kept."""
SPARE: Final = 10.0
"""Per cent of all that may have left out an item in one part and not in another."""
UNSTATED: Final = 20.0
"""Per cent of all: fewer than these may well have stated no gender."""


def find_unclosed(figures: pl.DataFrame) -> list[Problem]:
    """Return distributions that do not add up to 100 but for rounding, and two tails that are more together (C110)."""
    spread = figures.filter(pl.col("statistic").str.starts_with("distribution:"))
    tails = figures.filter(pl.col("statistic").is_in(["share_positive", "share_negative"]))
    found = []
    for rows, name, is_whole in ((spread, "distribution", True), (tails, "positive and negative", False)):
        for part in rows.partition_by([*DOMAIN_KEYS, "item"], maintain_order=True):
            values = part["value"].to_list()
            slack = sum(0.5 * 10.0 ** -count_decimals(v) for v in values) + 1e-6
            total = sum(values)
            if len(values) > 1 and (total > 100 + slack or (is_whole and total < 100 - slack)):
                row = part.row(0, named=True)
                text = f"{name} of {row['item']}"
                found.append(problem("C110", name_place(row), name=text, sum=write(round(total, 6))))
    return found


def find_overfull_totals(figures: pl.DataFrame, total: str, groups: Sequence[str]) -> list[Problem]:
    """Return where the groups of a declared total have more answers together than it has (C103)."""
    counts = figures.filter((pl.col("statistic") == "answers") & pl.col("gender").is_null())
    parts = (
        counts.filter(pl.col("target_group").is_in(list(groups)))
        .group_by(PLACE)
        .agg(pl.col("value").sum().alias("parts"))
    )
    whole = counts.filter(pl.col("target_group") == total).join(parts, on=list(PLACE), nulls_equal=True)
    return [
        problem("C103", name_place(r), name="number of answers", parts=write(r["parts"]), total=write(r["value"]))
        for r in whole.filter(pl.col("parts") > pl.col("value")).to_dicts()
    ]


def find_false_totals(figures: pl.DataFrame, total: str, groups: Sequence[str]) -> list[Problem]:
    """Return shares of a declared total that lie outside those of its groups by more than others can explain (C104)."""
    rows = figures.filter(is_share() & pl.col("gender").is_null())
    parts = rows.filter(pl.col("target_group").is_in(list(groups)) & (pl.col("answers") > 0))
    among = parts.group_by(*PLACE, *FIGURE).agg(
        *_ends(), pl.col("answers").sum().alias("parts"), pl.len().alias("many")
    )
    whole = rows.filter((pl.col("target_group") == total) & (pl.col("answers") > 0))
    met = whole.join(among, on=[*PLACE, *FIGURE], nulls_equal=True).filter(pl.col("many") > 1)
    known = (100 * (1 - pl.col("parts") / pl.col("answers"))).clip(0, 100)
    wrong = met.with_columns(_needed(), known.alias("known")).filter(pl.col("needed") > pl.col("known") + SPARE)
    return [problem("C104", name_place(r), **_words(r), known=f"{r['known']:.0f}") for r in wrong.to_dicts()]


def find_false_genders(figures: pl.DataFrame) -> list[Problem]:
    """Return shares of all that lie outside those of women and men by more than those of no stated gender (C105)."""
    rows = figures.filter(is_share())
    same = [*PLACE, "target_group", *FIGURE]
    among = rows.filter(pl.col("gender").is_in([WOMEN, MEN])).group_by(same).agg(*_ends(), pl.len().alias("many"))
    whole = rows.filter(pl.col("gender").is_null()).join(among, on=same, nulls_equal=True).filter(pl.col("many") == 2)
    wrong = whole.with_columns(_needed()).filter(pl.col("needed") > UNSTATED)
    return [problem("C105", name_place(r), **_words(r)) for r in wrong.to_dicts()]


def _ends() -> tuple[pl.Expr, pl.Expr]:
    return pl.col("value").min().alias("least"), pl.col("value").max().alias("most")


def _needed() -> pl.Expr:
    """Return how many per cent of all must stand outside the parts, all answering alike, for the whole to fit."""
    low, high, value = pl.col("least") - ROUNDING, pl.col("most") + ROUNDING, pl.col("value")
    below, above = (low - value) / low, (value - high) / (100 - high)
    return pl.when(value < low).then(100 * below).when(value > high).then(100 * above).otherwise(0.0).alias("needed")


def _words(row: dict[str, Any]) -> dict[str, str]:
    ends = {
        name: write(round(row[column], 1)) for name, column in (("low", "least"), ("high", "most"), ("value", "value"))
    }
    return {"name": name_figure(row), **ends, "needed": f"{row['needed']:.0f}"}
