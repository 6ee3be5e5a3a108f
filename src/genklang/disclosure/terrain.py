"""Which moves lead through a cell: first among its neighbours, then out of its organisation."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from genklang.disclosure.lattice import Lattice
from genklang.disclosure.moves import (
    Moves,
    Step,
    Steps,
    gender_steps,
    group_steps,
    list_gender_sums,
    list_group_sums,
    multiply,
    pack,
    through,
)
from genklang.disclosure.programme import Block, build_block

Flags = NDArray[np.bool_]

UNITS_TRIED = 3
"""Through how many of its units an organisation's total may change."""
ORGANISATIONS_TRIED = 8
"""With how many other organisations it may change places."""


class Terrain:
    """The moves of a lattice. `movable`: cells that are not known to be empty."""

    def __init__(self, lattice: Lattice, movable: Flags, alike: Sequence[int]) -> None:
        """`alike` numbers the target groups (totals included) by the items asked of them."""
        self.shape = lattice.answers.shape
        self.movable = movable.reshape(self.shape)
        self.size = lattice.answers
        self.organisation = self._find_organisations(lattice)
        self.nation = 0 if lattice.places[0] == (None, None) else None
        self.units = {
            o: [p for p, of in enumerate(self.organisation) if of == o and p != o]
            for o in sorted(set(self.organisation) - {-1})
        }
        self.sums = (list_group_sums(lattice), list_gender_sums(lattice))
        self.blocks: dict[int, Block] = {}
        groups = group_steps(lattice)
        sums = {i for i, g in enumerate(lattice.groups) if g is None or g in lattice.totals}
        self.group = [through(x, _mixing_only(groups, x, sums, alike)) for x in range(self.shape[1])]
        genders = gender_steps(lattice)
        self.gender = [through(x, genders) for x in range(self.shape[2])]

    @staticmethod
    def _find_organisations(lattice: Lattice) -> list[int]:
        """Return for each place the index of its organisation's total; −1 for the nation."""
        at = {place: i for i, place in enumerate(lattice.places)}
        return [at.get((o, None), -1) if o is not None else -1 for o, _ in lattice.places]

    def moves_near(self, cell: int) -> Moves:
        """Return the moves through `cell` that leave the total of its organisation alone."""
        place, group, gender = self._place_of(cell)
        if place == self.nation or place == self.organisation[place]:
            steps: list[Step] = []
        else:
            siblings = self.units.get(self.organisation[place], [])
            steps = [{place: 1, b: -1} for b in siblings if b != place and self.movable[b, group, gender]]
        return self._multiply(pack(steps), group, gender)

    def moves_far(self, cell: int, hidden: Flags) -> Moves:
        """Return moves through `cell` that change the total of its organisation."""
        place, group, gender = self._place_of(cell)
        known = hidden.reshape(self.shape)[:, group, gender]
        if place == self.nation:
            chains = [
                c for o in self._partners(None, group, gender, known) for c in self._chains(o, group, gender, known)
            ]
            return self._multiply(pack([{place: 1} | c for c in chains]), group, gender)
        own = self.organisation[place]
        starts = self._chains(own, group, gender, known) if place == own else [self._chain(own, place)]
        steps = [s | ({} if self.nation is None else {self.nation: 1}) for s in starts]
        for other in self._partners(own, group, gender, known):
            chain = self._chains(other, group, gender, known)[0]
            steps += [s | dict.fromkeys(chain, -1) for s in starts]
        return self._multiply(pack(steps), group, gender)

    def block_of(self, cell: int) -> Block | None:
        """Return the cells of the organisation that `cell` is in, with all sums over them; none for a larger whole.

        Its total takes part only where no nation is made of it and others.
        """
        place, _, _ = self._place_of(cell)
        own = self.organisation[place]
        if own < 0 and len(self.units) != 1:
            return None
        own = own if own >= 0 else next(iter(self.units))
        if place == own and len(self.units) > 1:
            return None
        if own not in self.blocks:
            self.blocks[own] = build_block(self._within(own), self._place_sums(own), self.sums)
        return self.blocks[own]

    def _within(self, own: int) -> Flags:
        """Return what may move within an organisation: not its total where that is part of a larger one."""
        if self.nation is None or len(self.units) == 1:
            return self.movable
        within = self.movable.copy()
        within[own] = False
        return within

    def _place_sums(self, own: int) -> list[Step]:
        sums = [{own: -1} | dict.fromkeys(self.units[own], 1)]
        return sums if self.nation is None or len(self.units) > 1 else [*sums, {self.nation: -1, own: 1}]

    def _chain(self, organisation: int, unit: int) -> Step:
        return {unit: 1} if organisation < 0 else {unit: 1, organisation: 1}

    def _chains(self, organisation: int, group: int, gender: int, known: Flags) -> list[Step]:
        """Ways for an organisation's total to change: with one of its units, hidden and large ones first."""
        units = [u for u in self.units[organisation] if self.movable[u, group, gender]]
        units.sort(key=lambda u: (not known[u], -self.size[u, group, gender]))
        return [self._chain(organisation, u) for u in units[:UNITS_TRIED]] or [{organisation: 1}]

    def _partners(self, own: int | None, group: int, gender: int, known: Flags) -> list[int]:
        """Other organisations to change places with: hidden and large ones first."""
        others = [o for o in self.units if o != own and self.movable[o, group, gender]]
        others.sort(
            key=lambda o: (not known[o], -self.size[o, group, gender] if known[o] else self.size[o, group, gender])
        )
        return others[:ORGANISATIONS_TRIED]

    def _multiply(self, place: Steps, group: int, gender: int) -> Moves:
        """Return the products that touch no empty cell."""
        moves = multiply(self.shape, place, self.group[group], self.gender[gender])
        possible = (self._movable_flat[moves.cells] | (moves.signs == 0)).all(axis=1)
        return Moves(moves.cells[possible], moves.signs[possible])

    @cached_property
    def _movable_flat(self) -> Flags:
        return self.movable.ravel()

    def _place_of(self, cell: int) -> tuple[int, int, int]:
        place, group, gender = np.unravel_index(cell, self.shape)
        return int(place), int(group), int(gender)


def _mixing_only(steps: Sequence[Step], code: int, sums: set[int], alike: Sequence[int]) -> list[Step]:
    """Keep the steps between groups that are asked the same as `code`; all where there are none."""
    fitting = [s for s in steps if code in s and all(alike[c] == alike[code] for c in s if c not in sums)]
    return fitting or [s for s in steps if code in s]
