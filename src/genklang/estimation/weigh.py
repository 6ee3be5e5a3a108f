"""Weights given to the cells of the cube, so that its responses add up to the frame."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from genklang.errors import Failure, problem
from genklang.estimation.calibrate import FrameMargin, rake_factors
from genklang.estimation.offered import OFFERED
from genklang.estimation.plan import ANSWERED
from genklang.estimation.sample import name_some
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.keys import WEIGHT_ONE


def weigh_nonresponse(stats: SufficientStatistics, offered: pl.DataFrame, *, by: Sequence[str]) -> SufficientStatistics:
    """Return the counts with non-response weights: each class (`by`: round, unit …) stands for all its offered.

    `offered` is an `OFFERED_SCHEMA` frame. The weights take those who did not answer to be like those of their class
    who did. Failures: E220 (nothing known of a class), E221 (nobody answered in one: use fewer keys), E227, E229 (keys
    that the offered are not told by).
    """
    told = [k for k in offered.columns if offered.is_empty() or offered[k].null_count() < offered.height]
    if strange := [k for k in by if k not in told or k not in stats.plan.keys]:
        names = ", ".join(k for k in told if k in stats.plan.keys)
        raise Failure(problem("E229", ", ".join(strange), names=names))
    sizes = offered.group_by(by).agg(pl.col(OFFERED).sum()).filter(pl.col(OFFERED) > 0).sort(by)
    return weigh_to_frame(stats, [sizes])


def weigh_to_frame(stats: SufficientStatistics, margins: Sequence[pl.DataFrame]) -> SufficientStatistics:
    """Return the counts with weights that make the responses with an answer add up to every margin of the frame.

    Each margin holds some keys of the cube and `offered`, how many people each of their combinations has; one margin
    is post-stratification, several are raked. Weights there were before are the start. Failures: E220–E224, E227.
    """
    cells = stats.cells
    mass = (cells["weight_class"] * cells[ANSWERED].cast(pl.Int64)).cast(pl.Float64).to_numpy() / WEIGHT_ONE
    factor = rake_factors(mass, [_read_margin(cells, margin) for margin in margins])
    classes = np.rint(cells["weight_class"].to_numpy() * factor).astype(np.int64)
    weighed = cells.with_columns(pl.Series("weight_class", classes))
    return replace(stats, cells=weighed.sort(stats.plan.keys))


def _read_margin(cells: pl.DataFrame, margin: pl.DataFrame) -> FrameMargin:
    keys = [c for c in margin.columns if c != OFFERED]
    name = " × ".join(keys)
    placed = margin.with_row_index("place").cast({"place": pl.Int64})
    found = cells.select(*keys, ANSWERED).join(placed, on=keys, how="left", maintain_order="left")
    tell = pl.concat_str(pl.col(keys), separator=" ").alias("name")
    if (strange := found.filter(pl.col("place").is_null()).select(tell)["name"].unique().sort()).len():
        raise Failure(problem("E220", name, categories=name_some(strange.to_list())))
    answered = found.group_by(*keys, OFFERED).agg(pl.col(ANSWERED).cast(pl.Int64).sum())
    if (faults := answered.filter(pl.col(ANSWERED) > pl.col(OFFERED)).select(tell)["name"].sort()).len():
        raise Failure(problem("E227", name, categories=name_some(faults.to_list())))
    numbers = margin[OFFERED].cast(pl.Float64).to_numpy()
    return FrameMargin(name, found["place"].to_numpy(), margin.select(tell)["name"].to_list(), numbers)
