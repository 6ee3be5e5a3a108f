"""Counts by any keys: which cells and margins are withheld, by the same mechanism as figures of surveys."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.disclosure.lattice import Lattice, Place
from genklang.disclosure.pattern import in_order, price_cells
from genklang.disclosure.policy import Policy
from genklang.disclosure.secure import PLENTY, Layer, Room, secure
from genklang.disclosure.terrain import Terrain
from genklang.errors import Failure, problem
from genklang.tables.estimate import Status

Counts = NDArray[np.int64]
MOST_AXES = 3
"""Keys that cross each other, units within an organisation counted as one."""


def protect_counts(
    counts: pl.DataFrame, by: Sequence[str], policy: Policy, *, withheld: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return all cells and margins of `counts` (columns `by` as text, and `count`): `by`, `count`, `status`.

    An empty key means all together. Counts from `policy.full` are printed, from `policy.minimum` they read "s"
    (from the one up to below the other), smaller ones and those that would give them back are withheld ("c"), nobody
    is "w". Of two keys where each value of one belongs to one value of the other (units of municipalities), the first
    is within the second and has no margin over it. `withheld` are further cells to withhold (columns `by`). Failure
    D109 where more than three keys cross.
    """
    axes = _arrange(counts, by)
    lattice = _make_lattice(counts, axes)
    answers = lattice.answers.ravel()
    filled = answers > 0
    lost = _find(lattice, axes, withheld) & filled
    primary = (filled & (answers < policy.minimum)) | lost
    cost = price_cells(lattice)
    room = Room(
        (answers - 1).clip(0)[:, None, None].astype(np.int32), np.full((len(answers), 1), PLENTY, dtype=np.int32)
    )
    terrain = Terrain(lattice, filled, [0] * len(lattice.groups))
    hidden = secure(Layer(terrain, room, cost, policy.feasible - 1), primary, in_order(primary, cost))
    status = np.select(
        [~filled, hidden, answers < policy.full],
        [Status.NO_ANSWERS.value, Status.CONFIDENTIAL.value, Status.SMALL_BASE.value],
        Status.SHOWN.value,
    )
    shown = np.isin(status, [Status.NO_ANSWERS.value, Status.SHOWN.value])
    return (
        _list_cells(lattice, axes)
        .with_columns(
            count=pl.Series([int(n) if s else None for n, s in zip(answers, shown, strict=True)], dtype=pl.Int64),
            status=pl.Series(status.tolist(), dtype=pl.String),
        )
        .select(*by, "count", "status")
    )


Axes = tuple[tuple[str, ...], str | None, str | None]
"""The keys of places (organisation, unit within it), of groups and of genders."""


def _arrange(counts: pl.DataFrame, by: Sequence[str]) -> Axes:
    """Return which key goes on which axis: one within another first, then as they were given."""
    if not by:
        raise Failure(problem("D109", "by", most=MOST_AXES))
    several = len(by) <= MOST_AXES
    pairs = [(a, b) for a in by for b in by if a != b and _is_within(counts, b, a, several=several)]
    places = pairs[0] if pairs else tuple(by[:1])
    rest = [key for key in by if key not in places]
    if len(rest) > MOST_AXES - 1:
        raise Failure(problem("D109", ", ".join(by), most=MOST_AXES))
    group, gender = (*rest, None, None)[:2]
    return places, group, gender


def _is_within(counts: pl.DataFrame, part: str, whole: str, *, several: bool) -> bool:
    """Return whether each value of `part` stands beside one value of `whole` only, of which some hold `several`."""
    parts, wholes = counts[part].n_unique(), counts[whole].n_unique()
    return counts.select(part, whole).n_unique() == parts >= wholes + several


def _make_lattice(counts: pl.DataFrame, axes: Axes) -> Lattice:
    places = _list_places(counts, axes[0])
    codes = [sorted(counts[key].unique().to_list()) if key else [] for key in axes[1:]]
    answers = np.zeros((len(places), len(codes[0]) + 1, len(codes[1]) + 1), dtype=np.int64)
    at = [{place: i for i, place in enumerate(places)}, *({c: i for i, c in enumerate(of)} for of in codes)]
    columns = [counts[key].to_list() if key else [None] * counts.height for key in axes[1:]]
    leaf = [(*p, None)[:2] for p in counts.select(axes[0]).rows()]
    for place, group, gender, n in zip(leaf, *columns, counts["count"].to_list(), strict=True):
        for p in {place, (place[0], None), (None, None)}:
            spots = [{at[1][group], -1} if axes[1] else {-1}, {at[2][gender], -1} if axes[2] else {-1}]
            for g, s in product(*spots):
                answers[at[0][p], g, s] += n
    nothing = np.zeros((*answers.shape, 0), dtype=np.int64)
    return Lattice(
        round="",
        places=places,
        groups=(*codes[0], None),
        genders=(*codes[1], None),
        items=(),
        totals={},
        answers=answers,
        offered=np.full(answers.shape, -1),
        base=nothing,
        positive=nothing,
        has_positive=(),
    )


def _list_places(counts: pl.DataFrame, keys: Sequence[str]) -> tuple[Place, ...]:
    """The whole first, then each place followed by what is within it."""
    rows = {(*row, None)[:2] for row in counts.select(keys).unique().rows()}
    rows |= {(row[0], None) for row in rows} | {(None, None)}
    return tuple(sorted(rows, key=lambda r: (r[0] is not None, r[0] or "", r[1] is not None, r[1] or "")))


def _list_cells(lattice: Lattice, axes: Axes) -> pl.DataFrame:
    place, group, gender = np.unravel_index(np.arange(lattice.answers.size), lattice.answers.shape)
    columns = {key: [lattice.places[i][level] for i in place] for level, key in enumerate(axes[0])}
    columns |= {axes[1]: [lattice.groups[i] for i in group]} if axes[1] else {}
    columns |= {axes[2]: [lattice.genders[i] for i in gender]} if axes[2] else {}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _find(lattice: Lattice, axes: Axes, withheld: pl.DataFrame | None) -> NDArray[np.bool_]:
    if withheld is None:
        return np.zeros(lattice.answers.size, dtype=bool)
    cells = _list_cells(lattice, axes)
    marked = cells.join(
        withheld.unique().with_columns(there=True),
        on=cells.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return marked["there"].fill_null(value=False).to_numpy()
