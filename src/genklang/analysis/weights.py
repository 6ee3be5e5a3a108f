"""Weights for a sample in a frame of any kind: it is made to add up to what is known of the population."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from genklang.errors import Failure, problem
from genklang.estimation.calibrate import FrameMargin, rake_factors
from genklang.estimation.sample import name_some, read_columns, read_weights
from genklang.estimation.tail import Floats

Numbers = Mapping[Hashable, float]


def post_stratify(
    frame: Any,  # noqa: ANN401 — a frame of any kind
    by: str | Sequence[str],
    population: Numbers,
    weight: str | None = None,
) -> Floats:
    """Return a weight for each row, in order, so that every post-stratum adds up to its number in `population`.

    `by`: a column, or several that are crossed. `population`: value (of several columns: tuple of values) → number of
    people. `weight`: the column of weights to start from, by default all alike. With the offered as population these
    are non-response weights, offered / answered in each class. Failures: E201–E204, E220–E222, E225.
    Source: Holt and Smith 1979; agrees with `postStratify` of R's survey.

    >>> import polars as pl
    >>> answers = pl.DataFrame({"gender": ["K", "K", "K", "M"]})
    >>> post_stratify(answers, "gender", {"K": 60, "M": 40}).tolist()
    [20.0, 20.0, 20.0, 40.0]
    """
    return rake(frame, {by if isinstance(by, str) else tuple(by): population}, weight)


def rake(
    frame: Any,  # noqa: ANN401 — a frame of any kind
    margins: Mapping[str | tuple[str, ...], Numbers],
    weight: str | None = None,
) -> Floats:
    """Return a weight for each row, in order, so that every margin adds up to its numbers, as near the start as can be.

    `margins`: column (or tuple of columns, crossed) → {value (or tuple) → number of people}. `weight` as in
    `post_stratify`. Weights that do not settle are refused, and the category furthest off is named (E224). Other
    failures: E201–E204, E220–E223, E225. Source: Deming and Stephan 1940; agrees with raking in R's survey.
    """
    names = {margin: [margin] if isinstance(margin, str) else list(margin) for margin in margins}
    columns = dict.fromkeys(column for listed in names.values() for column in listed)
    rows = read_columns(frame, {c: c for c in columns} | ({"weight of row": weight} if weight else {}))
    start = read_weights(rows.rename({"weight of row": "weight"}) if weight else rows, "weight").to_numpy()
    read = [_read_margin(rows, listed, margins[margin]) for margin, listed in names.items()]
    return start * rake_factors(start, read)


def _read_margin(rows: pl.DataFrame, columns: list[str], numbers: Numbers) -> FrameMargin:
    name = " × ".join(columns)
    parts = rows.select(columns)
    if missing := int(parts.select(pl.any_horizontal(pl.all().is_null()).sum()).item()):
        raise Failure(problem("E202", "frame", count=missing, role=name))
    held = parts.unique(maintain_order=True)
    keys = [row[0] if len(columns) == 1 else row for row in held.iter_rows()]
    place = {key: i for i, key in enumerate(numbers)}
    if strange := [str(key) for key in keys if key not in place]:
        raise Failure(problem("E220", name, categories=name_some(strange)))
    placed = held.with_columns(pl.Series("place", [place[k] for k in keys], dtype=pl.Int64))
    places = parts.join(placed, on=columns, how="left", maintain_order="left")["place"].to_numpy()
    return FrameMargin(name, places, [str(k) for k in numbers], np.array([*numbers.values()], dtype=np.float64))
