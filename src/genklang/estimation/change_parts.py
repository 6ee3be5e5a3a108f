"""A change in a share split exactly in two: who answered (mix), and what they answered (rate)."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from genklang.errors import Failure, problem

COUNTS = (("k", "n"), ("numerator", "denominator"))


@dataclass(frozen=True, slots=True)
class ChangeParts:
    """A change in points, and its two parts, which add up to it. `groups` has the parts of each group.

    `groups`: the keys, `share_before` and `share_after` (per cent), `part_before` and `part_after` (per cent of all
    answers), `rate` and `mix` (points).
    """

    before: float
    after: float
    rate: float
    mix: float
    groups: pl.DataFrame

    @property
    def change(self) -> float:
        """After minus before, in points."""
        return self.after - self.before


def split_change(before: pl.DataFrame, after: pl.DataFrame, by: list[str]) -> ChangeParts:
    """Return the split of the change in the share k / n of two tables with one row a group (Kitagawa 1955).

    Rate: each group's own change, weighed by the mean of its part before and after. Mix: each group's gain in part,
    times how its mean share differs from that of all. A group on one side only counts to the mix. E154, E155.
    """
    rows = _beside(before, after, by)
    w0, w1 = (rows[f"n_{side}"].to_numpy() / rows[f"n_{side}"].sum() for side in ("before", "after"))
    r0, r1 = _shares(rows)
    total = (float(w0 @ r0), float(w1 @ r1))
    rate = (w0 + w1) / 2 * (r1 - r0)
    mix = (w1 - w0) * ((r0 + r1) / 2 - sum(total) / 2)
    columns = {"share_before": r0, "share_after": r1, "part_before": w0, "part_after": w1, "rate": rate, "mix": mix}
    groups = rows.select(by).with_columns(pl.Series(name, 100 * values) for name, values in columns.items())
    return ChangeParts(100 * total[0], 100 * total[1], 100 * float(rate.sum()), 100 * float(mix.sum()), groups)


def _shares(rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return each group's share on both sides; one that is not there on a side takes over the other side's."""
    sides = []
    for side in ("before", "after"):
        n = rows[f"n_{side}"].to_numpy()
        sides.append(np.where(n > 0, rows[f"k_{side}"].to_numpy() / np.maximum(n, 1), np.nan))
    first, last = sides
    return np.where(np.isnan(first), last, first), np.where(np.isnan(last), first, last)


def _beside(before: pl.DataFrame, after: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return one row a group with k and n of both sides, 0 where the group is not there."""
    sides = [_sum_groups(frame, by, name) for frame, name in ((before, "before"), (after, "after"))]
    rows = sides[0].join(sides[1], on=by, how="full", coalesce=True, nulls_equal=True, maintain_order="left_right")
    rows = rows.with_columns(pl.exclude(by).fill_null(0)).filter(pl.col("n_before") + pl.col("n_after") > 0)
    if empty := [name for name in ("before", "after") if not rows[f"n_{name}"].sum()]:
        raise Failure(*(problem("E155", name) for name in empty))
    return rows


def _sum_groups(frame: pl.DataFrame, by: list[str], side: str) -> pl.DataFrame:
    found = next((pair for pair in COUNTS if set(pair) <= set(frame.columns)), COUNTS[0])
    if lacking := [c for c in (*by, *found) if c not in frame.columns]:
        raise Failure(problem("E154", side, columns=", ".join(lacking)))
    k, n = (pl.col(name).cast(pl.Int64).sum().alias(f"{short}_{side}") for name, short in zip(found, "kn", strict=True))
    sums = frame.group_by(by, maintain_order=True).agg(k, n)
    if not sums.select(((pl.col(f"k_{side}") >= 0) & (pl.col(f"k_{side}") <= pl.col(f"n_{side}"))).all()).item():
        raise Failure(problem("E152", side))
    return sums
