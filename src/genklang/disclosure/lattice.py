"""The cells of one round as arrays: places × target groups × genders, with all that adds up between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.tables.keys import GENDERS, OTHER_GENDER

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Place = tuple[str | None, str | None]
"""Organisation and unit; (None, None) is the nation."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Counts of one round. Axes: place, group, gender (K, M, X, all), and item where there are items.

    Place, group and gender hold every code including the totals (None, and declared totals among the groups).
    A domain that does not occur has zero answers. `offered` is −1 where it is unknown.
    """

    round: str
    places: tuple[Place, ...]
    groups: tuple[str | None, ...]
    genders: tuple[str | None, ...]
    items: tuple[str, ...]
    totals: Mapping[str, tuple[str, ...]]
    answers: Counts
    offered: Counts
    base: Counts
    positive: Counts
    has_positive: tuple[bool, ...]
    """By item: whether it has positive categories at all."""

    def may_hold(self) -> Flags:
        """Return the cells of which a reader cannot know beforehand that they are empty.

        Somebody answered, or was offered the questionnaire. Women and men may stand in any such domain, unless the
        offered are known by gender; gender X, which is never printed, in all of them.
        """
        may = (self.answers > 0) | (self.offered > 0)
        return np.asarray(np.where(self._takes_after_all(), may[..., -1:], may))

    def is_surely_filled(self) -> Flags:
        """Return the cells whose row by itself says that somebody answered: none were offered, or nobody knows."""
        sure = (self.answers > 0) & (self.offered <= 0)
        return np.asarray(sure & ~self._takes_after_all())

    def _takes_after_all(self) -> Flags:
        """Return the cells by gender about which nothing is known but what is known of all genders together."""
        printed = [i for i, g in enumerate(self.genders) if g not in (OTHER_GENDER, None)]
        divided = (self.offered[..., printed] >= 0).any(axis=-1, keepdims=True)
        gender = np.array([g is not None for g in self.genders])
        never = np.array([g == OTHER_GENDER for g in self.genders])
        return np.asarray(gender & (never | ~divided))

    def cell_of(self, organisation: str | None, unit: str | None, group: str | None, gender: str | None) -> int:
        """Return the flat index of a domain."""
        position = (self.places.index((organisation, unit)), self.groups.index(group), self.genders.index(gender))
        return int(np.ravel_multi_index(position, self.answers.shape))


def read_lattice(population: pl.DataFrame, totals: Mapping[str, Sequence[str]]) -> Lattice:
    """Return the lattice of a POPULATION_SCHEMA frame that holds one round."""
    places = _read_places(population)
    groups = tuple(sorted(population["target_group"].drop_nulls().unique()))
    genders: tuple[str | None, ...] = (*GENDERS, None) if population["gender"].drop_nulls().len() else (None,)
    items = tuple(sorted(population["item"].drop_nulls().unique()))
    axes = {"target_group": (*groups, None), "gender": genders, "item": items}
    shape = (len(places), len(groups) + 1, len(genders), len(items))
    position = (_place_index(population, places), *(_index(population[k], codes) for k, codes in axes.items()))
    counts = {name: _spread(population[name], position, shape) for name in ("answers", "offered", "base", "positive")}
    return Lattice(
        round=population["round"][0],
        places=places,
        groups=(*groups, None),
        genders=genders,
        items=items,
        totals={t: tuple(g for g in of if g in groups) for t, of in totals.items() if t in groups},
        answers=counts["answers"].max(axis=3).clip(0),
        offered=counts["offered"].max(axis=3),
        base=counts["base"].clip(0),
        positive=counts["positive"].clip(0),
        has_positive=tuple(bool((counts["positive"][..., i] >= 0).any()) for i in range(len(items))),
    )


def _read_places(population: pl.DataFrame) -> tuple[Place, ...]:
    """Nation first, then each organisation followed by its units."""
    rows = population.select("organisation", "unit").unique().rows()
    return tuple(sorted(rows, key=lambda r: (r[0] is not None, r[0] or "", r[1] is not None, r[1] or "")))


def _place_index(population: pl.DataFrame, places: Sequence[Place]) -> Counts:
    known = pl.DataFrame(places, schema={"organisation": pl.String, "unit": pl.String}, orient="row")
    pairs = population.select("organisation", "unit")
    found = pairs.join(
        known.with_row_index("at"), on=["organisation", "unit"], nulls_equal=True, how="left", maintain_order="left"
    )
    return found["at"].to_numpy().astype(np.int64)


def _index(column: pl.Series, codes: Sequence[str | None]) -> Counts:
    known = pl.DataFrame({"code": codes}, schema={"code": pl.String}).with_row_index("at")
    found = column.rename("code").to_frame().join(known, on="code", nulls_equal=True, how="left", maintain_order="left")
    return found["at"].to_numpy().astype(np.int64)


def _spread(column: pl.Series, position: tuple[Counts, ...], shape: tuple[int, ...]) -> Counts:
    """Null is unknown (−1); what does not occur at all is −1 too, and clipped to zero where it is a count."""
    spread = np.full(shape, -1, dtype=np.int64)
    spread[position] = column.fill_null(-1).to_numpy()
    return spread
