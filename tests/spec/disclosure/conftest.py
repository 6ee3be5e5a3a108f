"""Reads the handbook's small tables of counts, prints what may be printed of them, and tries to undo it."""

import sys
from pathlib import Path

import polars as pl
import pytest

sys.path.append(str(Path(__file__).parents[2] / "disclosure"))

from small_survey import count_population, estimate_plainly

from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect

KEYS = ("organisation", "unit", "target_group", "gender")
WORDS = {"c": "withheld", "w": "nobody"}


def read_people(table):
    """Return one response for each of `answers` in a line, the first `positive` of them positive."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    rows = []
    for line in lines:
        row = dict(zip(head, line, strict=True))
        key = {"organisation": "A", "unit": "u", "target_group": "g", "gender": "K"}
        key |= {k: v for k, v in row.items() if k in KEYS}
        rows += [key | {"contact": 1 if i < int(row["positive"]) else 3} for i in range(int(row["answers"]))]
    return pl.DataFrame(rows)


def say(row):
    """A printed figure in words."""
    if row["status"] == "":
        return f"{row['value']:.0f} % of {row['denominator']}"
    if row["status"] == "s":
        return f"{row['value']:.0f} % of 5-9"
    if row["status"] in {"ge", "le"}:
        base = row["denominator"] or "5-9"
        return f"{row['value']:.0f} % or {'more' if row['status'] == 'ge' else 'less'} of {base}"
    return WORDS[row["status"]]


@pytest.fixture
def printed():
    """Returns for a table of counts what is printed of the share by `key`, the total last."""

    def print_by(table, key, *, offered_per_answer=2, statistic="share_positive", **keys):
        people = read_people(table)
        tables = protect_people(people, offered_per_answer)
        rows = tables.estimates.filter(
            pl.col("statistic") == statistic,
            pl.col("organisation") == "A",
            *(pl.col(k).eq_missing(pl.lit(keys.get(k), dtype=pl.String)) for k in KEYS[1:] if k != key),
        )
        return {row[key] or "all": say(row) for row in rows.sort(key, nulls_last=True).rows(named=True)}

    return print_by


@pytest.fixture
def leaks():
    """Returns what the attack computes back from the printed figures of a table of counts."""
    return lambda table: attack(protect_people(read_people(table), 2), DEFAULT)


def protect_people(people, offered_per_answer):
    estimates = estimate_plainly(people, totals={}, offered_per_answer=offered_per_answer)
    population = count_population(people, totals={}, offered_per_answer=offered_per_answer)
    return protect(estimates, None, population, DEFAULT)
