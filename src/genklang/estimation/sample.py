"""A sample in a frame of any kind that narwhals reads (Polars, pandas, PyArrow …), as cells for `linearise`."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Number
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.tables.keys import NO_OPINION, NOT_ASKED

Columns = str | Sequence[str] | None
Population = float | Mapping[Hashable, float] | None
WHERE = "frame"
DOMAIN = "domain"
ALONE = "all"
"""The stratum of a sample that has none."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The cells and strata of a sample (see `linearise`), with a single domain."""

    cells: pl.DataFrame
    strata: pl.DataFrame
    is_simple: bool
    """Neither strata, clusters, margins nor weights that differ."""


def read_columns(frame: Any, roles: Mapping[str, str]) -> pl.DataFrame:  # noqa: ANN401 — a frame of any kind
    """Return the columns that `roles` names, under the names of their roles, as a Polars frame.

    Fails with E201 where the frame lacks one, E225 where it has no rows.
    """
    table = nw.from_native(frame)
    names = table.collect_schema().names()
    if lacking := [c for c in roles.values() if c not in names]:
        raise Failure(*(problem("E201", WHERE, column=c, columns=", ".join(names)) for c in lacking))
    chosen = table.select(nw.col(column).alias(role) for role, column in roles.items())
    rows = (chosen.collect() if isinstance(chosen, nw.LazyFrame) else chosen).to_polars()
    if rows.is_empty():
        raise Failure(problem("E225", WHERE))
    return rows.with_columns(
        pl.col(pl.Categorical, pl.Enum).cast(pl.String), pl.col(pl.Float32, pl.Float64).fill_nan(None)
    )


def read_sample(
    frame: Any,  # noqa: ANN401 — a frame of any kind
    item: str,
    *,
    positive: object = None,
    strata: Columns = None,
    cluster: Columns = None,
    weight: str | None = None,
    population: Population = None,
    margins: Sequence[Columns] = (),
    base_weight: str | None = None,
) -> Sample:
    """Return the cells of a sample. With `positive` (a value or several) an answer counts as 1 or 0, else as its value.

    Blank answers and the codes for no opinion (−1) and not asked (−2) are in the sample, but do not count.
    Failures: E201–E207, E225.
    """
    groups = {"stratum": _list(strata), "cluster": _list(cluster)} | {
        f"margin {i}": _list(m) for i, m in enumerate(margins)
    }
    roles = {"answer": item} | {f"{role} {i}": c for role, columns in groups.items() for i, c in enumerate(columns)}
    roles |= {"weight": weight} if weight else {}
    roles |= {"base weight": base_weight} if base_weight else {}
    rows = read_columns(frame, roles)
    keys = [_join_columns(rows, role, len(columns)) for role, columns in groups.items() if columns]
    weights = read_weights(rows, "weight"), read_weights(rows, "base weight")
    value, counts = _value_answers(rows["answer"], item, positive)
    cells = _sum_cells(pl.DataFrame([*keys, *weights, value, counts]))
    is_simple = not keys and cells["weight"].n_unique() == 1
    return Sample(cells, _list_strata(cells, population), is_simple)


def read_design(frame: Any, *, strata: Columns, cluster: Columns, weight: str | None) -> pl.DataFrame:  # noqa: ANN401
    """Return for each row of a frame of any kind its `stratum`, `cluster` (if any) and `weight`. Failures E201–E204."""
    groups = {"stratum": _list(strata), "cluster": _list(cluster)}
    roles = {f"{role} {i}": c for role, columns in groups.items() for i, c in enumerate(columns)}
    rows = read_columns(frame, roles | ({"weight": weight} if weight else {}))
    keys = [_join_columns(rows, role, len(columns)) for role, columns in groups.items() if columns]
    found = pl.DataFrame([*keys, read_weights(rows, "weight")])
    return found if strata else found.with_columns(pl.lit(ALONE).alias("stratum"))


def read_weights(rows: pl.DataFrame, role: str) -> pl.Series:
    """Return the weights under the name of their role, 1 for all where there are none. Failures E203, E204."""
    if role not in rows.columns:
        return pl.repeat(1.0, rows.height, eager=True).alias(role)
    if not rows[role].dtype.is_numeric():
        raise Failure(problem("E204", role))
    weights = rows[role].cast(pl.Float64)
    sound = weights.is_finite() & (weights >= 0)
    if faults := rows.height - int(sound.fill_null(value=False).sum()):
        raise Failure(problem("E203", role, count=faults))
    return weights


def _list(columns: Columns) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns or ())


def _join_columns(rows: pl.DataFrame, role: str, count: int) -> pl.Series:
    """Return the values of a role's columns as one text or number per row; Failure E202 where one is missing."""
    parts = rows.select(f"{role} {i}" for i in range(count))
    if missing := int(parts.select(pl.any_horizontal(pl.all().is_null()).sum()).item()):
        raise Failure(problem("E202", WHERE, count=missing, role=role.partition(" ")[0]))
    return (parts.to_series() if count == 1 else parts.to_struct()).alias(role)


def _value_answers(answers: pl.Series, item: str, positive: object) -> tuple[pl.Series, pl.Series]:
    """Return each answer's value, and whether it counts."""
    is_number = answers.dtype.is_numeric()
    counts = answers.is_not_null()
    if is_number:
        counts &= ~answers.cast(pl.Float64).is_in([float(NO_OPINION), float(NOT_ASKED)])
    counts = counts.fill_null(value=False).alias("n")
    if positive is None:
        if not is_number and answers.dtype not in (pl.Boolean, pl.Null):
            raise Failure(problem("E204", item))
        return answers.cast(pl.Float64).alias("y"), counts
    wanted = set(positive) if isinstance(positive, Collection) and not isinstance(positive, str) else {positive}
    given = answers.drop_nulls().unique().to_list()
    if given and {_kind_of(v) for v in wanted} - {_kind_of(given[0])}:
        raise Failure(problem("E205", item, values=", ".join(map(repr, sorted(wanted, key=repr)))))
    # Compared as Python values, so that 1 is 1.0 where pandas made floats of codes.
    yes = pl.Series([v for v in given if v in wanted], dtype=answers.dtype)
    return answers.is_in(yes.implode()).cast(pl.Float64).alias("y"), counts


def _kind_of(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "truth"
    return "number" if isinstance(value, Number) else "word"


def _sum_cells(rows: pl.DataFrame) -> pl.DataFrame:
    value = pl.when("n").then("y")
    keys = [c for c in rows.columns if c not in {"y", "n"}]
    cells = rows.group_by(keys, maintain_order=True).agg(
        m=pl.len().cast(pl.Float64),
        n=pl.col("n").sum().cast(pl.Float64),
        y=value.sum(),
        yy=(value**2).sum(),
    )
    stratum = [] if "stratum" in keys else [pl.lit(ALONE).alias("stratum")]
    return cells.with_columns(pl.lit(0).alias(DOMAIN), *stratum)


def _list_strata(cells: pl.DataFrame, population: Population) -> pl.DataFrame:
    """Return how many clusters (or responses) each stratum of the sample has, and its population."""
    size = pl.col("cluster").n_unique() if "cluster" in cells.columns else pl.col("m").sum()
    strata = cells.group_by("stratum", maintain_order=True).agg(size.cast(pl.Float64).alias("psus"))
    names = [_plain(s) for s in strata["stratum"]]
    if isinstance(population, Mapping):
        sizes = [population.get(n) for n in names]
    else:
        sizes = [population if names == [ALONE] else None for _ in names]
    if population is not None and None in sizes:
        unknown = [str(n) for n, size_ in zip(names, sizes, strict=True) if size_ is None]
        raise Failure(problem("E206", "population", strata=name_some(unknown)))
    whole = strata.with_columns(pl.Series("population", sizes, dtype=pl.Float64))
    faults = whole.filter((pl.col("psus") > pl.col("population")) | ~pl.col("population").is_finite())
    if faults.height:
        raise Failure(*(_tell_size(*row) for row in faults.head(20).iter_rows()))
    return whole


def _tell_size(stratum: object, sample: float, population: float) -> Problem:
    sizes = {"sample": f"{sample:g}", "population": f"{population:g}"}
    return problem("E207", "population", strata=name_stratum(stratum), **sizes)


def name_stratum(stratum: object) -> str:
    """Return the name of a stratum for readers."""
    value = _plain(stratum)
    return "the sample" if value == ALONE else ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _plain(value: object) -> Hashable:
    """A stratum of several columns is a tuple of their values."""
    return tuple(value.values()) if isinstance(value, dict) else value


def name_some(names: Sequence[str], most: int = 5) -> str:
    """Return the first few names, and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
