"""Audit rules on counts: can this percentage come from that many people?"""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

import numpy as np
import polars as pl

from genklang.errors import Problem, problem
from genklang.estimation.consistency import LARGEST, count_decimals, find_fitting, read_percentage

SHARES: Final = ("share_positive", "share_negative", "share_positive_all", "distribution", "no_opinion_share")
RATE: Final = "response_rate"
TELLING_DECIMALS: Final = 3
"""A rate with fewer decimals fits nearly any number offered."""
MOST_OFFERED: Final = 20
"""The number offered is looked for up to so many times the answers."""


def is_share() -> pl.Expr:
    """Whether a row holds a share of answers."""
    return pl.col("statistic").str.split(":").list.first().is_in(SHARES)


def name_place(row: dict[str, Any]) -> str:
    """Return where a figure stands, as a reader would say it."""
    keys = ("organisation", "unit", "round", "target_group", "gender")
    return ", ".join(str(row[k]) for k in keys if row.get(k)) or "all"


def name_figure(row: dict[str, Any]) -> str:
    """Return what a figure is: its statistic and its item."""
    return f"{row['statistic']} of {row['item']}" if row["item"] else str(row["statistic"])


def write(value: float) -> str:
    """Return a figure as it was given, without noughts that say nothing."""
    return f"{value:.10g}"


def find_wrong_counts(figures: pl.DataFrame) -> list[Problem]:
    """Return shares and rates outside 0–100 (C112), and shares that their own counts contradict (C111)."""
    rows = figures.filter(is_share() | (pl.col("statistic") == RATE))
    outside = rows.filter(~pl.col("value").is_between(0, 100))
    found = [problem("C112", name_place(r), name=name_figure(r), value=write(r["value"])) for r in outside.to_dicts()]
    counted = rows.filter(pl.col("numerator").is_not_null() & (pl.col("denominator") > 0))
    return found + [finding for row in counted.to_dicts() if (finding := _check_counts(row))]


def _check_counts(row: dict[str, Any]) -> Problem | None:
    k, n, value = row["numerator"], row["denominator"], row["value"]
    exact = Fraction(100 * k, n)
    if 0 <= k <= n and abs(exact - Fraction(value)) <= Fraction(1, 2 * 10 ** count_decimals(value)) + Fraction(
        1, 10**9
    ):
        return None
    values = {"value": write(value), "right": write(round(float(exact), 2)), "k": k, "n": n}
    return problem("C111", name_place(row), name=name_figure(row), **values)


def find_impossible_shares(figures: pl.DataFrame) -> list[Problem]:
    """Return the shares that no base from 1 to the number of answers gives (C101): some may have had no opinion."""
    known = figures.filter(is_share() & pl.col("value").is_between(0, 100) & pl.col("answers").is_between(1, LARGEST))
    return [
        problem(
            "C101", name_place(row), name=name_figure(row), value=write(row["value"]), answers=f"{row['answers']:,}"
        )
        for row in known.to_dicts()
        if not _is_possible(row["value"], row["answers"])
    ]


def _is_possible(value: float, answers: int) -> bool:
    decimals = count_decimals(value)
    if answers >= 2 * 10 ** (decimals + 2):
        return True
    sizes = np.arange(1, answers + 1)
    return bool(find_fitting(read_percentage(value), sizes, decimals=decimals).any())


def find_false_rates(figures: pl.DataFrame) -> list[Problem]:
    """Return response rates that the number of answers is of no whole number offered (C102)."""
    rates = figures.filter((pl.col("statistic") == RATE) & pl.col("value").is_between(0, 100, closed="right"))
    found = []
    for row in rates.filter(pl.col("answers") > 0).to_dicts():
        decimals = count_decimals(row["value"])
        if decimals < TELLING_DECIMALS or _fits_some_offered(row["value"], row["answers"], decimals):
            continue
        other = _find_fraction(row["value"], row["answers"], decimals)
        if other:
            values = {"value": write(row["value"]), "answers": row["answers"], "other": other}
            found.append(problem("C102", name_place(row), name=name_figure(row), **values))
    return found


def _fits_some_offered(rate: float, answers: int, decimals: int) -> bool:
    half, value = Fraction(1, 2 * 10**decimals), Fraction(Decimal(repr(rate)))
    most = 100 * answers / (value - half) if value > half else Fraction(LARGEST)
    return ceil(100 * answers / (value + half)) <= floor(most)


def _find_fraction(rate: float, answers: int, decimals: int) -> str:
    """Return the fewest people of whom a whole number is this rate, as "56 of 141"; empty where there are none."""
    sizes = np.arange(1, MOST_OFFERED * answers + 1)
    fits = sizes[find_fitting(read_percentage(rate), sizes, decimals=decimals)]
    if not fits.size:
        return ""
    # Of the multiples of the smallest, the one nearest to the number of answers that is told.
    n = min(fits.tolist(), key=lambda size: abs(rate * size / 100 - answers))
    return f"{round(rate * n / 100)} of {n}"
