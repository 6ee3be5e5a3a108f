"""The weights of the index items by round, from a PLS path model in which every quality area points at the index."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.errors import Failure
from genklang.estimation.measure import DomainSums
from genklang.estimation.moments import Moments, moments_of_drivers
from genklang.estimation.plan import driver_items, index_items
from genklang.estimation.pls import fit_paths, place_arrows
from genklang.estimation.quadratic import Matrix, covary_normal, find_slopes
from genklang.estimation.tail import Floats
from genklang.instrument.model import Instrument, Item
from genklang.tables.keys import DOMAIN_KEYS

INDEX = "index"


@dataclass(frozen=True, slots=True)
class ItemWeights:
    """The weight of each index item (rows) in each domain (columns), that of the domain's round.

    `covariance`: that of the weights' own errors in each domain. NaN where there are no weights.
    """

    weights: NDArray[np.float64]
    covariance: NDArray[np.float64]


def weigh_index_items(sums: DomainSums) -> ItemWeights | None:
    """Return the weights of the index items, with what is not known of them.

    There are none where the round has no more complete answers than items, an item has no spread, an index item runs
    against the others or the model does not settle. The errors are by the delta method on the covariances, whose own
    covariances are those of normal variables.
    None where the instrument has no index with quality areas beside it, or the plan lacks the sums.
    """
    instrument = sums.plan.instrument
    items = [i for i in driver_items(instrument) if i.index or i.area]
    if not index_items(instrument) or not any(not i.index for i in items):
        return None
    rounds = DomainSums(_sum_rounds(sums), sums.plan)
    found = moments_of_drivers(rounds)
    if not found:
        return None
    fits = [_fit(moments, instrument, items) for moments in found]
    place = rounds.frame.select("round").with_row_index("place")
    at = sums.frame.select("round").join(place, on="round", how="left", nulls_equal=True, maintain_order="left")[
        "place"
    ]
    weights, covariances = (np.array(parts)[at.to_numpy()] for parts in zip(*fits, strict=True))
    return ItemWeights(weights.T, covariances)


def _sum_rounds(sums: DomainSums) -> pl.DataFrame:
    """Return the counters of each round as a whole: the sum over its finest domains, without the declared totals."""
    totals = [total.code for total in sums.plan.instrument.totals]
    keys = pl.sum_horizontal(pl.col(k).is_not_null() for k in DOMAIN_KEYS)
    parts = sums.frame.filter(~pl.col("target_group").is_in(totals).fill_null(value=False))
    return parts.filter(keys == keys.max()).group_by("round", maintain_order=True).agg(pl.exclude(*DOMAIN_KEYS).sum())


def _fit(moments: Moments | None, instrument: Instrument, items: list[Item]) -> tuple[Floats, NDArray[np.float64]]:
    """Return the parts of the index items in the index, adding up to one, and the covariance of their errors."""
    own = [place for place, item in enumerate(items) if item.index]
    nothing = np.full(len(own), np.nan), np.full((len(own), len(own)), np.nan)
    if moments is None or moments.n <= len(items):
        return nothing
    places = [place for place, item in enumerate(driver_items(instrument)) if item in items]
    covariance = moments.covariance[np.ix_(places, places)]
    if (np.diag(covariance) <= 0).any():
        return nothing
    areas = [a for a in instrument.areas if any(i.area == a and not i.index for i in items)]
    member = np.array([[i.index, *(i.area == a and not i.index for a in areas)] for i in items])
    arrows = place_arrows([INDEX, *areas], [(a, INDEX) for a in areas])

    def share(covariances: Matrix) -> Matrix:
        return np.array([fit_paths(each, member, arrows, "path").share[own] for each in covariances])

    try:
        found = share(covariance[None])[0]
        slopes = find_slopes(share, covariance)
    except Failure:
        return nothing
    freedom = max(moments.n - len(covariance), 1.0)
    return (found, covary_normal(slopes, covariance) / freedom) if (found >= 0).all() else nothing
