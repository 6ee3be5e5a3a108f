"""Which cells a withheld one can exchange people with: its neighbours, its organisation, other organisations."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from genklang.disclosure.lattice import Lattice
from genklang.disclosure.moves import (
    Moves,
    Step,
    list_gender_sums,
    list_group_sums,
    multiply,
    pack,
    steps_of,
    through,
    totals_over,
)
from genklang.disclosure.programme import Block, build_block

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

PARTNERS = 8
"""With how many other organisations an organisation's total may change places."""
IN_FULL = 3
"""How many of them are taken with all their units where one unit each does not suffice."""


class Terrain:
    """The surroundings of each cell of a lattice. `movable`: cells that are not known to be empty."""

    def __init__(self, lattice: Lattice, movable: Flags, alike: Sequence[int]) -> None:
        """`alike` numbers the target groups (totals included) by the items asked of them."""
        self.shape = lattice.answers.shape
        self.movable = movable.reshape(self.shape)
        self.size = lattice.answers
        self.nation = 0 if lattice.places[0] == (None, None) else None
        self.organisation = self._find_organisations(lattice)
        self.units: dict[int, list[int]] = {o: [] for o in sorted(set(self.organisation) - {-1})}
        for p, of in enumerate(self.organisation):
            if of not in {-1, p}:
                self.units[of].append(p)
        self.alone = np.array([o for o, units in self.units.items() if not units], dtype=np.int64)
        """Organisations without units."""
        self.whole = np.array(list(self.units), dtype=np.int64)
        """Organisations; the units of each follow it."""
        self.partners: dict[tuple[int, int], list[int]] = {}
        group_sums, gender_sums = list_group_sums(lattice), list_gender_sums(lattice)
        self.axes = [(range(self.shape[1]), group_sums), (range(self.shape[2]), gender_sums)]
        totals = {code for s in group_sums for code, sign in s.items() if sign < 0}
        groups, genders = steps_of(group_sums, self.shape[1] - 1), steps_of(gender_sums, self.shape[2] - 1)
        self.group = [through(x, _mixing_only(groups, x, totals, alike)) for x in range(self.shape[1])]
        self.gender = [through(x, genders) for x in range(self.shape[2])]
        self.mixed = _list_mixed(group_sums, alike)
        self.blocks: dict[int, Block] = {}

    @staticmethod
    def _find_organisations(lattice: Lattice) -> list[int]:
        """Return for each place the index of its organisation's total; −1 for the nation."""
        at = {place: i for i, place in enumerate(lattice.places)}
        return [at.get((o, None), -1) if o is not None else -1 for o, _ in lattice.places]

    def find_exchanging(self, hidden: Flags, room: tuple[Floats, Floats], need: int) -> Flags:
        """Return the `hidden` cells of a table by place alone that can exchange `need` people with those beside them.

        All at once, for tables of very many places: units of one organisation, and organisations without units.
        """
        if self.shape[1:] != (1, 1):
            return np.zeros_like(hidden)
        beside = np.array(self.organisation, dtype=np.int64)
        beside[self.alone] = len(beside)
        whole = [p for p, o in enumerate(self.organisation) if o < 0 or self.units.get(p)]
        able = hidden & self.movable.ravel() & (room[1] >= need)
        able[whole] = False
        number = np.bincount(beside[able], minlength=len(beside) + 1)[beside]
        people = np.bincount(beside[able], room[0][able], minlength=len(beside) + 1)[beside]
        return np.asarray(able & (number > 1) & (people >= need))

    def moves_near(self, cell: int, hidden: Flags) -> Moves:
        """Return the moves through `cell` that leave the total of its organisation alone and touch no empty cell.

        An organisation without units exchanges people with a few others of its kind that are `hidden` as well.
        """
        place, group, gender = self._place_of(cell)
        own = self.organisation[place]
        siblings = self.units[own] if own >= 0 and place != own else []
        if own == place and not self.units[own] and self.nation is not None:
            siblings = self._list_partners(group, gender, hidden)
        steps: list[Step] = [{place: 1, b: -1} for b in siblings if b != place and self.movable[b, group, gender]]
        moves = multiply(self.shape, pack(steps), self.group[group], self.gender[gender])
        possible = (self.movable.ravel()[moves.cells] | (moves.signs == 0)).all(axis=1)
        return Moves(moves.cells[possible], moves.signs[possible])

    def _list_partners(self, group: int, gender: int, hidden: Flags) -> list[int]:
        """Return a few organisations without units that are withheld; once they are enough, always the same."""
        found = self.partners.get((group, gender), [])
        if len(found) <= PARTNERS:
            known = hidden.reshape(self.shape)[self.alone, group, gender]
            found = self.alone[np.flatnonzero(known)[: PARTNERS + 1]].tolist()
            self.partners[group, gender] = found
        return found

    def list_above(self, cell: int) -> NDArray[np.int64]:
        """Return the movable cells that contain `cell`, itself among them: its totals, and theirs."""
        place, group, gender = self._place_of(cell)
        places = {place, self.organisation[place], self.nation} - {-1, None}
        groups, genders = ({x} | totals_over(x, sums) for x, (_, sums) in zip((group, gender), self.axes, strict=True))
        index = np.arange(self.movable.size).reshape(self.shape)
        cells = index[np.ix_(sorted(p for p in places if p is not None), sorted(groups), sorted(genders))].ravel()
        return cells[self.movable.ravel()[cells]]

    def list_sums(self, cell: int) -> Iterator[NDArray[np.int64]]:
        """Yield the other movable cells of each sum over groups or genders that `cell` stands in."""
        position = self._place_of(cell)
        movable = self.movable.ravel()
        for axis, (_, sums) in enumerate(self.axes, start=1):
            for step in sums:
                if position[axis] in step:
                    codes = [code for code in step if code != position[axis]]
                    places = [[*position[:axis], code, *position[axis + 1 :]] for code in codes]
                    others = np.ravel_multi_index(np.array(places).T, self.shape)
                    yield others[movable[others]]

    def block_near(self, cell: int) -> Block | None:
        """Return the cells of the organisation of a unit's cell, its total left alone where others share the nation."""
        own = self.organisation[self._place_of(cell)[0]]
        alone = len(self.units) == 1 or self.nation is None
        if own < 0 and len(self.units) == 1:
            own = next(iter(self.units))
        if own < 0 or (not alone and self._place_of(cell)[0] == own):
            return None
        if own not in self.blocks:
            upper = [] if self.nation is None or not alone else [self.nation]
            self.blocks[own] = self._build([own], upper, {}, fixed=not alone)
        return self.blocks[own]

    def blocks_far(self, cell: int, hidden: Flags, room: tuple[Floats, Floats]) -> Iterator[Block]:
        """Yield the cells of an organisation and of the nation with others to exchange with, small blocks first.

        `room` (flat cells): how far a cell can change the way that `cell` shall, and the other way. The others' totals
        change through one unit each in the first block; the second holds a few organisations in full.
        """
        place, group, gender = self._place_of(cell)
        along, against = (r.reshape(self.shape)[:, group, gender] for r in room)
        known = hidden.reshape(self.shape)[:, group, gender]
        own = self.organisation[place]
        if own < 0:
            own = max(self.units, key=lambda o: min(float(along[o]), float(along[self.units[o]].max(initial=0))))
        carriers = self._find_carriers(against, group, gender)
        give = np.minimum(against[self.whole], against[carriers])
        order = np.lexsort((-give, ~known[self.whole], give <= 0))[: PARTNERS + 1]
        others = [i for i in order.tolist() if self.whole[i] != own]
        upper = [] if self.nation is None else [self.nation]
        giving = {int(self.whole[i]): int(carriers[i]) for i in others[:PARTNERS] if give[i] > 0}
        yield self._build([own], upper, giving, fixed=False)
        if others:
            yield self._build([own, *self.whole[others[:IN_FULL]].tolist()], upper, {}, fixed=False)

    def _find_carriers(self, room: Floats, group: int, gender: int) -> NDArray[np.int64]:
        """Return the unit through which each organisation's total changes most easily; itself where it has none."""
        value = np.where(self.movable[:, group, gender], room, -1.0)
        value[self.whole] = -0.5
        best = np.maximum.reduceat(value, self.whole)
        first = int(self.whole[0])
        sizes = np.diff(np.append(self.whole, len(value)))
        fitting = first + np.flatnonzero(value[first:] == np.repeat(best, sizes))
        homes = np.searchsorted(self.whole, fitting, side="right") - 1
        return np.asarray(fitting[np.unique(homes, return_index=True)[1]])

    def _build(self, full: list[int], upper: list[int], carriers: Mapping[int, int], *, fixed: bool) -> Block:
        """Return the block of organisations in `full`, of the nation (`upper`), and of others through their carriers.

        `fixed`: the totals in `full` stay as they are.
        """
        sums: list[Step] = [{o: -1} | dict.fromkeys(self.units[o], 1) for o in full if self.units[o]]
        sums += [{n: -1} | dict.fromkeys([*full, *carriers], 1) for n in upper]
        movable = self.movable.copy()
        index = np.arange(movable.size).reshape(self.shape)
        shadows = np.full(self.shape, -1, dtype=np.int64)
        for o, carrier in carriers.items():
            movable[o] &= self.movable[carrier]
            shadows[o] = index[carrier] if carrier != o else -1
        if fixed:
            movable[full] = False
        places = sorted({*upper, *full, *carriers, *(u for o in full for u in self.units[o])})
        return build_block(movable, [(places, sums), *self.axes], shadows.ravel(), self.mixed)

    def _place_of(self, cell: int) -> tuple[int, int, int]:
        place, group, gender = np.unravel_index(cell, self.shape)
        return int(place), int(group), int(gender)


def _list_mixed(sums: Sequence[Step], alike: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Return each total whose groups are not all asked the same, once for each of its kinds of groups."""
    found = []
    for step in sums:
        total = next(code for code, sign in step.items() if sign < 0)
        kinds: dict[int, list[int]] = {}
        for code in step.keys() - {total}:
            kinds.setdefault(alike[code], []).append(code)
        found += [(total, sorted(codes)) for codes in kinds.values()] if len(kinds) > 1 else []
    return sorted(found)


def _mixing_only(steps: Sequence[Step], code: int, totals: set[int], alike: Sequence[int]) -> list[Step]:
    """Keep the steps between groups that are asked the same as `code`; all where there are none."""
    fitting = [s for s in steps if code in s and all(alike[c] == alike[code] for c in s if c not in totals)]
    return fitting or [s for s in steps if code in s]
