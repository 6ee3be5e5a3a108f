"""The suppression pattern: which domains of a round are withheld, one per population table for all its items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genklang.disclosure.lattice import Lattice
from genklang.disclosure.moves import list_group_sums
from genklang.disclosure.policy import Policy
from genklang.disclosure.secure import PLENTY, Layer, Room, secure
from genklang.disclosure.terrain import Flags, Terrain
from genklang.tables.keys import OTHER_GENDER

Counts = NDArray[np.int64]

PLACE_COST = (1.0, 20.0, 1000.0)
"""Unit, organisation, nation."""
GROUP_COST = (1.0, 12.0, 20.0)
"""Target group, declared total, all."""
GENDER_COST = (1.0, 12.0)
TOTAL_COST = 20.0
"""Once more for an organisation's total over everyone."""
EMPTY_COST = 0.05
"""A cell that nobody is in: that it is empty is all that a reader loses."""


@dataclass(frozen=True, slots=True)
class Table:
    """A population table: the items asked of the same people, and where they stand in the lattice."""

    name: str
    items: tuple[int, ...]
    groups: tuple[str, ...] = ()
    """The target groups that the questionnaire asks them of; empty: any."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is withheld of one table. Flat cells; gender X is withheld always."""

    table: Table
    terrain: Terrain
    """For an item by itself: groups that are not asked it have no answers to exchange."""
    cost: NDArray[np.float64]
    hidden: Flags
    """Nothing is shown."""
    coarse: Flags
    """No details (distribution, tails, means) are shown: hidden, below the full limit, or complementing those."""
    not_asked: Flags
    """The table is not for this target group: nothing is there to hide."""


def find_pattern(
    lattice: Lattice, table: Table, policy: Policy, *, above: Flags | None = None, withheld: Flags | None = None
) -> Pattern:
    """Return the pattern of one table; what the main table hides (`above`) is hidden in every other too.

    `withheld` are cells of the main table that are hidden in any case.
    """
    asked = _find_asked(lattice, table)
    asked_there = _spread_asked(lattice, asked)
    smallest = _find_smallest(lattice, table, asked_there)
    not_asked = _spread_groups(lattice, _is_for_others(lattice, table, asked, policy))
    movable = _find_movable(lattice, table, None if above is None else above & ~not_asked)
    terrain = Terrain(lattice, movable, _number_alike(asked))
    cost = price_cells(lattice)
    never = _never_printed(lattice)
    filled = movable & (lattice.answers.ravel() > 0)
    at_stake = filled if above is None else filled & _find_answered(lattice, table)
    small = (smallest < policy.minimum) | _few_offered(lattice, policy)
    lost = withheld if above is None else above
    free = never if lost is None else never | (lost & movable)
    primary = at_stake & (small | (free & ~never))
    room = _room_for_people(lattice, table, asked_there, above)
    hidden = secure(Layer(terrain, room, cost, policy.feasible - 1), primary | free, in_order(primary, cost))
    # Where nobody is, no details are: those cells count as known from here on, as if they were printed as empty.
    details = Terrain(lattice, filled, _number_alike(asked))
    thin = at_stake & (smallest < policy.full)
    targets = in_order(thin & ~(hidden & ~never), cost)
    coarse = secure(structural(details, cost), hidden | thin, targets)
    each = Terrain(lattice, filled, [0] * len(lattice.groups))
    return Pattern(table, each, cost, hidden, coarse, not_asked)


def _find_movable(lattice: Lattice, table: Table, above: Flags | None) -> Flags:
    """Return the cells that may hold someone; of the others it is known that they are empty."""
    if above is None:
        return lattice.may_hold().ravel()
    return np.asarray((lattice.answers.ravel() > 0) & (above | _find_answered(lattice, table)))


def _find_answered(lattice: Lattice, table: Table) -> Flags:
    """Return the cells where anyone at all has answered any of the table's items."""
    return np.asarray((lattice.base[..., list(table.items)] > 0).any(axis=3).ravel())


def _is_for_others(lattice: Lattice, table: Table, asked: Flags, policy: Policy) -> Flags:
    """Return by target group: nobody in it was asked the table's items, and that may be told.

    It may where the questionnaire says so, and where they are enough.
    """
    by_rule = [bool(table.groups) and g in lattice.groups[:-1] and g not in table.groups for g in lattice.groups]
    return np.asarray(~asked.any(axis=1) & (np.array(by_rule) | (lattice.answers[0, :, -1] >= policy.full)))


def _spread_groups(lattice: Lattice, flags: Flags) -> Flags:
    return np.broadcast_to(flags[None, :, None], lattice.answers.shape).ravel()


def _never_printed(lattice: Lattice) -> Flags:
    """Gender X stands in totals only, so its cells are withheld from the start."""
    never = np.zeros(lattice.answers.shape, dtype=bool)
    if OTHER_GENDER in lattice.genders:
        never[:, :, lattice.genders.index(OTHER_GENDER)] = True
    return never.ravel()


def _find_asked(lattice: Lattice, table: Table) -> Flags:
    """Return group × item: whether anyone at all in the target group has answered the item."""
    return np.asarray((lattice.base[..., list(table.items)] > 0).any(axis=(0, 2)))


def _spread_asked(lattice: Lattice, asked: Flags) -> Flags:
    """Return place × group × gender × item: whether it was asked there; of a total, of any group with answers."""
    there = (lattice.answers[:, :, -1] > 0)[:, :, None] & asked[None]
    for step in list_group_sums(lattice):
        total = next(code for code, sign in step.items() if sign < 0)
        there[:, total] = there[:, [code for code in step if code != total]].any(axis=1)
    return np.repeat(there[:, :, None, :], lattice.answers.shape[2], axis=2)


def _number_alike(asked: Flags) -> Sequence[int]:
    return [int(i) for i in np.unique(asked, axis=0, return_inverse=True)[1].ravel()]


def _find_smallest(lattice: Lattice, table: Table, asked: Flags) -> Counts:
    """Items that are not asked of a group do not count there; where none is, the answers do."""
    base = np.where(asked, lattice.base[..., list(table.items)], PLENTY)
    smallest: Counts = np.minimum(base.min(axis=3, initial=PLENTY), lattice.answers).ravel()
    return smallest


def _few_offered(lattice: Lattice, policy: Policy) -> Flags:
    """Unknown offered (−1) waives the limit."""
    offered = lattice.offered.ravel()
    few: Flags = (offered >= 0) & (offered < policy.offered)
    return few


def _room_for_people(lattice: Lattice, table: Table, asked: Flags, above: Flags | None) -> Room:
    """Room for shifting whole people, each free to have answered positively or not on every item.

    In the main table the number of answers shifts along; one answer must remain where the row by itself says that
    the cell is not empty. In other tables the answers stay wherever the main table shows them (not in `above`), and
    who is shifted was there before without answering the item.
    """
    items = list(table.items)
    base, positive = lattice.base[..., items], lattice.positive[..., items].clip(0)
    down = np.stack([positive, base - positive], axis=-1)
    down = np.where(asked[..., None], down, PLENTY)
    up = np.full(base.shape, PLENTY)
    if above is None:
        spare = lattice.answers - lattice.is_surely_filled()
        answers = np.stack([spare, np.zeros_like(spare)], axis=-1)[..., None, :]
        down = np.concatenate([down, answers.clip(0)], axis=3)
        up = np.concatenate([up, np.full_like(up[..., :1], PLENTY)], axis=3) if items else up
    else:
        fixed = asked & ~above.reshape(lattice.answers.shape)[..., None]
        up = np.where(fixed, lattice.answers[..., None] - base, PLENTY)
    count = lattice.answers.size
    return Room(down.reshape(count, -1, 2).clip(0).astype(np.int32), up.reshape(count, -1).clip(0).astype(np.int32))


def structural(terrain: Terrain, cost: NDArray[np.float64]) -> Layer:
    """Return the layer where only the equations count, not the size of what is in the cells."""
    down = np.full((len(cost), 1, 1), PLENTY, dtype=np.int32)
    return Layer(terrain, Room(down, down[:, 0]), cost, 1)


def price_cells(lattice: Lattice) -> NDArray[np.float64]:
    """Return what withholding each cell costs: little for small cells low down, most for the great totals."""
    place = [PLACE_COST[0 if u is not None else 1 if o is not None else 2] for o, u in lattice.places]
    group = [GROUP_COST[2 if g is None else 1 if g in lattice.totals else 0] for g in lattice.groups]
    gender = [GENDER_COST[1 if g is None else 0] for g in lattice.genders]
    cost = np.einsum("p,g,s->pgs", place, group, gender)
    whole = [u is None for _, u in lattice.places]
    cost[whole, -1, -1] *= TOTAL_COST
    price: NDArray[np.float64] = (cost * (1 + np.log2(1 + lattice.answers))).ravel()
    price[lattice.answers.ravel() == 0] = EMPTY_COST
    return price


def in_order(cells: Flags, cost: NDArray[np.float64]) -> list[int]:
    """Dearest first: what the totals need is then there for the small cells to use."""
    found = np.flatnonzero(cells)
    return [int(c) for c in found[np.argsort(-cost[found], kind="stable")]]


def group_tables(
    lattice: Lattice, names: Mapping[str, str], asked_of: Mapping[str, Sequence[str]] | None = None
) -> list[Table]:
    """Return the tables of a lattice, the main one first. Items without a named table belong to the main one.

    `asked_of`: item → the target groups that it is asked of; items that are not there are asked of any.
    """
    groups = {names[item]: tuple(of) for item, of in (asked_of or {}).items() if item in names}
    members: dict[str, list[int]] = {MAIN: []}
    for position, item in enumerate(lattice.items):
        members.setdefault(names.get(item, MAIN), []).append(position)
    return [Table(name, tuple(items), groups.get(name, ())) for name, items in members.items()]


MAIN = "main"
"""The table of the items that everyone is asked."""
