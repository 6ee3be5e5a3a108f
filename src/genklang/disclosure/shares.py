"""Shares beyond their base: where (nearly) everyone agreed, no subtraction may tell "all" from "all but one"."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.disclosure.lattice import Lattice
from genklang.disclosure.pattern import Pattern, structural
from genklang.disclosure.policy import Policy
from genklang.disclosure.secure import Layer, Room, secure
from genklang.disclosure.terrain import Flags
from genklang.disclosure.unanimity import reading
from genklang.tables.estimate import Status

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ItemPattern:
    """Flat cells of one item: what its share reads, and where it is withheld to protect another."""

    reading: NDArray[np.object_]
    withheld: Flags


def withhold_shares(lattice: Lattice, pattern: Pattern, item: int, policy: Policy, agreed: Flags) -> ItemPattern:
    """Return the readings of one item's shares and which further shares must be withheld for them.

    The base counts as known wherever the domain is shown. A shift then turns positive answers of some domains into
    others and back in the rest; a unanimous share is safe when such shifts reach both "all" and "all but one".
    `agreed` are the cells where (nearly) all chose one category, for items that have no positive ones.
    """
    n, k = lattice.base[..., item].ravel(), lattice.positive[..., item].ravel()
    if not lattice.has_positive[item]:
        return _withhold_agreed(pattern, agreed & (n >= policy.minimum))
    said = _read(n, k, policy)
    coded = (said != Status.SHOWN.value) & (n >= policy.minimum)
    layer = Layer(pattern.terrain, _room_for_answers(n, k, coded, said, policy), pattern.cost, 1)
    free = pattern.hidden | coded
    unanimous = np.flatnonzero(coded & (np.minimum(k, n - k) <= 1))
    found = secure(layer, free, unanimous.tolist())
    return ItemPattern(np.where(coded, said, Status.SHOWN.value).astype(object), found & ~free)


def _withhold_agreed(pattern: Pattern, agreed: Flags) -> ItemPattern:
    """Withhold the item where all agreed, and with it what its distribution could be computed back from."""
    layer = structural(pattern.terrain, pattern.cost)
    found = secure(layer, pattern.coarse | agreed, np.flatnonzero(agreed & ~pattern.coarse).tolist())
    return ItemPattern(np.full(len(agreed), Status.SHOWN.value, dtype=object), found & ~pattern.coarse | agreed)


def _read(n: Counts, k: Counts, policy: Policy) -> NDArray[np.object_]:
    frame = pl.DataFrame({"n": n, "k": k}).select(reading(pl.col("k"), pl.col("n"), policy))
    return np.asarray(frame.to_series().to_list(), dtype=object)


def _room_for_answers(n: Counts, k: Counts, coded: Flags, said: NDArray[np.object_], policy: Policy) -> Room:
    """Room for answers that are not positive: a coded share stays within what its reading says."""
    other = n - k
    least, most = np.zeros_like(n), n.copy()
    reach = np.where((np.minimum(k, other) <= 1) | (n < policy.coarse_from), 1, n * (100 - policy.coarse_share) // 100)
    above, below = coded & (said == Status.AT_LEAST.value), coded & (said == Status.AT_MOST.value)
    most[above] = reach[above]
    least[below] = (n - reach)[below]
    down, up = (other - least).clip(0), (most - other).clip(0)
    return Room(down[:, None, None].astype(np.int32), up[:, None].astype(np.int32))
