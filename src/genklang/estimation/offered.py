"""How many were offered the questionnaire in each domain, or unknown where the table cannot tell."""

from collections.abc import Iterator, Sequence

import polars as pl

from genklang.estimation.lattice import Margin
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.model import Total
from genklang.tables.keys import DOMAIN_KEYS, UNKNOWN

OFFERED = "offered"
DIVIDED = ("unit", "target_group")
PLACE_KEYS = DOMAIN_KEYS[:-1]
"""Answers are not held to the offered's gender: a person may state another one, or none."""


def add_offered(
    sums: pl.DataFrame, *, margins: Sequence[Margin], offered: pl.DataFrame | None, stats: SufficientStatistics
) -> pl.DataFrame:
    """Return the domains of `sums` with a column `offered`, and those where the offered gave no answer at all.

    The number is null where the table does not divide the offered by one of the domain's keys, and where some
    of the domain's answers come from a place that reported no offered: a rate exists only on shared margins.
    """
    if offered is None or offered.is_empty():
        return sums.with_columns(pl.lit(None, pl.Int64).alias(OFFERED))
    totals = stats.plan.instrument.totals
    divided = _leave_open(offered, stats)
    gaps = find_uncovered(stats, divided)
    known = pl.concat([_sum_offered(divided, gaps, margin, totals) for margin in margins])
    joined = sums.join(known, on=list(DOMAIN_KEYS), how="full", coalesce=True, nulls_equal=True)
    return joined.with_columns(pl.exclude(*DOMAIN_KEYS, OFFERED).fill_null(0))


def find_uncovered(stats: SufficientStatistics, offered: pl.DataFrame) -> pl.DataFrame:
    """Return the places that answered although no row of `offered` reaches them (`DOMAIN_KEYS`, gender null).

    A unit or target group that is not stated, on either side, is covered by whatever else agrees.
    """
    stated = [pl.when(pl.col(k) != UNKNOWN).then(k).alias(k) for k in PLACE_KEYS]
    cells = stats.cells.select(PLACE_KEYS).unique().select(stated)
    uncovered = _without_match(cells, offered.select(PLACE_KEYS).unique(), PLACE_KEYS)
    return uncovered.with_columns(pl.lit(None, pl.String).alias("gender"))


def _leave_open(offered: pl.DataFrame, stats: SufficientStatistics) -> pl.DataFrame:
    """Return the offered with null for a unit or group that an organisation's round never states, but its answers do.

    A count of the whole organisation is then a count of all of it, not of people at an unknown unit.
    """
    home = ["round", "organisation"]
    is_stated = [(pl.col(k) != UNKNOWN).any().alias(f"{k} stated") for k in DIVIDED]
    answered = offered.join(stats.cells.group_by(home).agg(is_stated), on=home, how="left", maintain_order="left")
    is_bare = {k: (pl.col(k) == UNKNOWN).all().over(home) & pl.col(f"{k} stated") for k in DIVIDED}
    opened = [pl.when(~is_bare[k].fill_null(value=False)).then(k).alias(k) for k in DIVIDED]
    return answered.with_columns(opened).select(offered.columns)


def _sum_offered(offered: pl.DataFrame, gaps: pl.DataFrame, margin: Margin, totals: tuple[Total, ...]) -> pl.DataFrame:
    """Return `DOMAIN_KEYS` and the offered of each domain of one margin where it is known."""
    if "target_group" in margin:
        offered, gaps = (_add_totals(frame, totals) for frame in (offered, gaps))
    is_vague = pl.any_horizontal(pl.lit(value=False), *(pl.col(k).is_null() for k in margin))
    exact = offered.filter(~is_vague)
    sums = exact.group_by(margin).agg(pl.col(OFFERED).sum()) if margin else exact.select(pl.col(OFFERED).sum())
    doubtful = pl.concat([offered.filter(is_vague).select(DOMAIN_KEYS), gaps.select(DOMAIN_KEYS)])
    known = _without_match(sums, doubtful, margin)
    return known.select(*(pl.col(k) if k in margin else pl.lit(None, pl.String).alias(k) for k in DOMAIN_KEYS), OFFERED)


def _without_match(left: pl.DataFrame, right: pl.DataFrame, keys: Margin) -> pl.DataFrame:
    """Return the rows of `left` that no row of `right` agrees with; a null on either side agrees with all."""
    kept = [left.clear()]
    for stated_left, rows in _split_by_stated(left, keys):
        for stated_right, others in _split_by_stated(right, keys):
            shared = [k for k in keys if k in stated_left and k in stated_right]
            matches = others.select(shared).unique() if shared else others
            rows = rows.join(matches, on=shared, how="anti") if shared else rows.clear()  # noqa: PLW2901
        kept.append(rows)
    return pl.concat(kept)


def _split_by_stated(frame: pl.DataFrame, keys: Margin) -> Iterator[tuple[Margin, pl.DataFrame]]:
    """Give the rows that state the same keys together, with those keys."""
    if frame.is_empty():
        return
    if not keys:
        yield (), frame
        return
    flags = frame.select(pl.concat_list(pl.col(k).is_not_null() for k in keys).alias("flags"))["flags"]
    for pattern in flags.unique().to_list():
        rows = frame.filter(pl.all_horizontal(pl.col(k).is_not_null() == f for k, f in zip(keys, pattern, strict=True)))
        yield tuple(k for k, is_stated in zip(keys, pattern, strict=True) if is_stated), rows


def _add_totals(frame: pl.DataFrame, totals: tuple[Total, ...]) -> pl.DataFrame:
    """Return the frame with its rows once more under each declared total that their group belongs to."""
    members = [
        frame.filter(pl.col("target_group").is_in(t.groups)).with_columns(pl.lit(t.code).alias("target_group"))
        for t in totals
    ]
    return pl.concat([frame, *members])
