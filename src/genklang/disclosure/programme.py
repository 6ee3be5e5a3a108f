"""The cheapest shift of people that no sum can notice, found by linear programme among the cells of a block."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array, eye_array, hstack, kron, vstack

from genklang.disclosure.moves import Step

Cells = NDArray[np.int64]
Rooms = tuple[NDArray[np.float64], NDArray[np.float64]]
"""How far each cell may go down, and up."""
NOISE = 1e-7
CHEAP = 1.0
"""Below this, nothing but empty cells is bought."""


@dataclass(frozen=True, slots=True)
class Block:
    """Cells (flat) that may change, and the sums over them that must stay true (rows).

    The first `own` cells, ascending, change in how many people they hold. Those after them are totals once more, for
    the part of their people that is asked the same items (see `build_block`).

    `sums` has a column for what each cell rises by, then one for what each falls by, for a first shift, and the same
    again for a second. `shadows` are cells outside that
    change along with one inside (−1: none): the unit through which another organisation's total changes.
    """

    cells: Cells
    shadows: Cells
    sums: csr_array
    own: int


@dataclass(frozen=True, slots=True)
class Change:
    """Cells (flat) that change, and by how much each comes to vary between the two ends of the change."""

    cells: Cells
    span: NDArray[np.float64]


def build_block(
    movable: NDArray[np.bool_],
    axes: Sequence[tuple[Sequence[int], Sequence[Step]]],
    shadows: Cells,
    mixed: Sequence[tuple[int, Sequence[int]]],
) -> Block:
    """Return the block of the movable cells.

    `axes` are place, group and gender: the codes that take part and the sums over them, as code → +1 for the parts
    and −1 for the total. `shadows` is by flat cell. `mixed`: a total of groups that are not all asked the same, with
    those of its groups that are. An item's base adds up over these alone, so the total stands once more for each.
    """
    (places, _), (_, group_sums), _ = axes
    count = movable.shape[1]
    wide = [*range(count), *(total for total, _ in mixed)]
    index = np.arange(movable.size).reshape(movable.shape)[places][:, wide]
    once_more = np.broadcast_to((np.arange(len(wide)) >= count)[:, None], index.shape).ravel()
    inside = index.ravel()
    keep = np.flatnonzero(movable.ravel()[inside])
    keep = keep[np.argsort(once_more[keep], kind="stable")]
    apart = [{count + i: -1} | dict.fromkeys(parts, 1) for i, (_, parts) in enumerate(mixed)]
    axes = [axes[0], (range(len(wide)), [*group_sums, *apart]), axes[2]]
    sizes = [len(codes) for codes, _ in axes]
    rows = []
    for axis, (codes, sums) in enumerate(axes):
        factors = [eye_array(n) if i != axis else _as_matrix(codes, sums) for i, n in enumerate(sizes)]
        rows.append(kron(kron(factors[0], factors[1]), factors[2], format="csr")[:, keep])
    matrix = csr_array(vstack(rows))
    used = csr_array(matrix[np.diff(matrix.indptr) > 0])
    cells = inside[keep]
    own = int(np.sum(~once_more[keep]))
    one = hstack([used, -used])
    return Block(cells, shadows[cells], csr_array(block_diag([one, one])), own)


def _as_matrix(codes: Sequence[int], sums: Sequence[Step]) -> csr_array:
    column = {code: i for i, code in enumerate(codes)}
    matrix = np.zeros((len(sums), len(codes)))
    for row, step in enumerate(sums):
        for code, sign in step.items():
            matrix[row, column[code]] = sign
    return csr_array(matrix)


def find_cheapest(block: Block, target: int, need: int, room: Rooms, price: NDArray[np.float64]) -> Change | None:
    """Return the cheapest change with which `target` comes to vary by `need`; None: there is none.

    Part of it may be a rise, the rest a fall: two shifts, each possible by itself. `target` is a flat cell; `room` and
    `price` are by flat cell.
    """
    at = int(np.searchsorted(block.cells[: block.own], target))
    free = _solve(block, target, need, room, price)
    if free is None:
        return None
    # The programme pays by the person and so spreads a change over cells that would each do alone; half a person is no
    # person. Rising only, falling only, and whole numbers next to its own mixture are looked at beside it.
    rise = float(free[0][at])
    whole = abs(rise - round(rise)) < NOISE
    if whole and free[2] < CHEAP:
        return _read_change(block, *free[:2])
    tried = {0.0, float(need), float(np.floor(rise + NOISE)), float(np.ceil(rise - NOISE))}
    solutions = [_solve(block, target, need, room, price, rise=r) for r in sorted(tried)]
    changes = [_read_change(block, *s[:2]) for s in solutions if s is not None]
    return min(changes, key=lambda change: float(price[change.cells].sum()), default=None)


Solution = tuple[NDArray[np.float64], NDArray[np.float64], float]
"""Both shifts, by cell of the block, and what they cost together."""


def _solve(
    block: Block, target: int, need: int, room: Rooms, price: NDArray[np.float64], *, rise: float | None = None
) -> Solution | None:
    cells, with_shadow = block.cells, block.shadows >= 0
    shadows = np.where(with_shadow, block.shadows, cells)
    down, up = (np.minimum(r[cells], r[shadows]) for r in room)
    cost = price[cells] + np.where(with_shadow, price[shadows], 0.0)
    count, at = len(cells), int(np.searchsorted(cells[: block.own], target))
    upper = np.concatenate([up, down, up, down])
    lower = np.zeros_like(upper)
    upper[[count + at, 2 * count + at]] = 0.0
    if rise is not None:
        if rise > upper[at]:
            return None
        lower[at] = upper[at] = rise
    link = csr_array(([1.0, 1.0], ([0, 0], [at, 3 * count + at])), shape=(1, 4 * count))
    sums = vstack([block.sums, link], format="csr")
    totals = np.append(np.zeros(block.sums.shape[0]), float(need))
    bounds = np.stack([lower, upper], axis=1)
    # Presolving programmes as small as these takes longer than solving them.
    options = {"presolve": False}
    result = linprog(np.tile(cost, 4), A_eq=sums, b_eq=totals, bounds=bounds, method="highs", options=options)
    if result.status != 0:
        return None
    forth, forth_down, back, back_down = np.split(result.x, 4)
    return forth - forth_down, back - back_down, float(result.fun)


def _read_change(block: Block, forth: NDArray[np.float64], back: NDArray[np.float64]) -> Change:
    with_shadow = block.shadows >= 0
    moved = (np.abs(forth) > NOISE) | (np.abs(back) > NOISE)
    span = np.abs(forth - back)
    span[block.own :] = 0.0  # a total whose parts exchange people is to be withheld, but holds as many as before
    along = moved & with_shadow
    return Change(np.append(block.cells[moved], block.shadows[along]), np.append(span[moved], span[along]))
