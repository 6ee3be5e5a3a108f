"""The cheapest shift of people within one organisation, found by linear programme."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack

from genklang.disclosure.moves import Step

NOISE = 1e-7


@dataclass(frozen=True, slots=True)
class Block:
    """Cells of one organisation (flat indices, ascending) and the sums over them that must stay true (rows)."""

    cells: NDArray[np.int64]
    sums: csr_array


def build_block(movable: NDArray[np.bool_], places: Sequence[Step], axes: Sequence[Sequence[Step]]) -> Block:
    """Return the block of the movable cells in the places named by `places`.

    `places` and each of `axes` (group, gender) are sums, as code → −1 for the total and +1 for its parts.
    """
    inside = sorted({p for step in places for p in step})
    keep = np.zeros_like(movable)
    keep[inside] = movable[inside]
    cells = np.flatnonzero(keep)
    column = np.full(movable.size, -1)
    column[cells] = np.arange(len(cells))
    grid = column.reshape(movable.shape)
    rows = [r for r in _list_sums(grid, inside, places, axes) if r]
    row = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    at = np.array([c for r in rows for c, _ in r], dtype=np.int64)
    sign = np.array([s for r in rows for _, s in r], dtype=np.float64)
    return Block(cells, csr_array((sign, (row, at)), shape=(len(rows), len(cells))))


def _list_sums(
    grid: NDArray[np.int64], inside: Sequence[int], places: Sequence[Step], axes: Sequence[Sequence[Step]]
) -> Iterator[list[tuple[int, int]]]:
    """Each sum as (column, sign), without the cells that cannot move."""
    _, groups, genders = grid.shape
    for g in range(groups):
        for s in range(genders):
            yield from (
                [(int(grid[p, g, s]), sign) for p, sign in step.items() if grid[p, g, s] >= 0]
                for step in places
                if len(step) > 1
            )
    for p in inside:
        for s in range(genders):
            yield from (
                [(int(grid[p, g, s]), sign) for g, sign in step.items() if grid[p, g, s] >= 0] for step in axes[0]
            )
        for g in range(groups):
            yield from (
                [(int(grid[p, g, s]), sign) for s, sign in step.items() if grid[p, g, s] >= 0] for step in axes[1]
            )


def find_cheapest(
    block: Block,
    target: int,
    amount: int,
    room: tuple[NDArray[np.float64], NDArray[np.float64]],
    price: NDArray[np.float64],
) -> NDArray[np.int64] | None:
    """Return the cells that change when flat cell `target` rises by `amount` at the least price; None: it cannot.

    `room` (down, up) and `price` are by flat cell.
    """
    cells = block.cells
    down, up = (r[cells].copy() for r in room)
    at = int(np.searchsorted(cells, target))
    bounds = np.concatenate([np.stack([np.zeros(len(cells)), up], 1), np.stack([np.zeros(len(cells)), down], 1)])
    bounds[at] = (min(amount, up[at]), amount)
    bounds[len(cells) + at] = 0
    if up[at] < amount:
        return None
    result = linprog(
        np.tile(price[cells], 2),
        A_eq=hstack([block.sums, -block.sums], format="csr"),
        b_eq=np.zeros(block.sums.shape[0]),
        bounds=bounds,
        method="highs",
    )
    if result.status != 0:
        return None
    change = np.abs(result.x[: len(cells)] - result.x[len(cells) :])
    return cells[change > NOISE]
