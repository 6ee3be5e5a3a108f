"""Which cells a withheld one can exchange people with: its neighbours, its organisation, other organisations."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from genklang.disclosure.lattice import Lattice
from genklang.disclosure.moves import Moves, Step, list_gender_sums, list_group_sums, multiply, pack, steps_of, through
from genklang.disclosure.programme import Block, build_block

Flags = NDArray[np.bool_]

PARTNERS = 8
"""With how many other organisations an organisation's total may change places."""


class Terrain:
    """The surroundings of each cell of a lattice. `movable`: cells that are not known to be empty."""

    def __init__(self, lattice: Lattice, movable: Flags, alike: Sequence[int]) -> None:
        """`alike` numbers the target groups (totals included) by the items asked of them."""
        self.shape = lattice.answers.shape
        self.movable = movable.reshape(self.shape)
        self.size = lattice.answers
        self.nation = 0 if lattice.places[0] == (None, None) else None
        self.organisation = self._find_organisations(lattice)
        self.units = {
            o: [p for p, of in enumerate(self.organisation) if of == o and p != o]
            for o in sorted(set(self.organisation) - {-1})
        }
        group_sums, gender_sums = list_group_sums(lattice), list_gender_sums(lattice)
        self.axes = [(range(self.shape[1]), group_sums), (range(self.shape[2]), gender_sums)]
        totals = {code for s in group_sums for code, sign in s.items() if sign < 0}
        groups, genders = steps_of(group_sums, self.shape[1] - 1), steps_of(gender_sums, self.shape[2] - 1)
        self.group = [through(x, _mixing_only(groups, x, totals, alike)) for x in range(self.shape[1])]
        self.gender = [through(x, genders) for x in range(self.shape[2])]
        self.carriers = self._find_carriers()
        self.blocks: dict[int, Block] = {}

    @staticmethod
    def _find_organisations(lattice: Lattice) -> list[int]:
        """Return for each place the index of its organisation's total; −1 for the nation."""
        at = {place: i for i, place in enumerate(lattice.places)}
        return [at.get((o, None), -1) if o is not None else -1 for o, _ in lattice.places]

    def _find_carriers(self) -> NDArray[np.int64]:
        """Return for each cell of an organisation's total the same cell of its largest unit; −1 elsewhere."""
        index = np.arange(self.size.size).reshape(self.shape)
        carriers = np.full(self.shape, -1, dtype=np.int64)
        for own, units in self.units.items():
            if units:
                carriers[own] = index[max(units, key=lambda u: int(self.size[u, -1, -1]))]
        return carriers.ravel()

    def moves_near(self, cell: int) -> Moves:
        """Return the moves through `cell` that leave the total of its organisation alone and touch no empty cell."""
        place, group, gender = self._place_of(cell)
        own = self.organisation[place]
        siblings = self.units[own] if own >= 0 and place != own else []
        steps: list[Step] = [{place: 1, b: -1} for b in siblings if b != place and self.movable[b, group, gender]]
        moves = multiply(self.shape, pack(steps), self.group[group], self.gender[gender])
        possible = (self.movable.ravel()[moves.cells] | (moves.signs == 0)).all(axis=1)
        return Moves(moves.cells[possible], moves.signs[possible])

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
            self.blocks[own] = self._build(own, upper, [], fixed=not alone)
        return self.blocks[own]

    def block_far(self, cell: int, hidden: Flags) -> Block:
        """Return the cells of an organisation and of the nation, and the totals of organisations to exchange with."""
        place, group, gender = self._place_of(cell)
        own = self.organisation[place]
        known = hidden.reshape(self.shape)[:, group, gender]
        others = [o for o in self.units if o != own and self.movable[o, group, gender]]
        others.sort(key=lambda o: (not known[o], -self.size[o, group, gender]))
        upper = [] if self.nation is None else [self.nation]
        return self._build(own, upper, others[:PARTNERS], fixed=False)

    def _build(self, own: int, upper: list[int], partners: Sequence[int], *, fixed: bool) -> Block:
        """Return the block of an organisation (none: −1), its nation and partners; `fixed`: its total stays."""
        organisations = [o for o in (own, *partners) if o >= 0]
        units = self.units.get(own, [])
        sums: list[Step] = [{own: -1} | dict.fromkeys(units, 1)] if units else []
        sums += [{n: -1} | dict.fromkeys(organisations, 1) for n in upper]
        movable = self.movable.copy()
        carrier = self.carriers.reshape(self.shape)
        for o in partners:
            movable[o] &= np.where(carrier[o] >= 0, self.movable.ravel()[carrier[o]], True)
        if fixed:
            movable[own] = False
        shadows = self.carriers.copy().reshape(self.shape)
        if own >= 0:
            shadows[own] = -1
        places = sorted({*upper, *organisations, *units})
        return build_block(movable, [(places, sums), *self.axes], shadows.ravel())

    def _place_of(self, cell: int) -> tuple[int, int, int]:
        place, group, gender = np.unravel_index(cell, self.shape)
        return int(place), int(group), int(gender)


def _mixing_only(steps: Sequence[Step], code: int, totals: set[int], alike: Sequence[int]) -> list[Step]:
    """Keep the steps between groups that are asked the same as `code`; all where there are none."""
    fitting = [s for s in steps if code in s and all(alike[c] == alike[code] for c in s if c not in totals)]
    return fitting or [s for s in steps if code in s]
