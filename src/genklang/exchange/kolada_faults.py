"""Faults of entry in published figures: found by rule, each named with its value."""

from typing import Any, Final

import polars as pl

from genklang.errors import Problem, problem

FIGURE: Final = ("kpi", "organisation", "gender", "period")
DOMAIN: Final = ("organisation", "gender", "period", "target_group")
COLUMN_VALUES: Final = 5
"""A column is judged as a whole where it has at least this many values."""
HIGHEST_GRADE: Final = 6
"""A column of rates or shares that never goes above this is a grade, a step or a proportion, not per cent."""
WORDS: Final = {"share_positive": "share positive", "response_rate": "response rate", "answers": "answers"}


def find_faults(values: pl.DataFrame, *, where: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Return one row per figure with `is_wrong` added, and the problems.

    `values` has kpi, organisation, gender, period, value, target_group, item, statistic. A figure that is given twice
    alike is kept once.
    """
    marked = _add_count(values.unique(maintain_order=True)).with_columns(_find_first_fault().alias("fault"))
    wrong = marked.filter(pl.col("fault").is_not_null())
    problems = _name_columns(wrong.filter(pl.col("fault") == "A274"), where)
    problems += _name_twice(wrong.filter(pl.col("fault") == "A277"), where)
    single = wrong.filter(~pl.col("fault").is_in(["A274", "A277"]))
    problems += [_name_single(row, where) for row in single.sort(FIGURE).to_dicts()]
    kept = marked.with_columns(pl.col("fault").is_not_null().alias("is_wrong"))
    return kept.unique(FIGURE, keep="first", maintain_order=True).drop("fault", "count", "count_kpi"), problems


def _find_first_fault() -> pl.Expr:
    value, statistic = pl.col("value"), pl.col("statistic")
    is_rate, is_count = (statistic == s for s in ("response_rate", "answers"))
    column = ("kpi", "period")
    is_low = (value.max().over(column) <= HIGHEST_GRADE) & (pl.len().over(column) >= COLUMN_VALUES)
    rules = {
        "A277": pl.len().over(FIGURE) > 1,
        "A274": ~is_count & is_low,
        "A272": is_rate & (value > 100),
        "A276": ~is_count & ~value.is_between(0, 100),
        "A275": is_count & ((value != value.round()) | (value < 0)),
        "A273": is_rate & (value == pl.col("count")),
    }
    return pl.coalesce(pl.when(rule).then(pl.lit(code)) for code, rule in rules.items())


def _add_count(values: pl.DataFrame) -> pl.DataFrame:
    """Add the published number of answers of each figure's domain, and the indicator that holds it."""
    counts = values.filter(pl.col("statistic") == "answers").unique(DOMAIN, keep="first", maintain_order=True)
    beside = counts.select(*DOMAIN, pl.col("value").alias("count"), pl.col("kpi").alias("count_kpi"))
    return values.join(beside, on=DOMAIN, how="left", nulls_equal=True, maintain_order="left")


def _name_columns(wrong: pl.DataFrame, where: str) -> list[Problem]:
    columns = wrong.group_by("kpi", "period", "target_group", "statistic").agg(
        pl.col("value").min().alias("low"), pl.col("value").max().alias("high"), pl.len().alias("count")
    )
    return [
        problem(
            "A274",
            f"{where}: {row['kpi']} {row['period']}",
            name=_describe(row),
            period=row["period"],
            low=f"{row['low']:g}",
            high=f"{row['high']:g}",
            count=row["count"],
            scale="a proportion" if row["high"] <= 1 else "a grade or a step",
        )
        for row in columns.sort("kpi", "period").to_dicts()
    ]


def _name_twice(wrong: pl.DataFrame, where: str) -> list[Problem]:
    figures = wrong.group_by(*FIGURE, "target_group", "statistic").agg(pl.col("value"))
    return [
        problem("A277", _place(row, where), name=_describe(row), values=", ".join(f"{v:g}" for v in row["value"]))
        for row in figures.sort(FIGURE).to_dicts()
    ]


def _name_single(row: dict[str, Any], where: str) -> Problem:
    return problem(
        row["fault"], _place(row, where), name=_describe(row), value=f"{row['value']:g}", count_kpi=row["count_kpi"]
    )


def _place(row: dict[str, Any], where: str) -> str:
    gender = f" {row['gender']}" if row["gender"] else ""
    return f"{where}: {row['organisation']} {row['period']}{gender}"


def _describe(row: dict[str, Any]) -> str:
    return f"{row['kpi']} ({WORDS[row['statistic']]}, {row['target_group']})"
