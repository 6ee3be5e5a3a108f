"""The cheapest pattern of a small table, by mixed-integer programme: what the heuristic is held against."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

from genklang.errors import Failure, problem

Flags = NDArray[np.bool_]
MOST_CELLS = 150
"""More cells than this, margins included, take too long."""


def find_cheapest_pattern(
    sums: csr_array, counts: NDArray[np.int64], primary: Flags, cost: NDArray[np.float64], *, need: int
) -> Flags:
    """Return the cells to withhold at least total `cost` so that each withheld count can vary by `need`.

    `sums` has a row for each sum: parts +1, total −1. Every count that is withheld holds at least one and may be any
    number from there up. A cell j is withheld where its switch x is 1; for each cell there are two shifts of people
    that no sum notices, through withheld cells only, whose ends lie x · need apart. Cells that hold nobody are known.
    Failure D116 where the table is too large, or no pattern does.
    """
    count = len(counts)
    if count > MOST_CELLS:
        raise Failure(problem("D116", "table", reason=f"it has {count} cells, more than {MOST_CELLS}"))
    shifts = 2 * count
    reach = float(need * count)
    down, up = (counts - 1).clip(0).astype(float), np.where(counts > 0, reach, 0.0)
    one, per_shift = np.ones((shifts, 1)), eye_array(shifts)
    balanced = hstack([kron(per_shift, sums), csr_array((shifts * sums.shape[0], count))])
    below = hstack([eye_array(count * shifts), kron(one, eye_array(count) * down[:, None])])
    above = hstack([eye_array(count * shifts), -kron(one, eye_array(count) * up[:, None])])
    rows = np.arange(count)
    ends = csr_array(
        (
            np.concatenate([np.ones(count), -np.ones(count), np.full(count, -float(need))]),
            (
                np.tile(rows, 3),
                np.concatenate([rows * count + rows, (count + rows) * count + rows, shifts * count + rows]),
            ),
        ),
        shape=(count, shifts * count + count),
    )
    matrix = vstack([balanced, below, above, ends], format="csr")
    sizes = [balanced.shape[0], below.shape[0], above.shape[0], count]
    low = np.repeat([0.0, 0.0, -np.inf, 0.0], sizes)
    high = np.repeat([0.0, np.inf, 0.0, np.inf], sizes)
    variables = shifts * count
    result = milp(
        np.concatenate([np.zeros(variables), cost]),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.repeat([0, 1], [variables, count]),
        bounds=Bounds(
            np.concatenate([np.full(variables, -np.inf), primary.astype(float)]),
            np.concatenate([np.full(variables, np.inf), (counts > 0).astype(float)]),
        ),
        options={"time_limit": 60.0},
    )
    if result.x is None:
        raise Failure(problem("D116", "table", reason="no pattern makes it safe"))
    return np.asarray(result.x[variables:] > 0.5)
