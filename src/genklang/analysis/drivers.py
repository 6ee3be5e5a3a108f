"""Names for analysts: relative weights of predictors, from a table of answers."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.errors import Failure, problem
from genklang.estimation.drivers import find_drivers, is_enough
from genklang.estimation.moments import moments_of_rows


def relative_weights(frame: Any, outcome: str, predictors: Sequence[str]) -> pl.DataFrame:  # noqa: ANN401 — any frame
    """Return how much of what varies in `outcome` varies together with each of the predictors.

    `frame`: any table that narwhals reads (Polars, pandas, PyArrow …), one row a respondent, numbers, blank where
    there is no opinion; rows with a blank are left out. One row a predictor, in the order given: `predictor`, `weight`
    (part of R², 0–1; they add up to it), `share` (of the explained variance, per cent), `low`, `high` (95 %, of the
    share), `effect` (regression slope, units of the outcome per unit), `effect_low`, `effect_high`, `answers`
    (complete rows), `is_enough` (at least 50 + 8 a predictor: below that the weights are not to be reported).
    It tells what varies together, never what causes what. Failures E156, E157 (columns), E158 (too few rows, or no
    variation). Source: Johnson (2000), A heuristic method for estimating the relative weight of predictor variables.
    """
    names = [outcome, *predictors]
    moments = moments_of_rows(_read_numbers(frame, names))
    found = find_drivers(moments) if len(predictors) > 1 and moments.n > len(names) + 1 else None
    if found is None:
        raise Failure(problem("E158", outcome, answers=int(moments.n), least=len(names) + 2))
    return pl.DataFrame(
        {
            "predictor": list(predictors),
            "weight": found.share * found.explained / 100,
            "share": found.share,
            "low": found.share_low,
            "high": found.share_high,
            "effect": found.effect,
            "effect_low": found.effect_low,
            "effect_high": found.effect_high,
        }
    ).with_columns(answers=pl.lit(int(moments.n)), is_enough=pl.lit(is_enough(moments.n, len(predictors))))


def _read_numbers(frame: Any, names: Sequence[str]) -> NDArray[np.float64]:  # noqa: ANN401 — any frame
    table = nw.from_native(frame)
    rows = table.collect() if isinstance(table, nw.LazyFrame) else table
    if lacking := [n for n in names if n not in rows.columns]:
        raise Failure(problem("E156", "frame", columns=", ".join(lacking), known=", ".join(rows.columns)))
    if words := [n for n in names if not rows[n].dtype.is_numeric() and rows[n].dtype != nw.Boolean]:
        raise Failure(*(problem("E157", n, column=n) for n in words))
    columns = [rows[n].cast(nw.Float64).fill_null(float("nan")).to_numpy() for n in names]
    return np.column_stack(columns)
