"""A share or a mean of a sample as it was drawn, with its error, interval and design effect."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from genklang.errors import Problem, problem
from genklang.estimation.calibrate import fit_margins
from genklang.estimation.design import count_degrees, limit_mean, limit_share, linearise
from genklang.estimation.interval import TINY, divide, hypergeometric, wilson
from genklang.estimation.sample import DOMAIN, Sample, name_stratum


@dataclass(frozen=True, slots=True)
class SurveyEstimate:
    """A figure of a sample. Shares and what goes with them are per cent; None: not to be had, and `problems` say why.

    `answers` are the answers that count, `effective` as many answers of equal weight (Kish), `degrees` the degrees of
    freedom of the error. `design_effect`: its variance over that of as many answers drawn one by one.
    """

    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    design_effect: float | None
    answers: int
    effective: float
    degrees: int
    problems: tuple[Problem, ...] = ()

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """The limits of the 95 % interval."""
        return self.low, self.high


def estimate_sample(sample: Sample, *, item: str, is_share: bool) -> SurveyEstimate:
    """Return the share (per cent) or mean of a sample with what is known of its uncertainty (see `linearise`).

    The interval of a share: exact hypergeometric for a simple sample of a known population, Wilson for a simple one,
    else Wilson on the effective number of answers. Of a mean: Student's t.
    """
    found = linearise(_add_fit(sample), sample.strata, by=[DOMAIN])
    row = found.row(0, named=True)
    answers, degrees = int(row["n"]), int(count_degrees(found)[0])
    if row["mean"] is None:
        why = problem("E209" if answers else "E208", item)
        return SurveyEstimate(None, None, None, None, None, answers, 0.0, 0, (why,))
    low, high = _limits(sample, found, is_share=is_share)
    error = float(np.sqrt(row["variance"])) if degrees > 0 or row["census"] else None
    unit = 100.0 if is_share else 1.0
    return SurveyEstimate(
        value=unit * row["mean"],
        standard_error=None if error is None else unit * error,
        low=_or_none(unit * low),
        high=_or_none(unit * high),
        design_effect=None if error is None else _effect(row),
        answers=answers,
        effective=row["weight"] ** 2 / row["square"],
        degrees=max(degrees, 0),
        problems=_tell(sample, row, degrees, item=item, is_share=is_share),
    )


def _add_fit(sample: Sample) -> pl.DataFrame:
    """Add what the margins of the weights explain of the residuals, where weights are calibrated."""
    cells = sample.cells
    margins = [c for c in cells.columns if c.startswith("margin ")]
    if not margins:
        return cells
    weight, y, n = (cells[c].to_numpy() for c in ("weight", "y", "n"))
    mean = float((weight * y).sum()) / max(float((weight * n).sum()), TINY)
    everyone = cells["m"].to_numpy()
    residual = np.nan_to_num(divide(y - mean * n, everyone))
    places = [cells[m].rank("dense").cast(pl.Int64).to_numpy() - 1 for m in margins]
    return cells.with_columns(fit=fit_margins(residual, cells["base weight"].to_numpy() * everyone, places))


def _limits(sample: Sample, found: pl.DataFrame, *, is_share: bool) -> tuple[float, float]:
    mean = found["mean"].to_numpy()
    if not is_share:
        low, high = limit_mean(mean, found)
        return float(low[0]), float(high[0])
    if not sample.is_simple:
        low, high = limit_share(mean, found)
        return float(low[0]), float(high[0])
    return interval_of_counts(
        round(sample.cells["y"].sum()), round(sample.cells["n"].sum()), sample.strata["population"][0]
    )


def interval_of_counts(k: int, n: int, population: float | None) -> tuple[float, float]:
    """Return the 95 % interval (0–1) of k of n: exact where the population is known, and holding k / n; else Wilson."""
    if population is None:
        low, high = wilson(k, n)
        return float(low), float(high)
    low, high = hypergeometric(k, n, int(population))
    return min(float(low), k / n), max(float(high), k / n)


def _tell(sample: Sample, row: dict[str, float], degrees: int, *, item: str, is_share: bool) -> tuple[Problem, ...]:
    """Return what a reader must know of the uncertainty."""
    if row["census"]:
        return ()
    kind = "cluster" if "cluster" in sample.cells.columns else "answer"
    if degrees < 1:
        return (problem("E211", item, kind=kind),)
    told = []
    if row["lonely"]:
        lonely = sample.strata.filter(pl.col("psus") == 1)["stratum"][0]
        told.append(problem("E210", item, count=row["lonely"], kind=kind, strata=name_stratum(lonely)))
    if row["variance"] == 0:
        told.append(problem("E212", item, kind=kind) if is_share else problem("E216", item))
    return tuple(told)


def _effect(row: dict[str, float]) -> float | None:
    """Return the design effect; None where as many drawn one by one would have no variance either."""
    return row["variance"] / row["simple"] if row["simple"] else None


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
