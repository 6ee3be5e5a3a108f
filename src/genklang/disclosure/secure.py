"""One mechanism for every layer: withhold more cells until each withheld count can take values enough.

A move is feasible while no count falls below what is known of it. A cell is secure when the moves through withheld
cells alone let its count take as many values as it needs; otherwise the cheapest move is bought by withholding
the cells that it still lacks. Withholding more only adds moves, so a cell once secure stays so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genklang.disclosure.moves import Moves
from genklang.disclosure.programme import find_cheapest
from genklang.disclosure.terrain import Flags, Terrain

Counts = NDArray[np.int32]
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

    def room_in_all(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how far each cell may go down and up on every item at once, whatever kind was answered."""
        down = self.room.down.sum(axis=2).min(axis=1).astype(np.float64)
        return down, self.room.up.min(axis=1).astype(np.float64)


def secure(layer: Layer, hidden: Flags, targets: Iterable[int]) -> Flags:
    """Return `hidden` (flat cells) with what must be withheld beside it so that every target is secure.

    Cells that are added become targets themselves. Deterministic: targets and moves have a fixed order.
    """
    hidden = hidden.copy()
    queue = list(targets)
    room = layer.room_in_all()
    for cell in queue:
        while added := _lacking(layer, hidden, cell, room):
            hidden[added] = True
            queue += added
    return hidden


def _lacking(
    layer: Layer, hidden: Flags, cell: int, room: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> list[int]:
    """Return what must be withheld for `cell`: nothing where moves through withheld cells suffice."""
    near = _withheld_only(layer.terrain.moves_near(cell), hidden)
    reached = _reach(near, layer.room, layer.need)
    if reached >= layer.need:
        return []
    block = layer.terrain.block_of(cell)
    if block is not None:
        price = np.where(hidden, 1e-3, layer.cost)
        falling = min(int(room[0][cell]), layer.need)
        support = find_cheapest(block, cell, layer.need, room, price)
        if support is not None:
            return [int(c) for c in support if not hidden[c]]
    far = _withheld_only(layer.terrain.moves_far(cell, hidden), hidden)
    if len(far.cells) and _reach(_join(near, far), layer.room, layer.need) >= layer.need:
        return []
    return _buy_move(layer, hidden, cell)


def _withheld_only(moves: Moves, hidden: Flags) -> Moves:
    usable = (hidden[moves.cells] | (moves.signs == 0)).all(axis=1)
    return Moves(moves.cells[usable], moves.signs[usable])


def _join(a: Moves, b: Moves) -> Moves:
    width = max(a.cells.shape[1], b.cells.shape[1])
    padding = [((0, 0), (0, width - m.cells.shape[1])) for m in (a, b)]
    return Moves(
        np.concatenate([np.pad(m.cells, pad) for m, pad in zip((a, b), padding, strict=True)]),
        np.concatenate([np.pad(m.signs, pad) for m, pad in zip((a, b), padding, strict=True)]),
    )


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


def _buy_move(layer: Layer, hidden: Flags, cell: int) -> list[int]:
    """Return the cells to withhold for the move that gives most for what it costs; none where nothing is left."""
    moves = _join(layer.terrain.moves_near(cell), layer.terrain.moves_far(cell, hidden))
    lacking = (moves.signs != 0) & ~hidden[moves.cells]
    moves_left = lacking.any(axis=1)
    if not moves_left.any():
        return []
    cells, signs, lacking = moves.cells[moves_left], moves.signs[moves_left], lacking[moves_left]
    down, up = layer.room.down[cells], layer.room.up[cells]
    gain = np.minimum(_amounts(signs, down, up) + _amounts(-signs, down, up), layer.need)
    price = (layer.cost[cells] * lacking).sum(axis=1)
    # A move that gains nothing is bought only when no other is left: it still widens what later moves can do.
    value = np.where(gain > 0, price / np.maximum(gain, 1), np.inf) if gain.any() else price
    best = int(np.argmin(value))
    return [int(c) for c in cells[best][lacking[best]]]
