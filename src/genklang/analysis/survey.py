"""Shares, means and intervals for analysts, from counts or from a frame of any kind that narwhals reads."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any

from genklang.errors import Failure, problem
from genklang.estimation.interval import newcombe
from genklang.estimation.sample import Columns, Population, read_sample
from genklang.estimation.survey import SurveyEstimate, estimate_sample, interval_of_counts

Counts = tuple[int, int]
"""Positive answers, and all answers that count."""


def interval_share(k: int, n: int, population: int | None = None) -> tuple[float, float]:
    """Return the 95 % interval of the share k / n, between 0 and 1.

    With `population` (how many were offered): what all of them think, exact hypergeometric, widened where needed to
    hold k / n itself. Without: the process behind the answers, Wilson (1927). Failures: E213–E215.

    >>> [round(end, 3) for end in interval_share(43, 48, population=90)]
    [0.811, 0.944]
    """
    k, n = _check((k, n), "k, n")
    if population is not None and (not _is_whole(population) or population < n):
        raise Failure(problem("E215", "population", sample=n, population=population))
    return interval_of_counts(k, n, population)


def interval_difference(own: Counts, other: Counts) -> tuple[float, float]:
    """Return the 95 % interval of the share of `own` less that of `other`, each (k, n), between −1 and 1.

    Newcombe's hybrid of two Wilson intervals (1998, method 10); the two must not overlap. Failures: E213, E214.

    >>> [round(end, 3) for end in interval_difference((90, 100), (83, 100))]
    [-0.026, 0.165]
    """
    low, high = newcombe(_check(own, "own"), _check(other, "other"))
    return float(low), float(high)


def _check(counts: Counts, where: str) -> Counts:
    if not isinstance(counts, tuple | list) or len(counts) != 2 or not all(map(_is_whole, counts)):
        raise Failure(problem("E213", where, counts=counts))
    k, n = counts
    if not 0 <= k <= n:
        raise Failure(problem("E213", where, counts=f"{k} of {n}"))
    if n == 0:
        raise Failure(problem("E214", where))
    return int(k), int(n)


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def estimate_share(  # noqa: PLR0917 — the order is a promise to notebooks
    frame: Any,  # noqa: ANN401 — a frame of any kind
    item: str,
    positive: object,
    strata: Columns = None,
    cluster: Columns = None,
    weight: str | None = None,
    population: Population = None,
    *,
    margins: Sequence[Columns] = (),
    base_weight: str | None = None,
) -> SurveyEstimate:
    """Return the share with a positive answer, with standard error, interval and design effect, in per cent.

    One row of `frame` per response. `positive`: the value, or the values, of the column `item` that count as positive.
    Blanks, −1 (no opinion) and −2 (not asked) are in the sample but not in the base. `strata`, `cluster`: a column or
    several; a cluster stands in one stratum (same name in two strata: two clusters). Several cases per respondent are
    clusters. `weight`: a column. `population`: how many the sample was drawn from (clusters, where there are any), as a
    number or a mapping stratum → number. `margins`: the columns that the weights were post-stratified or raked to
    (each a column, or several crossed), and `base_weight` the column of weights before that, by default all alike.

    The variance is linearised and agrees with R's survey (strata with a single cluster: centred at the mean of all).
    The interval is exact for a plain sample of a known population, Wilson's for a plain one, else Wilson's on the
    effective number of answers with the design's degrees of freedom (Korn and Graubard 1998). What cannot be had is
    None, and `problems` says why. Failures: E201–E207, E225.
    """
    sample = read_sample(
        frame,
        item,
        positive=positive,
        strata=strata,
        cluster=cluster,
        weight=weight,
        population=population,
        margins=margins,
        base_weight=base_weight,
    )
    return estimate_sample(sample, item=item, is_share=True)


def estimate_mean(  # noqa: PLR0917 — the order is a promise to notebooks
    frame: Any,  # noqa: ANN401 — a frame of any kind
    item: str,
    strata: Columns = None,
    cluster: Columns = None,
    weight: str | None = None,
    population: Population = None,
    *,
    margins: Sequence[Columns] = (),
    base_weight: str | None = None,
) -> SurveyEstimate:
    """Return the mean of a column of numbers, with standard error, interval (Student's t) and design effect.

    In the unit of the column. All else is as in `estimate_share`: blanks, −1 and −2 do not count.
    """
    sample = read_sample(
        frame,
        item,
        strata=strata,
        cluster=cluster,
        weight=weight,
        population=population,
        margins=margins,
        base_weight=base_weight,
    )
    return estimate_sample(sample, item=item, is_share=False)
