"""Names for analysts: a change in a share split into who answered and what they answered."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from genklang.estimation.change_parts import ChangeParts, split_change


def decompose_change(before: Any, after: Any, by: str | Sequence[str]) -> ChangeParts:  # noqa: ANN401 — any frame
    """Return the change in a share between two rounds as two parts that add up to it: mix and rate.

    `before`, `after`: tables that narwhals reads (Polars, pandas, PyArrow …) with the columns `by` (groups, ways of
    answering, form versions …) and the counts `k` (positive) and `n` (answers that count), or `numerator` and
    `denominator`; rows of the same group are added. The result has `before`, `after` (per cent), `change`, `rate`,
    `mix` (points) and `groups` (the parts of each group). Rate is what the groups answered otherwise, mix who answered;
    neither is a cause. Failures E152, E154, E155. Source: Kitagawa (1955), Components of a difference between two
    rates.

    >>> import polars as pl
    >>> before = pl.DataFrame({"channel": ["paper", "web"], "k": [90, 30], "n": [100, 50]})
    >>> after = pl.DataFrame({"channel": ["paper", "web"], "k": [45, 60], "n": [50, 100]})
    >>> split = decompose_change(before, after, by="channel")
    >>> round(split.change), round(split.rate), round(split.mix)
    (-10, 0, -10)
    """
    keys = [by] if isinstance(by, str) else list(by)
    sides = (nw.from_native(side) for side in (before, after))
    first, last = ((s.collect() if isinstance(s, nw.LazyFrame) else s).to_polars() for s in sides)
    return split_change(first, last, keys)
