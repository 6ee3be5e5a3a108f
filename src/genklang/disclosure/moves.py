"""Moves: ways to shift people between cells that no total can notice.

A move is a product of one step per axis. A step changes some codes by +1 and others by −1 and leaves every sum of
that axis intact: one unit up and another down, or one unit up together with everything that contains it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from genklang.disclosure.lattice import Lattice

Step = dict[int, int]
"""Code index → +1 or −1."""
Indices = NDArray[np.int64]
Signs = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Steps:
    """Alternative steps of one axis as rows, padded with sign 0."""

    codes: Indices
    signs: Signs


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves as rows: flat cell indices and signs (0: padding). The cell asked about stands with sign +1."""

    cells: Indices
    signs: Signs


def steps_within(parts: Sequence[int], sums: Mapping[int, frozenset[int]]) -> list[Step]:
    """Return the elementary steps of an axis whose `sums` (index → the parts it holds) must stay true."""
    lifts = [{p: 1} | {s: 1 for s, of in sums.items() if p in of} for p in parts]
    swaps = [_subtract(a, b) for a, b in combinations(lifts, 2)]
    return swaps + lifts


def _subtract(a: Step, b: Step) -> Step:
    difference = {code: a.get(code, 0) - b.get(code, 0) for code in a | b}
    return {code: sign for code, sign in difference.items() if sign}


def through(code: int, steps: Iterable[Step]) -> Steps:
    """Return the steps that touch `code`, turned so that it goes up."""
    turned = [{c: s * step[code] for c, s in step.items()} for step in steps if code in step]
    return pack(turned)


def pack(steps: Sequence[Step]) -> Steps:
    """Return steps as padded arrays."""
    width = max(map(len, steps), default=1)
    codes = np.zeros((len(steps), width), dtype=np.int64)
    signs = np.zeros((len(steps), width), dtype=np.int8)
    for row, step in enumerate(steps):
        codes[row, : len(step)] = list(step)
        signs[row, : len(step)] = list(step.values())
    return Steps(codes, signs)


def steps_of(sums: Sequence[Step], every: int) -> list[Step]:
    """Return the elementary steps of an axis from its sums (−1 for the total); `every` is its grand total."""
    totals = {code: frozenset(p for p in s if p != code) for s in sums for code, sign in s.items() if sign < 0}
    return steps_within(sorted(totals[every]), totals) if totals else [{every: 1}]


def list_group_sums(lattice: Lattice) -> list[Step]:
    """Return what adds up over target groups, each sum as −1 for the total and +1 for its parts."""
    at: dict[str | None, int] = {g: i for i, g in enumerate(lattice.groups)}
    parts = [g for g in lattice.groups if g is not None and g not in lattice.totals]
    sums = [*lattice.totals.items(), (None, tuple(parts))]
    return [{at[t]: -1} | {at[g]: 1 for g in of} for t, of in sums if of]


def list_gender_sums(lattice: Lattice) -> list[Step]:
    """Return what adds up over genders."""
    every = len(lattice.genders) - 1
    return [{every: -1} | dict.fromkeys(range(every), 1)] if every else []


def totals_over(code: int, sums: Iterable[Step]) -> set[int]:
    """Return the totals that `code` is a part of."""
    return {total for step in sums if step.get(code, 0) > 0 for total, sign in step.items() if sign < 0}


def multiply(shape: tuple[int, ...], place: Steps, group: Steps, gender: Steps) -> Moves:
    """Return every product of a step of each axis, as moves over flat cell indices."""
    cells = place.codes[:, None, None, :, None, None] * shape[1] + group.codes[None, :, None, None, :, None]
    cells = cells * shape[2] + gender.codes[None, None, :, None, None, :]
    signs = (
        place.signs[:, None, None, :, None, None]
        * group.signs[None, :, None, None, :, None]
        * gender.signs[None, None, :, None, None, :]
    )
    rows, width = int(np.prod(cells.shape[:3])), int(np.prod(cells.shape[3:]))
    return Moves(cells.reshape(rows, width), signs.reshape(rows, width))
