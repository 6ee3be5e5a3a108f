"""What adds up in tables of counts by any keys: the sums that a reader sees, over all tables at once."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from genklang.disclosure.ranges import Relations

Totals = Mapping[str, Mapping[str, Sequence[str]]]
"""Key → declared total among its values → the values that it holds. A key that is empty means: all together."""


def find_count_sums(
    cells: pl.DataFrame, low: NDArray[np.float64], high: NDArray[np.float64], totals: Totals
) -> Relations:
    """Return every sum among `cells` (key columns only, a row each), with their limits `low` and `high`.

    A key whose parts fall short of a total where all is known is not listed in full: its sums are only ≤. So are those
    of a single part beside a total, unless sums over that key are known to be right elsewhere.
    """
    numbered = cells.with_row_index("at")
    matrices, exact = [], []
    for key in cells.columns:
        links = [_link(numbered, key, None, _is_plain(key, totals))]
        links += [_link(numbered, key, total, pl.col(key).is_in(list(of))) for total, of in totals.get(key, {}).items()]
        matrix = _as_matrix(links, cells.height)
        known = abs(matrix) @ (low < high).astype(float) == 0
        gap = matrix @ low
        in_full = bool((known & (gap == 0)).any()) | (abs(matrix).sum(axis=1) > 2)
        matrices.append(matrix)
        short = (matrix > 0) @ high - (matrix < 0) @ low < 0
        exact.append(in_full & ~short.any())
    return Relations(csr_array(vstack(matrices)), np.concatenate(exact))


def _is_plain(key: str, totals: Totals) -> pl.Expr:
    """Return the rows of values that are no totals of others."""
    return pl.col(key).is_not_null() & ~pl.col(key).is_in(list(totals.get(key, {})))


def _link(cells: pl.DataFrame, key: str, total: str | None, is_part: pl.Expr) -> pl.DataFrame:
    """Return the row of each part beside the row of its total."""
    rest = [column for column in cells.columns if column not in {key, "at"}]
    whole = cells.filter(pl.col(key).eq_missing(pl.lit(total, dtype=pl.String)))
    parts = cells.filter(is_part)
    if not rest:
        return parts.select(part="at").join(whole.select(total="at"), how="cross")
    joined = parts.join(whole, on=rest, nulls_equal=True, suffix="_whole", maintain_order="left")
    return joined.select(part="at", total="at_whole")


def _as_matrix(links: Sequence[pl.DataFrame], width: int) -> csr_array:
    """Return a row for each total of each link: parts +1, the total −1."""
    stacked = pl.concat([link.with_columns(link=i) for i, link in enumerate(links)])
    numbered = stacked.with_columns(row=pl.struct("link", "total").rank("dense").cast(pl.Int64) - 1)
    heads = numbered.unique("row", maintain_order=True)
    row = np.concatenate([numbered["row"].to_numpy(), heads["row"].to_numpy()])
    column = np.concatenate([numbered["part"].to_numpy(), heads["total"].to_numpy()]).astype(np.int64)
    sign = np.concatenate([np.ones(numbered.height), -np.ones(heads.height)])
    return csr_array((sign, (row, column)), shape=(heads.height, width))
