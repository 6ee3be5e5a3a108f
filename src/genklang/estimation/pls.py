"""PLS path models from means and covariances alone: outer weights, loadings, path effects and indices (ACSI's way).

Lohmöller 1989; Fornell et al. 1996 for the index. All blocks are reflective (mode A).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from genklang.errors import Failure, problem
from genklang.estimation.tail import Floats

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
ROUNDS: Final = 1000
CLOSE: Final = 1e-12
SAME: Final = 1e-9
"""Blocks whose correlations leave less than this part of one of them unexplained say the same."""


@dataclass(frozen=True, slots=True)
class PathFit:
    """A fitted model: by item outer weight and loading; by block R² (NaN: nothing points at it); block × block effects.

    `share`: each item's part of its block's index, adding up to one in the block. `paths[a, b]`: standardised effect of
    block a on block b; `effects`: direct and indirect together, in index points per index point.
    """

    weights: Floats
    loadings: Floats
    share: Floats
    paths: Matrix
    effects: Matrix
    r_squared: Floats
    rounds: int


def fit_paths(covariance: Matrix, member: Flags, arrows: Flags, scheme: str) -> PathFit:
    """Return the model fitted to the items' covariances.

    `member`: item × block, which block each item is of. `arrows[a, b]`: block a points at block b (no loops).
    `scheme`: how neighbours weigh inside, see `SCHEMES`. Failures: E230 (scheme), E234 (not settled), E237 (blocks that
    say the same). Items have variance.
    """
    if scheme not in SCHEMES:
        raise Failure(problem("E230", "scheme", scheme=scheme, names=", ".join(SCHEMES)))
    deviation = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(deviation, deviation)
    weights, rounds = _find_weights(correlation, member, arrows, SCHEMES[scheme])
    blocks = weights.T @ correlation @ weights
    loadings = (correlation @ weights)[member]
    paths, r_squared = _regress_blocks(blocks, arrows)
    outer = weights[member]
    raw = outer / deviation
    sums = member.T @ raw
    spread = 1 / sums
    # Direct and indirect effects are the sum of all powers of the paths; without loops it ends.
    total = np.linalg.inv(np.eye(len(paths)) - paths) - np.eye(len(paths))
    return PathFit(
        outer, loadings, raw / (member @ sums), paths, total * spread[None, :] / spread[:, None], r_squared, rounds
    )


Inner = Callable[[Matrix, Flags], Matrix]


def _centroid(blocks: Matrix, arrows: Flags) -> Matrix:
    return np.where(arrows | arrows.T, np.sign(blocks), 0.0)


def _factorial(blocks: Matrix, arrows: Flags) -> Matrix:
    return np.where(arrows | arrows.T, blocks, 0.0)


def _path(blocks: Matrix, arrows: Flags) -> Matrix:
    """What a block points at counts by its correlation, what points at it by its regression coefficient."""
    return np.where(arrows.T, blocks, 0.0) + _regress_blocks(blocks, arrows)[0]


SCHEMES: Final[Mapping[str, Inner]] = {"path": _path, "factorial": _factorial, "centroid": _centroid}
"""How a block's neighbours are weighed: columns are blocks, rows their neighbours."""


def _find_weights(correlation: Matrix, member: Flags, arrows: Flags, inner: Inner) -> tuple[Matrix, int]:
    """Return the item × block matrix of outer weights that make blocks of variance one, and the rounds it took."""
    weights = _standardise(member.astype(np.float64), correlation)
    for rounds in range(1, ROUNDS + 1):
        blocks = weights.T @ correlation @ weights
        proxies = weights @ inner(blocks, arrows)
        found = _standardise(np.where(member, correlation @ proxies, 0.0), correlation)
        change = np.abs(np.abs(found) - np.abs(weights)).max()
        weights = found
        if change <= CLOSE:
            return _turn(weights, correlation, member), rounds
    raise Failure(problem("E234", "scheme", rounds=ROUNDS))


def _standardise(weights: Matrix, correlation: Matrix) -> Matrix:
    variance = np.einsum("ib,ij,jb->b", weights, correlation, weights)
    return np.asarray(weights / np.sqrt(np.maximum(variance, 1e-300)), dtype=np.float64)


def _turn(weights: Matrix, correlation: Matrix, member: Flags) -> Matrix:
    """Turn each block so that it rises with most of its items."""
    loadings = np.where(member, correlation @ weights, 0.0)
    return weights * np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)


def _regress_blocks(blocks: Matrix, arrows: Flags) -> tuple[Matrix, Floats]:
    """Return the coefficients of each block (column) on those that point at it, and R²."""
    paths, r_squared = np.zeros_like(blocks), np.full(len(blocks), np.nan)
    for at in range(len(blocks)):
        causes = np.flatnonzero(arrows[:, at])
        if causes.size:
            inside = blocks[np.ix_(causes, causes)]
            if np.linalg.eigvalsh(inside)[0] < SAME:
                raise Failure(problem("E237", "blocks"))
            paths[causes, at] = np.linalg.solve(inside, blocks[causes, at])
            r_squared[at] = paths[causes, at] @ blocks[causes, at]
    return paths, r_squared


def find_loop(arrows: Flags) -> bool:
    """Return whether some block comes back to itself along the arrows."""
    reach = np.linalg.matrix_power(arrows.astype(np.int64) + np.eye(len(arrows), dtype=np.int64), len(arrows)) > 0
    return bool((reach & arrows.T).any())


def place_arrows(names: Sequence[str], paths: Sequence[tuple[str, str]]) -> Flags:
    """Return the block × block matrix of the paths, each (from, to). KeyError for an unknown block."""
    place = {name: i for i, name in enumerate(names)}
    arrows = np.zeros((len(names), len(names)), dtype=bool)
    for cause, effect in paths:
        arrows[place[cause], place[effect]] = True
    return arrows
