"""Among places: what is expected of units of their size, shares drawn towards the mean, and organisations alike."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from genklang.estimation.contrast import Side, contrast_sides
from genklang.estimation.expected import Place, fit_band
from genklang.estimation.interval import wilson
from genklang.estimation.national import mean_limits
from genklang.estimation.shrinkage import shrink
from genklang.tables.derived import EXPECTED, LIKE_MEAN, SHRUNK
from genklang.tables.estimate import COMPARISON_SCHEMA, ESTIMATE_SCHEMA, OWN, Status, Verdict
from genklang.tables.keys import DOMAIN_KEYS

FEWEST_PLACES = 5
"""Units, or organisations, that make a band."""
SAME = ("round", "target_group", "gender", "item", "statistic")
FIGURE = (*DOMAIN_KEYS, "item")
Row = dict[str, Any]


def expect_places(shares: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return comparisons with the expected band, and shares drawn towards the mean, of shares told in full.

    `shares`: as of `add_effective`. Units among the units of their organisation, organisations among all; where there
    are five or more.
    """
    units = shares.filter(pl.col("unit").is_not_null()).partition_by(*SAME, "organisation", maintain_order=True)
    whole = shares.filter(pl.col("unit").is_null() & pl.col("organisation").is_not_null())
    organisations = whole.partition_by(*SAME, maintain_order=True)
    tables = [("unit", part) for part in units] + [("organisation", part) for part in organisations]
    rows = [_expect(part, kind) for kind, part in tables if part.height >= FEWEST_PLACES]
    bands = pl.concat([r[0] for r in rows]) if rows else pl.DataFrame(schema=COMPARISON_SCHEMA)
    shrunk = pl.concat([r[1] for r in rows]) if rows else pl.DataFrame(schema=ESTIMATE_SCHEMA)
    return bands, shrunk


def _expect(part: pl.DataFrame, kind: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    k, n = part["k"].to_numpy(), part["n"].to_numpy()
    band = fit_band(k, n)
    low, high = band.limits(n)
    is_outside = pl.Series("rung", np.where(band.place(k, n) == Place.WITHIN.value, 4, 2), dtype=pl.Int64)
    bands = part.select(
        *FIGURE,
        "statistic",
        pl.lit(EXPECTED).alias("against"),
        pl.lit(kind).alias("against_label"),
        "value",
        pl.lit(100 * band.target).alias("other_value"),
        (pl.col("value") - 100 * band.target).alias("difference"),
        pl.Series("low", 100 * low),
        pl.Series("high", 100 * high),
        pl.lit(None, pl.Float64).alias("p"),
        pl.lit(None, pl.Float64).alias("p_adjusted"),
        is_outside,
        pl.lit(Verdict.TESTED.value).alias("verdict"),
        pl.lit(Status.SHOWN.value).alias("status"),
    )
    shrunk = part.with_columns(pl.lit(SHRUNK).alias("statistic"), pl.Series("value", 100 * shrink(k, n)))
    empty = [pl.lit(None).cast(ESTIMATE_SCHEMA[c]).alias(c) for c in ("numerator", "denominator", "low", "high")]
    return bands, shrunk.with_columns(*empty, pl.lit(None, pl.String).alias("interval")).select(*ESTIMATE_SCHEMA)


def compare_like(told: pl.DataFrame, like: Sequence[str]) -> pl.DataFrame:
    """Return each organisation's shares against the unweighted mean of those named as alike, itself left out.

    Own counts against own are tested (the mean's error is that of a mean over organisations), against published ones
    held as fixed; published against published is not tested.
    """
    whole = told.filter(pl.col("unit").is_null() & pl.col("organisation").is_not_null())
    best = whole.sort(pl.col("source") == OWN, maintain_order=True).unique(FIGURE, keep="last", maintain_order=True)
    rows: list[Row] = []
    for part in best.partition_by(SAME, maintain_order=True) if like else []:
        members = part.filter(pl.col("organisation").is_in(list(like)))
        rows += [found for row in part.to_dicts() if (found := _against_like(row, members))]
    return pl.DataFrame(rows, schema=COMPARISON_SCHEMA)


def _against_like(row: Row, members: pl.DataFrame) -> Row | None:
    others = members.filter(pl.col("organisation") != row["organisation"])
    if others.height < 2:
        return None
    verdict = _choose_verdict(row, others)
    values = others["value"].to_numpy()
    low, high = mean_limits(values)
    mean = float(values.mean())
    ends = (low, high) if verdict is Verdict.TESTED else (mean, mean)
    other = Side(np.array([mean]), np.array(ends[:1]), np.array(ends[1:]))
    told = {key: row[key] for key in (*FIGURE, "statistic")}
    told |= {"against": LIKE_MEAN, "against_label": str(others.height), "value": row["value"], "other_value": mean}
    told |= {"difference": row["value"] - mean, "verdict": verdict.value, "status": Status.SHOWN.value}
    if verdict is Verdict.UNTESTED:
        return told
    k, n = (np.array([row[c]]) for c in ("k", "n"))
    own_low, own_high = wilson(k, n)
    own = Side(np.array([row["value"]]), 100 * own_low, 100 * own_high, (k, n) if row["is_counted"] else None)
    found = contrast_sides(own, other, verdict=verdict)
    numbers = {name: float(getattr(found, name)[0]) for name in ("low", "high", "p")}
    return told | numbers | {"rung": int(found.rung[0])}


def _choose_verdict(row: Row, others: pl.DataFrame) -> Verdict:
    if row["source"] != OWN or row["numerator"] is None:
        return Verdict.UNTESTED
    return Verdict.TESTED if (others["source"] == OWN).all() else Verdict.FIXED
