"""One mechanism for every layer: withhold more cells until each withheld count can take values enough.

A shift moves people between withheld cells so that no sum notices, and no count falls below what is known of it. A cell
is secure when shifts let its count take as many values as it needs; otherwise the cheapest such shift is bought by
withholding the cells that it still lacks. Withholding more only adds shifts, so a cell once secure stays so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genklang.disclosure.moves import Moves
from genklang.disclosure.programme import NOISE, Change, Rooms, find_cheapest
from genklang.disclosure.terrain import Flags, Terrain

Counts = NDArray[np.int32]
FREE = 1e-3
"""Price of a cell that is withheld already: next to nothing, so that shifts stay small."""
PLENTY = 1_000_000
"""More than any move is asked for."""


@dataclass(frozen=True, slots=True)
class Room:
    """How far each cell's counts may go, for a shift of whole people.

    `down`: cell × item × kind of answer, how many of each kind there are to take away. `up`: cell × item, how many
    may be added. A shift must be possible on every item; on each, the people shifted may have given any kind.
    """

    down: Counts
    up: Counts


@dataclass(frozen=True, slots=True)
class Layer:
    """One table to be made safe. `need`: by how many steps each cell's count must be able to vary."""

    terrain: Terrain
    room: Room
    cost: NDArray[np.float64]
    need: int

    def room_in_all(self) -> Rooms:
        """Return how far each cell may go down and up on every item at once, whatever kind was answered."""
        down = self.room.down.sum(axis=2).min(axis=1).astype(np.float64)
        return down, self.room.up.min(axis=1).astype(np.float64)


def secure(layer: Layer, hidden: Flags, targets: Iterable[int]) -> Flags:
    """Return `hidden` (flat cells) with what must be withheld beside it so that every target is secure.

    Cells that are added become targets themselves. Where no shift is found, all that contains the cell is withheld, so
    that it may rise and fall with its totals. Deterministic: targets and moves have a fixed order.
    """
    hidden = hidden.copy()
    queue = list(targets)
    room = layer.room_in_all()
    done = set(np.flatnonzero(layer.terrain.find_exchanging(hidden, room, layer.need)).tolist())
    for cell in queue:
        if cell in done or _is_free(layer, hidden, cell):
            continue
        only = _find_only(layer, hidden, cell)
        change = None if only is not None else _find_change(layer, hidden, cell, room)
        if only is not None:
            cells = np.array([only])
        else:
            cells = layer.terrain.list_above(cell) if change is None else change.cells
        added = [int(c) for c in dict.fromkeys(cells.tolist()) if not hidden[c]]
        hidden[added] = True
        queue += added
        if change is not None:
            done.update(change.cells[change.span > layer.need - NOISE].tolist())
    return hidden


def _is_free(layer: Layer, hidden: Flags, cell: int) -> bool:
    """Return whether moves among withheld neighbours suffice: the quick test before any programme."""
    moves = layer.terrain.moves_near(cell, hidden)
    usable = (hidden[moves.cells] | (moves.signs == 0)).all(axis=1)
    return _reach(Moves(moves.cells[usable], moves.signs[usable]), layer.room, layer.need) >= layer.need


def _find_only(layer: Layer, hidden: Flags, cell: int) -> int | None:
    """Return the single cell that makes `cell` free if nothing cheaper can, without a programme.

    A sum in which nothing else is withheld needs some cell of it, so its cheapest one is the least that can be paid.
    """
    least = 0.0
    for others in layer.terrain.list_sums(cell):
        if len(others) and not hidden[others].any():
            least = max(least, float(layer.cost[others].min()))
    moves = layer.terrain.moves_near(cell, hidden)
    lacking = ~hidden[moves.cells] & (moves.signs != 0)
    single = lacking.sum(axis=1) == 1
    bought = np.where(lacking, moves.cells, -1).max(axis=1, initial=-1)
    for other in dict.fromkeys(bought[single & (layer.cost[bought] <= least)].tolist()):
        usable = (lacking.sum(axis=1) == 0) | (single & (bought == other))
        if _reach(Moves(moves.cells[usable], moves.signs[usable]), layer.room, layer.need) >= layer.need:
            return int(other)
    return None


def _find_change(layer: Layer, hidden: Flags, cell: int, room: Rooms) -> Change | None:
    """Look within the organisation first, then with others."""
    need = int(min(layer.need, room[0][cell] + room[1][cell]))
    price = np.where(hidden, FREE, layer.cost)
    near = layer.terrain.block_near(cell)
    found = None if near is None else find_cheapest(near, cell, need, room, price)
    if found is not None:
        return found
    changes = (
        find_cheapest(block, cell, need, room, price)
        for along in ((room[1], room[0]), room)
        for block in layer.terrain.blocks_far(cell, hidden, along)
    )
    return next((change for change in changes if change is not None), None)


def _reach(moves: Moves, room: Room, enough: int) -> int:
    """Return by how many steps, up and down together, the moves let the cell vary (at most `enough`)."""
    if not len(moves.cells):
        return 0
    down, up = room.down[moves.cells], room.up[moves.cells]
    rise = _amounts(moves.signs, down, up)
    fall = _amounts(-moves.signs, down, up)
    reached = int(rise.max() + fall.max())
    if reached >= enough or len(moves.cells) == 1:
        return min(reached, enough)
    rising = _push(moves.cells, moves.signs, room, enough)
    return min(rising + _push(moves.cells, -moves.signs, room, enough - rising), enough)


def _amounts(signs: NDArray[np.int8], down: Counts, up: Counts) -> NDArray[np.int64]:
    """Return how many steps each move can be made: rows of signs, with the room of its cells."""
    giving = np.where((signs < 0)[..., None, None], down, PLENTY).min(axis=-3).sum(axis=-1)
    taking = np.where((signs > 0)[..., None], up, PLENTY).min(axis=-2)
    amounts: NDArray[np.int64] = np.minimum(giving, taking).min(axis=-1)
    return amounts


def _push(cells: NDArray[np.int64], signs: NDArray[np.int8], room: Room, enough: int) -> int:
    """Make one move after the other, each from where the last one led, until `enough` steps are made."""
    distinct, local = np.unique(cells, return_inverse=True)
    local = local.reshape(cells.shape)
    down, up = room.down[distinct].copy(), room.up[distinct].copy()
    made = 0
    for row, sign in zip(local, signs, strict=True):
        amount = min(int(_amounts(sign, down[row], up[row])), enough - made)
        if amount > 0:
            _shift(row, sign, amount, down, up)
            made += amount
        if made >= enough:
            break
    return made


def _shift(row: NDArray[np.int64], sign: NDArray[np.int8], amount: int, down: Counts, up: Counts) -> None:
    """Move `amount` people; on each item first those of the first kind, as far as they go."""
    minus, plus = row[sign < 0], row[sign > 0]
    left = np.full(down.shape[1], amount, dtype=down.dtype)
    for kind in range(down.shape[2]):
        some = np.minimum(left, down[minus, :, kind].min(axis=0)) if len(minus) else left
        down[minus, :, kind] -= some
        down[plus, :, kind] += some
        left = left - some
    up[minus] += amount
    up[plus] -= amount
