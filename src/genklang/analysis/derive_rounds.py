"""Over the rounds: where comparability breaks, trends, two rounds together, and what change could be found."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isnan
from typing import Any

import polars as pl

from genklang.estimation.comparability import find_comparable
from genklang.estimation.interval import wilson
from genklang.estimation.ladder import rung
from genklang.estimation.planning import minimum_detectable_change
from genklang.estimation.sufficient import SufficientStatistics
from genklang.estimation.trend import fit_trend, place_rounds
from genklang.tables.derived import DETECTABLE, POOLED, TREND
from genklang.tables.estimate import COMPARISON_SCHEMA, ESTIMATE_SCHEMA, OWN, Interval, Status, Verdict
from genklang.tables.keys import DOMAIN_KEYS

PLACE = ("organisation", "unit", "target_group", "gender", "item", "statistic")
Breaks = frozenset[tuple[str, str]]
Row = dict[str, Any]


def find_breaks(stats: SufficientStatistics) -> Breaks:
    """Return each item and round that cannot be compared with the round before, by what the questionnaire declares."""
    codes = {i.code for i in stats.plan.instrument.items}
    return frozenset(
        (item, now) for before, now in pairwise(stats.rounds) for item in codes - find_comparable(stats, (now, before))
    )


def follow_rounds(shares: pl.DataFrame, rounds: Mapping[str, str], breaks: Breaks) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return estimates (two rounds together, change that could be found) and trends, each ending in each round.

    `shares` are told in full, as of `add_effective`; `rounds`: round → period, in order. A round that is missing,
    withheld or not comparable ends a run.
    """
    order = {name: place for place, name in enumerate(rounds)}
    estimates: list[Row] = []
    trends: list[Row] = []
    for part in shares.partition_by(PLACE, maintain_order=True):
        rows = sorted(part.to_dicts(), key=lambda row: order[row["round"]])
        for run in _list_runs(rows, order, breaks):
            estimates += _tell_last(run)
            trends += _tell_trend(run, [rounds[row["round"]] for row in run])
    return pl.DataFrame(estimates, schema=ESTIMATE_SCHEMA), pl.DataFrame(trends, schema=COMPARISON_SCHEMA)


def _list_runs(rows: list[Row], order: Mapping[str, int], breaks: Breaks) -> Iterator[list[Row]]:
    """Give, for each round, the unbroken run of rounds that ends in it."""
    run: list[Row] = []
    for row in rows:
        follows = bool(run) and order[row["round"]] == order[run[-1]["round"]] + 1
        run = [*run, row] if follows and (row["item"], row["round"]) not in breaks else [row]
        yield run


def _tell_last(run: list[Row]) -> Iterator[Row]:
    last = run[-1]
    k, n = last["k"], last["n"]
    told = {key: last[key] for key in (*DOMAIN_KEYS, "item")} | {"source": OWN, "status": Status.SHOWN.value}
    if 0 < k < n:
        points = 100 * minimum_detectable_change(n, n, k / n)
        if not isnan(points):
            yield told | {"statistic": DETECTABLE, "value": points}
    if len(run) > 1:
        both = _pool(run[-2:])
        yield told | both | {"statistic": POOLED, "interval": Interval.PROCESS.value}


def _pool(rows: list[Row]) -> Row:
    """Return the share of rounds together, each by its number of answers, with Wilson's limits on what it is worth."""
    counts = {name: sum(row[name] for row in rows) for name in ("numerator", "denominator")}
    parts = [row["denominator"] / counts["denominator"] for row in rows]
    if all(row["is_counted"] for row in rows):
        share, worth = counts["numerator"] / counts["denominator"], float(counts["denominator"])
    else:
        shares = [row["value"] / 100 for row in rows]
        share = sum(part * p for part, p in zip(parts, shares, strict=True))
        chance = [p * (1 - p) / row["n"] for p, row in zip(shares, rows, strict=True)]
        variance = sum(part**2 * c for part, c in zip(parts, chance, strict=True))
        worth = share * (1 - share) / variance if variance > 0 else sum(row["n"] for row in rows)
    low, high = (100 * float(end) for end in wilson(share * worth, worth))
    return {"value": 100 * share, **counts, "low": low, "high": high}


def _tell_trend(run: list[Row], periods: list[str]) -> Iterator[Row]:
    trend = fit_trend([r["k"] for r in run], [r["n"] for r in run], place_rounds(periods))
    if trend is None:
        return
    points = {"value": trend.last, "other_value": trend.first, "difference": trend.change}
    ends = {"low": trend.low, "high": trend.high}
    told = {name: 100 * number for name, number in (points | ends).items()}
    step = rung(trend.p, told["difference"], told["low"], told["high"])
    about = {"against": TREND, "against_label": run[0]["round"], "p": trend.p, "rung": step}
    keys = {key: run[-1][key] for key in (*DOMAIN_KEYS, "item", "statistic")}
    yield keys | told | about | {"verdict": Verdict.TESTED.value, "status": Status.SHOWN.value}
