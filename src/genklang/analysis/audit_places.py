"""Audit rules on where figures stand: copied rows, and items, columns or rates that have changed places."""

from itertools import combinations
from typing import Any, Final

import numpy as np
import polars as pl

from genklang.analysis.audit_counts import name_place, write
from genklang.errors import Problem, problem

SHARE: Final = "share_positive"
DOMAIN: Final = ("round", "organisation", "unit", "target_group")
FEWEST_ITEMS: Final = 4
TELLING: Final = 3
"""Copies are found by at least so many different shares that are neither 0 nor 100: small groups often agree."""
FEWEST_PLACES: Final = 10
"""What is usual is judged by at least so many organisations."""
ODD: Final = 3.0
"""Standard deviations: each of two items must be so far from the usual, and near it once they have changed places."""
NEAR: Final = 1.5
FEWEST_ANSWERS: Final = 20
"""Smaller groups stray so far by chance."""
COLUMN_POINTS: Final = 4.0
"""Points that both columns come nearer to other rounds by changing places."""


def _profiles(figures: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return one row a domain, women and men together, with a column for each item's share, and the columns."""
    rows = figures.filter(
        (pl.col("statistic") == SHARE) & pl.col("gender").is_null() & pl.col("organisation").is_not_null()
    )
    items = rows["item"].unique(maintain_order=True).to_list()
    if rows.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(DOMAIN, pl.String)), []
    answers = rows.group_by(DOMAIN, maintain_order=True).agg(pl.col("answers").max())
    wide = rows.pivot("item", index=list(DOMAIN), values="value", aggregate_function="first")
    return wide.join(answers, on=list(DOMAIN), nulls_equal=True, maintain_order="left"), items


def find_copies(figures: pl.DataFrame) -> list[Problem]:
    """Return profiles that are the same in two rounds (C106) or of two organisations (C107), share by share."""
    wide, items = _profiles(figures)
    if len(items) < FEWEST_ITEMS:
        return []
    told = pl.concat_list(items).list.eval(pl.element().filter((pl.element() > 0) & (pl.element() < 100)))
    full = wide.drop_nulls(items).filter(told.list.n_unique() >= TELLING)
    found = []
    for code, key in (("C106", "round"), ("C107", "organisation")):
        same = [k for k in DOMAIN if k != key]
        for part in full.group_by([*same, *items], maintain_order=True).agg(pl.col(key)).to_dicts():
            first, *others = sorted(part[key])
            found += [
                problem(
                    code,
                    name_place({**part, key: other, "target_group": None}),
                    count=len(items),
                    group=part["target_group"] or "all",
                    other=first,
                )
                for other in others
            ]
    return found


def find_swapped_items(figures: pl.DataFrame) -> list[Problem]:
    """Return two items of one domain that are far from the usual, and near it once they change places (C108)."""
    wide, items = _profiles(figures)
    found = []
    for part in wide.partition_by("target_group", "round", maintain_order=True) if items else []:
        values = part.select(items).to_numpy().astype(np.float64)
        if len(values) < FEWEST_PLACES:
            continue
        usual, spread = np.nanmedian(values, axis=0), _robust_spread(values)
        enough = part["answers"].fill_null(0).to_numpy() >= FEWEST_ANSWERS
        for row, a, b in _find_pairs(values, usual, spread, enough):
            found.append(_tell_swap("C108", part.row(row, named=True), items, (a, b), values=values[row], usual=usual))
    return found


def _find_pairs(
    values: np.ndarray, usual: np.ndarray, spread: np.ndarray, enough: np.ndarray
) -> list[tuple[int, int, int]]:
    found = []
    for a, b in combinations(range(values.shape[1]), 2):
        away = [np.abs(values[:, i] - usual[j]) / spread[j] for i, j in ((a, a), (b, b), (a, b), (b, a))]
        is_odd = enough & (away[0] > ODD) & (away[1] > ODD) & (away[2] < NEAR) & (away[3] < NEAR)
        found += [(row, a, b) for row in np.flatnonzero(is_odd).tolist()]
    return found


def _robust_spread(values: np.ndarray) -> np.ndarray:
    """Return the standard deviation between organisations, by the quartiles, so that what is odd does not widen it."""
    low, high = np.nanquantile(values, [0.25, 0.75], axis=0)
    return np.asarray(np.maximum((high - low) / 1.349, 1.0))


def find_swapped_columns(figures: pl.DataFrame) -> list[Problem]:
    """Return two whole columns that come nearer to their other rounds by changing places (C109)."""
    wide, items = _profiles(figures)
    found = []
    for part in wide.partition_by("target_group", maintain_order=True) if items else []:
        means = (
            part.group_by("round", maintain_order=True)
            .agg(pl.col(items).mean(), pl.len())
            .filter(pl.col("len") >= FEWEST_PLACES)
        )
        values = means.select(items).to_numpy().astype(np.float64)
        for row in range(means.height if means.height > 2 else 0):
            usual = np.nanmedian(np.delete(values, row, axis=0), axis=0)
            for a, b in combinations(range(len(items)), 2):
                now, then = (
                    (abs(values[row, a] - usual[i]), abs(values[row, b] - usual[j])) for i, j in ((a, b), (b, a))
                )
                if min(now[0] - then[0], now[1] - then[1]) > COLUMN_POINTS:
                    where = {"round": means["round"][row], "target_group": part["target_group"][0]}
                    found.append(_tell_swap("C109", where, items, (a, b), values=values[row], usual=usual))
    return found


def _tell_swap(
    code: str, row: dict[str, Any], items: list[str], pair: tuple[int, int], *, values: np.ndarray, usual: np.ndarray
) -> Problem:
    first, second = pair
    return problem(
        code,
        name_place({**row, "target_group": None}),
        first=items[first],
        second=items[second],
        group=row["target_group"] or "all",
        first_value=f"{values[first]:.0f}",
        second_value=f"{values[second]:.0f}",
        first_usual=f"{usual[first]:.0f}",
        second_usual=f"{usual[second]:.0f}",
    )


def find_swapped_rates(figures: pl.DataFrame) -> list[Problem]:
    """Return where the rate is no rate, or the answers no whole number, but each would do as the other (C113)."""
    sides = [
        figures.filter(pl.col("statistic") == name).select(*DOMAIN, "gender", pl.col("value").alias(name))
        for name in ("response_rate", "answers")
    ]
    both = sides[0].join(sides[1], on=[*DOMAIN, "gender"], nulls_equal=True, maintain_order="left")
    rate, answers = pl.col("response_rate"), pl.col("answers")
    is_odd = (rate > 100) | (answers != answers.round())
    wrong = both.filter(is_odd & (rate == rate.round()) & answers.is_between(0, 100))
    return [
        problem(
            "C113",
            name_place({**row, "target_group": None}),
            group=row["target_group"] or "all",
            rate=write(row["response_rate"]),
            answers=write(row["answers"]),
        )
        for row in wrong.to_dicts()
    ]
