"""Counts by any keys: which cells and margins are withheld, by the same mechanism as figures of surveys."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.disclosure.count_sums import Totals
from genklang.disclosure.lattice import Lattice, Place
from genklang.disclosure.pattern import in_order, price_cells
from genklang.disclosure.policy import Policy
from genklang.disclosure.secure import PLENTY, Layer, Room, secure
from genklang.disclosure.terrain import Terrain
from genklang.errors import Failure, problem
from genklang.tables.estimate import Status

Counts = NDArray[np.int64]
MOST_AXES = 6
"""Keys that cross each other, units within an organisation counted as one."""
MOST_CELLS = 100_000
"""Counts and margins by several keys that can be protected together in minutes."""
FEW_AXES = 3
"""Beyond so many keys, one counts as within another also where each value of that holds but one."""


def protect_counts(
    counts: pl.DataFrame,
    by: Sequence[str],
    policy: Policy,
    *,
    totals: Totals | None = None,
    withheld: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return all cells and margins of `counts` (columns `by` as text, and `count`): `by`, `count`, `status`.

    An empty key means all together. Counts from `policy.full` are printed, from `policy.minimum` they read "s"
    (from the one up to below the other), smaller ones and those that would give them back are withheld ("c"), nobody
    is "w". Of two keys where each value of one belongs to one value of the other (units of municipalities), the first
    is within the second and has no margin over it. `totals`: key → declared total → its values (pooled years), which
    get cells of their own. `withheld` are further cells to withhold (columns `by`). Failures: D109 where more than six
    keys cross, D117 where a declared total cannot be, D118 where there are too many counts by several keys.
    """
    declared = dict(totals or {})
    if by and set(by) <= set(declared):
        return _protect_one_place(counts, by, policy, totals=declared, withheld=withheld)
    axes = _arrange(counts, by, declared)
    _check_totals(counts, axes, declared)
    _check_size(counts, axes, declared)
    lattice = _make_lattice(counts, axes, declared)
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


def _protect_one_place(
    counts: pl.DataFrame, by: Sequence[str], policy: Policy, *, totals: Totals, withheld: pl.DataFrame | None
) -> pl.DataFrame:
    """Protect counts that are not told by place as those of a single one."""
    lost = None if withheld is None else withheld.with_columns(pl.lit(None, pl.String).alias(ONLY))
    placed = counts.with_columns(pl.lit(ONLY).alias(ONLY))
    table = protect_counts(placed, [ONLY, *by], policy, totals=totals, withheld=lost)
    return table.filter(pl.col(ONLY).is_null()).drop(ONLY)


Axes = tuple[tuple[str, ...], tuple[str, ...], str | None]
"""The keys of places (organisation, unit within it), of groups (several stand crossed) and of genders."""
ONLY = "the only place"
BETWEEN, OPEN = "\x1f", "\x1e"
"""What stands between the values of crossed keys, and for all of them together."""


def _arrange(counts: pl.DataFrame, by: Sequence[str], totals: Totals) -> Axes:
    """Return which key goes on which axis: one within another first, then as they were given."""
    if not by:
        raise Failure(problem("D109", "by", most=MOST_AXES))
    several = len(by) <= FEW_AXES
    free = [key for key in by if key not in totals]
    pairs = [(a, b) for a in free for b in free if a != b and _is_within(counts, b, a, several=several)]
    places = pairs[0] if pairs else tuple(free[:1])
    rest = [*(key for key in by if key in totals), *(key for key in free if key not in places)]
    if len(rest) > MOST_AXES - 1:
        raise Failure(problem("D109", ", ".join(by), most=MOST_AXES))
    has_gender = len(rest) > 1 and rest[-1] not in totals
    return places, tuple(rest[:-1] if has_gender else rest), rest[-1] if has_gender else None


def _check_totals(counts: pl.DataFrame, axes: Axes, totals: Totals) -> None:
    for key, declared in totals.items():
        if key not in axes[1]:
            raise Failure(problem("D117", key, reason=f"“{key}” is not a key that crosses others"))
        held = set(counts[key].unique())
        for name, of in declared.items():
            if name in held:
                raise Failure(problem("D117", key, reason=f"“{name}” is a value of “{key}” too"))
            if not of or (strange := sorted(set(of) - held)):
                raise Failure(problem("D117", key, reason=f"“{name}” holds {', '.join(strange) if of else 'nothing'}"))


def _check_size(counts: pl.DataFrame, axes: Axes, totals: Totals) -> None:
    """By one key the work grows with the table; where keys meet, faster than that."""
    places, groups, gender = axes
    crossed = [*groups, *([gender] if gender else [])]
    sizes = [counts[key].n_unique() + 1 + len(totals.get(key, {})) for key in crossed]
    cells = counts.select(places).n_unique() * prod(sizes)
    if cells > MOST_CELLS and (crossed or len(places) > 1):
        raise Failure(problem("D118", ", ".join([*places, *crossed]), cells=cells, most=MOST_CELLS))


def _is_within(counts: pl.DataFrame, part: str, whole: str, *, several: bool) -> bool:
    """Return whether each value of `part` stands beside one value of `whole` only, of which some hold `several`."""
    parts, wholes = counts[part].n_unique(), counts[whole].n_unique()
    return counts.select(part, whole).n_unique() == parts >= wholes + several


def _make_lattice(counts: pl.DataFrame, axes: Axes, declared: Totals) -> Lattice:
    places = _list_places(counts, axes[0])
    groups, totals = _cross(counts, axes[1], declared)
    genders = sorted(counts[axes[2]].unique().to_list()) if axes[2] else []
    answers = np.zeros((len(places), len(groups), len(genders) + 1), dtype=np.int64)
    at = [{code: i for i, code in enumerate(codes)} for codes in (places, groups, (*genders, None))]
    inside: dict[str | None, list[str | None]] = {g: [g, None] for g in groups}
    for total, of in totals.items():
        for part in of:
            inside[part].append(total)
    for row in counts.iter_rows(named=True):
        place, group, gender = _find_leaf(row, axes)
        n = row["count"]
        for p, g, s in product({place, (place[0], None), (None, None)}, set(inside[group]), {gender, None}):
            answers[at[0][p], at[1][g], at[2][s]] += n
    nothing = np.zeros((*answers.shape, 0), dtype=np.int64)
    return Lattice(
        round="",
        places=places,
        groups=groups,
        genders=(*genders, None),
        items=(),
        totals=totals,
        answers=answers,
        offered=np.full(answers.shape, -1),
        base=nothing,
        positive=nothing,
        has_positive=(),
    )


def _find_leaf(row: Mapping[str, Any], axes: Axes) -> tuple[Place, str | None, str | None]:
    upper, lower = (*(row[key] for key in axes[0]), None, None)[:2]
    group = BETWEEN.join(row[key] for key in axes[1]) if axes[1] else None
    return (upper, lower), group, row[axes[2]] if axes[2] else None


def _cross(
    counts: pl.DataFrame, keys: Sequence[str], declared: Totals
) -> tuple[tuple[str | None, ...], dict[str, tuple[str, ...]]]:
    """Return every combination of the keys' values and totals, and of each that is no single one which it holds."""
    if not keys:
        return (None,), {}
    values = [sorted(counts[key].unique().to_list()) for key in keys]
    holds = [
        {value: [value] for value in of} | dict(declared.get(key, {})) | {OPEN: of}
        for key, of in zip(keys, values, strict=True)
    ]
    leaves = {BETWEEN.join(leaf) for leaf in product(*values)}
    every = BETWEEN.join([OPEN] * len(keys))
    totals = {
        name: tuple(BETWEEN.join(leaf) for leaf in product(*(of[c] for of, c in zip(holds, code, strict=True))))
        for code in product(*holds)
        if (name := BETWEEN.join(code)) not in leaves and name != every
    }
    return (*sorted(leaves), *totals, None), totals


def _list_places(counts: pl.DataFrame, keys: Sequence[str]) -> tuple[Place, ...]:
    """The whole first, then each place followed by what is within it."""
    rows = {(*row, None, None)[:2] for row in counts.select(keys).unique().rows()}
    rows |= {(row[0], None) for row in rows} | {(None, None)}
    return tuple(sorted(rows, key=lambda r: (r[0] is not None, r[0] or "", r[1] is not None, r[1] or "")))


def _list_cells(lattice: Lattice, axes: Axes) -> pl.DataFrame:
    place, group, gender = np.unravel_index(np.arange(lattice.answers.size), lattice.answers.shape)
    columns = {key: [lattice.places[i][level] for i in place] for level, key in enumerate(axes[0])}
    everyone = BETWEEN.join([OPEN] * len(axes[1]))
    crossed = [(everyone if (g := lattice.groups[i]) is None else g).split(BETWEEN) for i in group]
    columns |= {key: [None if c[i] == OPEN else c[i] for c in crossed] for i, key in enumerate(axes[1])}
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
