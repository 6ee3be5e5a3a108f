"""Least and most that each unknown count can be, given limits and sums: by subtraction first, then by programme."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import bmat, coo_array, csc_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import lsmr

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDS = 40
"""Subtractions in a row; what takes longer is left to the programme."""
IDLE_PUSHES = 5
"""After how many pushes that open nothing new the cells that are left are looked at one by one."""
SLACK = 1e-6
SHORT = 3
"""Counts in a sum, its total among them, of which one can make up for another."""


@dataclass(frozen=True, slots=True)
class Relations:
    """Σ parts − total = 0 where `exact`, ≤ 0 elsewhere, a row each."""

    matrix: csr_array
    exact: Flags


class Inconsistent(ValueError):
    """No counts at all fit what is printed."""


def subtract(relations: Relations, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the limits after every sum has been used on every cell in it, again and again.

    Raises Inconsistent where a limit comes to lie above another.
    """
    entries = coo_array(relations.matrix)
    row, column, sign = entries.row, entries.col, entries.data
    low, high = low.copy(), high.copy()
    exact = relations.exact[row]
    for _ in range(ROUNDS):
        least = np.where(sign > 0, low[column], -high[column])
        most = np.where(sign > 0, high[column], -low[column])
        rest_least = np.bincount(row, least, len(relations.exact))[row] - least
        rest_most = np.bincount(row, most, len(relations.exact))[row] - most
        ceiling = np.where(sign > 0, -rest_least, np.where(exact, rest_most, np.inf))
        floor = np.where(sign > 0, np.where(exact, -rest_most, -np.inf), rest_least)
        new_low, new_high = low.copy(), high.copy()
        np.minimum.at(new_high, column, ceiling)
        np.maximum.at(new_low, column, floor)
        if (new_low > new_high + SLACK).any():
            raise Inconsistent
        if np.array_equal(new_low, low) and np.array_equal(new_high, high):
            break
        low, high = new_low, new_high
    return low, high


def find_ranges(
    relations: Relations, low: Floats, high: Floats, *, targets: Flags, enough: int
) -> tuple[Floats, Floats]:
    """Return limits of the `targets`: exact where fewer than `enough` whole values are left, else wide enough.

    Each connected set of unknown cells is one linear programme. A solution shows values for all its cells at once,
    so most cells are seen to be free without a programme of their own.
    """
    low, high = subtract(relations, low, high)
    found_low, found_high = low.copy(), high.copy()
    for cells, matrix, exact, known in _split(relations, low, high):
        wanted = targets[cells] & (_count_values(low[cells], high[cells]) >= enough)
        if wanted.any():
            box = np.stack([low[cells], high[cells]], axis=1)
            programme = _Programme(matrix, exact, known, box)
            least, most = programme.probe(wanted, enough)
            found_low[cells[wanted]], found_high[cells[wanted]] = least[wanted], most[wanted]
    return found_low, found_high


def _count_values(low: Floats, high: Floats) -> Floats:
    counted: Floats = np.floor(high + SLACK) - np.ceil(low - SLACK) + 1
    return counted


def _split(
    relations: Relations, low: Floats, high: Floats
) -> Iterator[tuple[NDArray[np.int64], csr_array, Flags, Floats]]:
    """Yield each connected set of unknown cells with its relations and what the known cells add to them."""
    unknown = np.flatnonzero(low < high)
    matrix = csr_array(relations.matrix)
    known = matrix @ np.where(low < high, 0.0, low)
    inside = csr_array(matrix[:, unknown])
    used = np.diff(inside.indptr) > 0
    inside, known, exact = csr_array(inside[used]), known[used], relations.exact[used]
    if not len(unknown):
        return
    # Rows and cells as nodes: cells that share a row are linked through it, without a link for each pair of them.
    links = bmat([[None, abs(inside)], [abs(inside).T, None]], format="csr")
    count, labels = connected_components(links, directed=False)
    label = labels[inside.shape[0] :]
    of_row = label[inside.indices[inside.indptr[:-1]]]
    order, row_order = np.argsort(label, kind="stable"), np.argsort(of_row, kind="stable")
    cuts = np.searchsorted(label[order], np.arange(count + 1))
    row_cuts = np.searchsorted(of_row[row_order], np.arange(count + 1))
    for i in range(count):
        members, rows = order[cuts[i] : cuts[i + 1]], row_order[row_cuts[i] : row_cuts[i + 1]]
        yield unknown[members], csr_array(inside[rows][:, members]), exact[rows], known[rows]


@dataclass(frozen=True, slots=True)
class _Programme:
    """The linear programme of one connected set."""

    matrix: csr_array
    exact: Flags
    known: Floats
    box: Floats

    def solve(self, objective: Floats) -> Floats:
        """Return cells that minimise `objective`; raises Inconsistent where nothing fits."""
        sums, rest = self.matrix[self.exact], self.matrix[~self.exact]
        result = linprog(
            objective,
            A_eq=sums if sums.shape[0] else None,
            b_eq=-self.known[self.exact] if sums.shape[0] else None,
            A_ub=rest if rest.shape[0] else None,
            b_ub=-self.known[~self.exact] if rest.shape[0] else None,
            bounds=self.box,
            method="highs",
            options={"presolve": False},
        )
        if result.status != 0:
            raise Inconsistent
        solution: Floats = result.x
        return solution

    def _find_ties(self) -> tuple[NDArray[np.int64], Floats]:
        """Return for each cell one that makes up for it in a short sum (−1: none), and by how much it then falls.

        Below nought it rises along.
        """
        partner = np.full(self.matrix.shape[1], -1, dtype=np.int64)
        ratio = np.zeros(len(partner))
        sizes = np.diff(self.matrix.indptr)
        for row in np.flatnonzero(self.exact & (sizes > 1) & (sizes <= SHORT)).tolist():
            inside = slice(*self.matrix.indptr[row : row + 2].tolist())
            cells, signs = self.matrix.indices[inside], self.matrix.data[inside]
            free = np.flatnonzero(partner[cells] < 0)
            other = (free == 0).astype(np.int64)
            partner[cells[free]] = cells[other]
            ratio[cells[free]] = signs[free] * signs[other]
        return partner, ratio

    def _number_twins(self, partner: NDArray[np.int64], ratio: Floats) -> NDArray[np.int64]:
        """Return a number for each cell, alike for cells that stand in the same sums, with what is tied to them."""
        tied = np.flatnonzero(partner >= 0)
        along = csr_array((ratio[tied], (partner[tied], tied)), shape=(len(partner), len(partner)))
        columns = csc_array(self.matrix - self.matrix @ along)
        columns.eliminate_zeros()
        columns.sort_indices()
        spans = zip(columns.indptr[:-1], columns.indptr[1:], strict=True)
        known: dict[tuple[bytes, bytes], int] = {}
        stands = ((columns.indices[a:b].tobytes(), columns.data[a:b].tobytes()) for a, b in spans)
        return np.array([known.setdefault(stand, len(known)) for stand in stands], dtype=np.int64)

    def _exchange(
        self, solution: Floats, twins: NDArray[np.int64], partner: NDArray[np.int64], ratio: Floats
    ) -> tuple[Floats, Floats]:
        """Return how far each cell can fall and rise while its twins do the contrary, each with what is tied to it."""
        fall, rise = (solution - self.box[:, 0]).clip(0), (self.box[:, 1] - solution).clip(0)
        down = np.where(ratio == 0, fall, np.minimum(fall, np.where(ratio > 0, rise, fall)[partner]))
        up = np.where(ratio == 0, rise, np.minimum(rise, np.where(ratio > 0, fall, rise)[partner]))
        give, take = (np.bincount(twins, room)[twins] - room for room in (down, up))
        return np.minimum(down, take), np.minimum(up, give)

    def probe(self, wanted: Flags, enough: int) -> tuple[Floats, Floats]:
        """Return seen limits of the wanted cells: wide enough, or else exact.

        Cells that are still open are pushed all up, all down, and then up or down by lot (fixed seed), until a few
        pushes in a row open nothing more; each that is left gets its own least and most. Of every solution it is seen
        too how far each cell can exchange people with its twins, which stand in the same sums.
        """
        ties = self._find_ties()
        twins = self._number_twins(*ties)
        count = len(wanted)
        least, most = np.full(count, np.inf), np.full(count, -np.inf)
        lot = np.random.default_rng(20_221_122)

        def see(objective: Floats) -> Flags:
            solution = self.solve(objective)
            fall, rise = self._exchange(solution, twins, *ties)
            np.minimum(least, solution - fall, out=least)
            np.maximum(most, solution + rise, out=most)
            return wanted & (_count_values(least, most) < enough)

        still = see(np.where(wanted, 1.0, 0.0))
        idle = 0
        while still.any() and idle < IDLE_PUSHES:
            before = int(still.sum())
            still = see(np.where(still, lot.uniform(0.5, 1.0, count) * lot.choice([-1.0, 1.0], count), 0.0))
            idle = idle + 1 if int(still.sum()) == before else 0
        for cell in np.flatnonzero(still):
            for aim in (1.0, -1.0):
                if still[cell]:
                    still = see(np.where(np.arange(count) == cell, aim, 0.0))
        return least, most


def find_determined(relations: Relations, known: Flags, *, used: Flags) -> Flags:
    """Return the unknown cells that the equations alone determine, whatever the counts.

    A change that no sum can notice is drawn at random (fixed seed) and made as small as the sums allow: cells that it
    leaves alone are determined. One change may leave a cell alone by chance, as good as never do two. `used` are the
    cells that the sums are known of.
    """
    unknown = np.flatnonzero(~known & used)
    matrix = csr_array(relations.matrix)
    complete = relations.exact & (abs(matrix) @ (~used).astype(float) == 0)
    inside = csr_array(matrix[complete][:, unknown])
    lot = np.random.default_rng(20_221_122)
    determined = np.zeros(len(known), dtype=bool)
    determined[unknown] = True
    for _ in range(2):
        if not determined.any():
            break
        change = lot.uniform(1.0, 2.0, len(unknown))
        if inside.shape[0]:
            change = change - lsmr(inside, inside @ change, atol=1e-13, btol=1e-13, conlim=0, maxiter=20_000)[0]
        determined[unknown] &= np.abs(change) < 1e-6
    return determined
