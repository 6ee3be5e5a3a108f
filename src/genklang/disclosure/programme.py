"""The cheapest shift of people that no sum can notice, found by linear programme among the cells of a block."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

from genklang.disclosure.moves import Step

Cells = NDArray[np.int64]
Rooms = tuple[NDArray[np.float64], NDArray[np.float64]]
"""How far each cell may go down, and up."""
NOISE = 1e-7


@dataclass(frozen=True, slots=True)
class Block:
    """Cells (flat) that may change, and the sums over them that must stay true (rows).

    The first `own` cells, ascending, change in how many people they hold. Those after them are totals once more, for
    the part of their people that is asked the same items (see `build_block`).

    `sums` has a column for what each cell rises by, then one for what each falls by. `shadows` are cells outside that
    change along with one inside (−1: none): the unit through which another organisation's total changes.
    """

    cells: Cells
    shadows: Cells
    sums: csr_array
    own: int


@dataclass(frozen=True, slots=True)
class Change:
    """Cells (flat) that change, and each by how much up or down."""

    cells: Cells
    size: NDArray[np.float64]


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
    return Block(cells, shadows[cells], csr_array(hstack([used, -used])), own)


def _as_matrix(codes: Sequence[int], sums: Sequence[Step]) -> csr_array:
    column = {code: i for i, code in enumerate(codes)}
    matrix = np.zeros((len(sums), len(codes)))
    for row, step in enumerate(sums):
        for code, sign in step.items():
            matrix[row, column[code]] = sign
    return csr_array(matrix)


def find_cheapest(block: Block, target: int, amount: int, room: Rooms, price: NDArray[np.float64]) -> Change | None:
    """Return the cheapest change with which `target` rises by `amount` (falls, where negative); None: there is none.

    `target` is a flat cell; `room` and `price` are by flat cell.
    """
    cells, with_shadow = block.cells, block.shadows >= 0
    shadows = np.where(with_shadow, block.shadows, cells)
    down, up = (np.minimum(r[cells], r[shadows]) for r in room)
    cost = price[cells] + np.where(with_shadow, price[shadows], 0.0)
    at = int(np.searchsorted(cells[: block.own], target))
    upper = np.concatenate([up, down])
    lower = np.zeros_like(upper)
    forth, back = (at, len(cells) + at) if amount > 0 else (len(cells) + at, at)
    if upper[forth] < abs(amount):
        return None
    lower[forth] = upper[forth] = abs(amount)
    upper[back] = 0
    sums = block.sums
    bounds = np.stack([lower, upper], axis=1)
    result = linprog(np.tile(cost, 2), A_eq=sums, b_eq=np.zeros(sums.shape[0]), bounds=bounds, method="highs")
    if result.status != 0:
        return None
    size = np.abs(result.x[: len(cells)] - result.x[len(cells) :])
    moved, along = size > NOISE, (size > NOISE) & with_shadow
    size[block.own :] = 0.0  # a total whose parts exchange people is to be withheld, but holds as many as before
    return Change(np.append(cells[moved], shadows[along]), np.append(size[moved], size[along]))
