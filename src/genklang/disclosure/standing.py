"""Standing: what the patterns say of each domain and item, as tables that figures are looked up in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.disclosure.lattice import Lattice, read_lattice
from genklang.disclosure.pattern import Pattern, Table, find_pattern, group_tables
from genklang.disclosure.policy import Policy
from genklang.disclosure.shares import ItemPattern, withhold_shares
from genklang.disclosure.terrain import Flags
from genklang.tables.keys import DOMAIN_KEYS, OTHER_GENDER

ITEM_KEYS = (*DOMAIN_KEYS, "item")


@dataclass(frozen=True, slots=True)
class Standing:
    """`domains`: hidden, responses, offered. `items`: n, k, hidden, coarse, withheld, not_asked, reading.

    hidden: nothing is shown · coarse: no details · withheld: the share goes to protect another · not_asked: not for
    this target group · reading: empty, AT_LEAST or AT_MOST. Domains that are known to be empty are not there.
    """

    domains: pl.DataFrame
    items: pl.DataFrame


def find_standing(
    population: pl.DataFrame,
    policy: Policy,
    *,
    totals: Mapping[str, Sequence[str]],
    tables: Mapping[str, str],
    agreed: pl.DataFrame,
    asked_of: Mapping[str, Sequence[str]] | None = None,
    withheld: pl.DataFrame | None = None,
) -> Standing:
    """Return the standing of every domain of a POPULATION_SCHEMA frame, round by round.

    `agreed` holds ITEM_KEYS of the distributions in which (nearly) all chose one category, `withheld` DOMAIN_KEYS of
    domains that are hidden in any case.
    """
    rounds = []
    for part in population.partition_by("round", maintain_order=True):
        lattice = read_lattice(part, totals)
        same = agreed.filter(pl.col("round") == lattice.round)
        lost = _spread_withheld(lattice, withheld)
        among = group_tables(lattice, tables, asked_of)
        rounds.append(_stand_round(lattice, policy, among, _spread_agreed(lattice, same), lost))
    if not rounds:
        return Standing(pl.DataFrame(schema=DOMAIN_COLUMNS), pl.DataFrame(schema=ITEM_COLUMNS))
    return Standing(pl.concat(r.domains for r in rounds), pl.concat(r.items for r in rounds))


def _spread_agreed(lattice: Lattice, agreed: pl.DataFrame) -> Flags:
    """Return cell × item from the rows of `agreed`; gender X never gets a row, so it is not known there."""
    flags = np.zeros((lattice.answers.size, len(lattice.items)), dtype=bool)
    at = {item: i for i, item in enumerate(lattice.items)}
    for organisation, unit, group, gender, item in agreed.select(ITEM_KEYS[1:]).rows():
        if item in at and not lattice.has_positive[at[item]]:
            flags[lattice.cell_of(organisation, unit, group, gender), at[item]] = True
    return flags


def _spread_withheld(lattice: Lattice, withheld: pl.DataFrame | None) -> Flags:
    flags = np.zeros(lattice.answers.size, dtype=bool)
    if withheld is not None:
        for _, *domain in withheld.filter(pl.col("round") == lattice.round).select(DOMAIN_KEYS).rows():
            flags[lattice.cell_of(*domain)] = True
    return flags


def _stand_round(lattice: Lattice, policy: Policy, tables: Sequence[Table], agreed: Flags, withheld: Flags) -> Standing:
    main, *others = tables
    first = find_pattern(lattice, main, policy, withheld=withheld)
    patterns = [first, *(find_pattern(lattice, t, policy, above=first.hidden) for t in others)]
    cells = np.flatnonzero(_may_have_a_row(lattice))
    keys = _key_columns(lattice, cells)
    items = []
    for pattern in patterns:
        for i in pattern.table.items:
            shares = withhold_shares(lattice, pattern, i, policy, agreed[:, i])
            items.append(keys.with_columns(_item_columns(lattice, pattern, i, shares, cells)))
    return Standing(
        keys.with_columns(
            hidden=pl.Series(first.hidden[cells]),
            responses=pl.Series(lattice.answers.ravel()[cells]),
            offered=pl.Series(lattice.offered.ravel()[cells]),
        ).select(pl.col(c).cast(kind) for c, kind in DOMAIN_COLUMNS.items()),
        pl.concat(items).select(
            pl.when(pl.col(c) >= 0).then(c).alias(c) if c == "k" else pl.col(c).cast(kind)
            for c, kind in ITEM_COLUMNS.items()
        ),
    )


def _may_have_a_row(lattice: Lattice) -> Flags:
    """Return the cells that may hold someone; of gender X those that do, for comparisons with what is left."""
    never = np.array([g == OTHER_GENDER for g in lattice.genders])
    return np.asarray(lattice.may_hold() & ((lattice.answers > 0) | ~never)).ravel()


def _key_columns(lattice: Lattice, cells: NDArray[np.int64]) -> pl.DataFrame:
    place, group, gender = np.unravel_index(cells, lattice.answers.shape)
    return pl.DataFrame(
        {
            "round": [lattice.round] * len(cells),
            "organisation": [lattice.places[i][0] for i in place],
            "unit": [lattice.places[i][1] for i in place],
            "target_group": [lattice.groups[i] for i in group],
            "gender": [lattice.genders[i] for i in gender],
        },
        schema=dict.fromkeys(DOMAIN_KEYS, pl.String),
    )


def _item_columns(
    lattice: Lattice, pattern: Pattern, item: int, shares: ItemPattern, cells: NDArray[np.int64]
) -> list[pl.Series]:
    columns = {
        "n": lattice.base[..., item].ravel(),
        "k": np.where(lattice.has_positive[item], lattice.positive[..., item].ravel(), -1),
        "hidden": pattern.hidden,
        "coarse": pattern.coarse,
        "withheld": shares.withheld,
        "not_asked": pattern.not_asked,
    }
    name = pl.Series("item", [lattice.items[item]] * len(cells), dtype=pl.String)
    said = pl.Series("reading", shares.reading[cells].tolist(), dtype=pl.String)
    return [name, said, *(pl.Series(c, values[cells]) for c, values in columns.items())]


DOMAIN_COLUMNS = {
    **dict.fromkeys(DOMAIN_KEYS, pl.String),
    "hidden": pl.Boolean,
    "responses": pl.Int64,
    "offered": pl.Int64,
}
ITEM_COLUMNS = {
    **dict.fromkeys(ITEM_KEYS, pl.String),
    "n": pl.Int64,
    "k": pl.Int64,
    "hidden": pl.Boolean,
    "coarse": pl.Boolean,
    "withheld": pl.Boolean,
    "not_asked": pl.Boolean,
    "reading": pl.String,
}
