"""PLS path models for analysts: which areas go with the index, with weights as in ACSI, from a frame of any kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.estimation.moments import Moments, moments_of_rows
from genklang.estimation.pls import Flags, Matrix, find_loop, fit_paths, place_arrows
from genklang.estimation.sample import read_columns
from genklang.tables.keys import NO_OPINION, NOT_ASKED


@dataclass(frozen=True, slots=True)
class PathModel:
    """A fitted model. By item: outer weights and loadings; by block: R² (of those pointed at) and index 0–100
    (None: some of its items run against the others, so it would be no mean of them).

    `paths`: (from, to) → standardised effect. `effects`: (from, to) → direct and indirect effect together, in index
    points of the one per index point of the other. `answers`: rows with an answer to every item. `problems`: what makes
    figures doubtful.
    """

    paths: Mapping[tuple[str, str], float]
    effects: Mapping[tuple[str, str], float]
    outer_weights: Mapping[str, float]
    loadings: Mapping[str, float]
    r_squared: Mapping[str, float]
    index: Mapping[str, float | None]
    answers: int
    rounds: int
    problems: tuple[Problem, ...] = ()


def pls(
    frame: Any,  # noqa: ANN401 — a frame of any kind
    blocks: Mapping[str, Sequence[str]],
    paths: Sequence[tuple[str, str]],
    scheme: str = "path",
    *,
    scale: tuple[float, float] = (1, 10),
) -> PathModel:
    """Return a PLS path model of reflective blocks, fitted to the rows with an answer to every item.

    `blocks`: name → its items (columns of numbers; blank, −1 and −2 are no answer). `paths`: (from, to), without loops.
    `scheme`: path, factorial or centroid. `scale`: the ends of the items' scale, which the index 0–100 is counted
    between. The weights of the index are ACSI's (Fornell et al. 1996): outer weights over the items' standard
    deviations, adding up to one. Effects are co-variation, never cause. Failures: E201, E204, E225, E230–E235, E237.
    """
    arrows = _check_model(blocks, paths)
    names, items = list(blocks), [item for listed in blocks.values() for item in listed]
    values = _read_values(frame, items, scale)
    moments = moments_of_rows(values)
    _check_spread(moments, items)
    member = np.array([[item in listed for listed in blocks.values()] for item in items])
    fit = fit_paths(moments.covariance, member, arrows, scheme)
    low, high = scale
    index = member.T @ (fit.share * (moments.mean - low) / (high - low) * 100)
    is_mean = member.T @ (fit.share < 0) == 0
    against = [items[i] for i in np.flatnonzero(fit.weights < 0)]
    return PathModel(
        paths=_name_pairs(names, fit.paths, arrows),
        effects=_name_pairs(names, fit.effects, np.abs(fit.effects) > 0),
        outer_weights=dict(zip(items, fit.weights.tolist(), strict=True)),
        loadings=dict(zip(items, fit.loadings.tolist(), strict=True)),
        r_squared={name: r for name, r in zip(names, fit.r_squared.tolist(), strict=True) if not np.isnan(r)},
        index={name: float(v) if sound else None for name, v, sound in zip(names, index, is_mean, strict=True)},
        answers=int(moments.n),
        rounds=fit.rounds,
        problems=(problem("E236", "blocks", items=", ".join(against)),) if against else (),
    )


def _name_pairs(names: Sequence[str], values: Matrix, where: Flags) -> dict[tuple[str, str], float]:
    return {(names[a], names[b]): float(values[a, b]) for a, b in zip(*np.nonzero(where), strict=True)}


def _check_model(blocks: Mapping[str, Sequence[str]], paths: Sequence[tuple[str, str]]) -> Flags:
    items = [item for listed in blocks.values() for item in listed]
    if empty := [name for name, listed in blocks.items() if not listed or isinstance(listed, str)]:
        raise Failure(problem("E231", "blocks", what=f"{', '.join(empty)} lists no items"))
    if twice := sorted({i for i in items if items.count(i) > 1}):
        raise Failure(problem("E231", "blocks", what=f"{', '.join(twice)} stands in them twice"))
    if strange := sorted({name for pair in paths for name in pair} - set(blocks)):
        raise Failure(problem("E231", "paths", what=f"there is no block {', '.join(strange)}"))
    if alone := [name for name in blocks if not any(name in pair for pair in paths)]:
        raise Failure(problem("E231", "paths", what=f"no path leads to or from {', '.join(alone)}"))
    arrows = place_arrows(list(blocks), paths)
    if find_loop(arrows):
        raise Failure(problem("E231", "paths", what="they lead back to where they began"))
    return arrows


def _read_values(frame: Any, items: Sequence[str], scale: tuple[float, float]) -> Matrix:  # noqa: ANN401 — a frame of any kind
    rows = read_columns(frame, {item: item for item in items})
    if words := [name for name, kind in rows.schema.items() if not kind.is_numeric()]:
        raise Failure(*(problem("E204", name) for name in words))
    numbers = rows.select(pl.all().cast(pl.Float64).replace([NO_OPINION, NOT_ASKED], None))
    low, high = scale
    outside = numbers.select(pl.all().is_between(low, high).not_().any()).row(0, named=True)
    if strange := [name for name, is_outside in outside.items() if is_outside]:
        raise Failure(*(problem("E235", name, low=f"{low:g}", high=f"{high:g}") for name in strange))
    return numbers.fill_null(np.nan).to_numpy()


def _check_spread(moments: Moments, items: Sequence[str]) -> None:
    if moments.n <= len(items):
        raise Failure(problem("E233", "frame", count=int(moments.n), items=len(items)))
    if constant := [item for item, v in zip(items, np.diag(moments.covariance), strict=True) if v <= 0]:
        raise Failure(*(problem("E232", item) for item in constant))
