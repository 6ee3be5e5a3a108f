"""Names for analysts: relative weights of predictors, from a table of answers."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.errors import Failure, problem
from genklang.estimation.design import count_degrees
from genklang.estimation.driver_errors import find_reach_of_rows
from genklang.estimation.drivers import Drivers, find_drivers, is_enough, place_drivers, tell_drivers
from genklang.estimation.moments import moments_of_rows
from genklang.estimation.sample import Columns, read_design


def relative_weights(
    frame: Any,  # noqa: ANN401 — a frame of any kind
    outcome: str,
    predictors: Sequence[str],
    *,
    strata: Columns = None,
    cluster: Columns = None,
    weight: str | None = None,
) -> pl.DataFrame:
    """Return how much of what varies in `outcome` varies together with each of the predictors.

    `frame`: any table that narwhals reads (Polars, pandas, PyArrow …), one row a respondent, numbers, blank where
    there is no opinion; rows with a blank are left out. One row a predictor, in the order given: `predictor`, `weight`
    (part of R², 0–1; they add up to it), `share` (of the explained variance, per cent), `low`, `high` (95 %, of the
    share), `effect` (regression slope, units of the outcome per unit), `effect_low`, `effect_high`, `answers`
    (complete rows), `is_enough` (at least 50 + 8 a predictor: below that the weights are not to be reported).
    `strata`, `cluster`, `weight`: columns that tell how the sample was drawn, as in `estimate_share`; the limits are
    then linearised and by Student's t, as of R's `svyglm`.
    It tells what varies together, never what causes what. Failures E156, E157 (columns), E158 (too few rows, or no
    variation), E159 (too few clusters), E201–E204 (design). Source: Johnson (2000), A heuristic method for estimating
    the relative weight of predictor variables.
    """
    names = [outcome, *predictors]
    values = _read_numbers(frame, names)
    answers = int((~np.isnan(values).any(axis=1)).sum())
    found = None
    if len(predictors) > 1 and answers > len(names) + 1:
        is_designed = bool(strata or cluster or weight)
        design = read_design(frame, strata=strata, cluster=cluster, weight=weight) if is_designed else None
        found = find_drivers(moments_of_rows(values)) if design is None else _find_by_design(values, design, outcome)
    if found is None:
        raise Failure(problem("E158", outcome, answers=answers, least=len(names) + 2))
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
    ).with_columns(answers=pl.lit(answers), is_enough=pl.lit(is_enough(answers, len(predictors))))


def _find_by_design(values: NDArray[np.float64], design: pl.DataFrame, outcome: str) -> Drivers | None:
    point = place_drivers(moments_of_rows(values, design["weight"].to_numpy()))
    if point is None:
        return None
    reach, found = find_reach_of_rows(values, design, point)
    if count_degrees(found)[0] < len(point.weight):
        kind = "cluster" if "cluster" in design.columns else "answer"
        counts = {"clusters": found["psus"][0], "strata": found["strata"][0], "predictors": len(point.weight)}
        raise Failure(problem("E159", outcome, kind=kind, **{k: int(v) for k, v in counts.items()}))
    return tell_drivers(point, reach)


def _read_numbers(frame: Any, names: Sequence[str]) -> NDArray[np.float64]:  # noqa: ANN401 — any frame
    table = nw.from_native(frame)
    rows = table.collect() if isinstance(table, nw.LazyFrame) else table
    if lacking := [n for n in names if n not in rows.columns]:
        raise Failure(problem("E156", "frame", columns=", ".join(lacking), known=", ".join(rows.columns)))
    if words := [n for n in names if not rows[n].dtype.is_numeric() and rows[n].dtype != nw.Boolean]:
        raise Failure(*(problem("E157", n, column=n) for n in words))
    columns = [rows[n].cast(nw.Float64).fill_null(float("nan")).to_numpy() for n in names]
    return np.column_stack(columns)
