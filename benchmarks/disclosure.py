"""How long it takes to protect and attack the counts of a nation, and what random releases with a history give back."""

import time
from collections.abc import Iterable

import numpy as np
import polars as pl

from benchmarks import Row
from benchmarks.histories import find_narrow, publish_history
from genklang.disclosure.attack_counts import attack_counts
from genklang.disclosure.policy import DEFAULT, Policy
from genklang.disclosure.protect_counts import protect_counts

MUNICIPALITIES, UNITS, GROUPS = 300, 20, 5
RELEASES = 1000
EVERYTHING = Policy(minimum=1, full=1, feasible=1)
KEYS = ["municipality", "unit", "group"]


def measure() -> list[Row]:
    """Return the seconds for the counts of 300 municipalities with 20 units and five groups each, on one core."""
    counts = _draw_counts()
    began = time.process_time()
    table = protect_counts(counts, KEYS, DEFAULT)
    protected = time.process_time() - began
    began = time.process_time()
    leaks = attack_counts([table], DEFAULT)
    attacked = time.process_time() - began
    random, control = count_narrow(range(RELEASES)), count_narrow(range(RELEASES // 10), primary_only=True)
    withheld = 100 * (table["status"] == "c").mean()
    return [
        Row("300 × 20 units protected", protected, "s", 100.0),
        Row("and attacked", attacked, "s", 20.0),
        Row("both", protected + attacked, "s", 120.0),
        Row("counts that come back", float(len(leaks)), "counts", 0.0),
        Row("cells withheld", float(withheld), "%", 100.0),
        Row(f"of {RELEASES} random histories, those that leak", float(random), "", 0.0),
        Row(f"of {RELEASES // 10} published in pieces", float(count_leaking(range(RELEASES // 10))), "", 0.0),
        Row(f"of {RELEASES // 10} with primary suppression only, those that do not", RELEASES / 10 - control, "", 10.0),
    ]


def _draw_counts() -> pl.DataFrame:
    """About ten answers a cell, as in real units; many cells are small and some empty."""
    rng = np.random.default_rng(4)
    rows = [
        (f"m{m:03}", f"m{m:03} u{u:02}", f"g{g}", int(n))
        for m in range(MUNICIPALITIES)
        for u in range(UNITS)
        for g, n in enumerate(rng.negative_binomial(2, 1 / 6, GROUPS))
    ]
    return pl.DataFrame(rows, schema=[*KEYS, "count"], orient="row")


def count_narrow(seeds: Iterable[int], *, primary_only: bool = False) -> int:
    """Return how many histories of different tables narrow a withheld count down, by a programme of their own."""
    histories = (publish_history(seed, primary_only=primary_only) for seed in seeds)
    return sum(bool(find_narrow(history.published)) for history in histories)


def count_leaking(seeds: Iterable[int], *, primary_only: bool = False) -> int:
    """Return how many random histories give a withheld count back."""
    return sum(bool(attack_counts(draw_history(seed, primary_only=primary_only), DEFAULT)) for seed in seeds)


def draw_history(seed: int, *, primary_only: bool = False) -> list[pl.DataFrame]:
    """Return the releases of one random survey, in turn: some margins, some figures, in the end all, of one table.

    The keys are organisation, unit, target group and form version. With `primary_only` nothing but small counts is
    withheld, as the control.
    """
    rng = np.random.default_rng(seed)
    organisations, units, groups = rng.integers(1, 4, 3)
    keys = ["organisation", "unit", "group", "version"]
    rows = [
        (f"o{o}", f"o{o}u{u}", f"g{g}", version, int(rng.negative_binomial(1, least)))
        for o in range(organisations)
        for u in range(units + 1)
        for g in range(groups + 1)
        for version, least in (("standard", 0.06), ("easy", 0.2))
    ]
    counts = pl.DataFrame(rows, schema=[*keys, "count"], orient="row")
    table = protect_counts(counts, keys, EVERYTHING if primary_only else DEFAULT)
    if primary_only:
        small = pl.col("count").is_between(1, DEFAULT.minimum - 1)
        table = table.with_columns(
            count=pl.when(~small).then("count"), status=pl.when(small).then(pl.lit("c")).otherwise("status")
        )
    releases = [table.filter(pl.col("version").is_null()), table.filter(pl.col("unit").is_null())]
    is_there = pl.Series(rng.random(table.height) < 0.7)
    releases += [table.with_columns(count=pl.when(is_there).then("count")), table]
    return [releases[i] for i in rng.permutation(len(releases))]
