"""The protected figures of one report, looked up by domain, item and statistic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from genklang.disclosure.protected import ProtectedTables
from genklang.reporting.outline import Outline
from genklang.reporting.words.evidence import Difference, Share
from genklang.tables.derived import Derived
from genklang.tables.estimate import OWN, Status, Verdict
from genklang.tables.keys import DOMAIN_KEYS

POSITIVE: Final = "share_positive"
NEGATIVE: Final = "share_negative"
NO_OPINION: Final = "no_opinion_share"
RATE: Final = "response_rate"
ANSWERS: Final = "answers"
INDEX: Final = "nki"
AREA: Final = "area_mean"
DISTRIBUTION: Final = "distribution"
DRIVER: Final = "driver:"
EFFECT: Final = "driver_effect"
EXPLAINED: Final = "explained_variance"
WEIGHT: Final = "relative_weight"
MEAN: Final = "mean_score"

PREVIOUS: Final = "previous"
COMPLEMENT: Final = "complement"

STATUSES: Final = {status.value: status for status in Status}
VERDICTS: Final = {verdict.value: verdict for verdict in Verdict}

Key = tuple[str | None, ...]
"""round, organisation, unit, target_group, gender, item, statistic."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Estimates by key, comparisons by key and what they are held against, and the rows that a report hands on."""

    shares: Mapping[Key, Share]
    differences: Mapping[Key, Difference]
    frame: pl.DataFrame
    groups: frozenset[tuple[str | None, ...]]
    """Round, organisation, unit and target group of every domain that has answered."""
    derived: Derived = field(default_factory=Derived)
    """What follows from figures that are told in full."""


def read_figures(tables: ProtectedTables, outline: Outline, derived: Derived) -> Figures:
    """Take from the protected tables, and what is derived from them, what a report on this subject may use."""
    estimates = _choose(tables.estimates, outline)
    comparisons = _choose(pl.concat([tables.comparisons, derived.comparisons]), outline).filter(
        (pl.col("against") != PREVIOUS) | (pl.col("against_label") == (outline.previous or ""))
    )
    # Own figures come last and so stand where both an own and a published one exist.
    ordered = estimates.sort(pl.col("source") == OWN, maintain_order=True)
    answered = ordered.filter(pl.col("statistic") == ANSWERS, pl.col("target_group").is_not_null())
    groups = frozenset(answered.select(DOMAIN_KEYS[:4]).rows())
    handed_on = estimates.filter(pl.col("round").is_in([r for r in (outline.round, outline.previous) if r]))
    shares = _read_shares(pl.concat([ordered, _choose(derived.estimates, outline)]))
    return Figures(shares, _read_differences(comparisons), handed_on, groups, derived)


def _choose(frame: pl.DataFrame, outline: Outline) -> pl.DataFrame:
    """Take what the report is about: a unit and the whole it is part of, or a whole and its units without genders."""
    is_all = {key: pl.col(key).is_null() for key in ("unit", "target_group", "gender")}
    if outline.unit is not None:
        chosen = (pl.col("unit") == outline.unit) | pl.all_horizontal(is_all.values())
    else:
        chosen = is_all["unit"] | is_all["gender"]
    return frame.filter(pl.col("organisation") == outline.organisation, chosen)


def _keys() -> list[pl.Expr]:
    return [*map(pl.col, DOMAIN_KEYS), pl.col("item").fill_null(""), pl.col("statistic")]


def _read_shares(estimates: pl.DataFrame) -> dict[Key, Share]:
    numbers = [pl.col("value", "low", "high").fill_nan(None)]
    rest = [pl.col("numerator", "denominator", "answers"), pl.col("status").fill_null(""), pl.col("source")]
    rows = estimates.select(*numbers, *rest).rows()
    return {
        key: Share(value, k, n, low, high, answers, STATUSES[status], source or OWN)
        for key, (value, low, high, k, n, answers, status, source) in zip(
            estimates.select(*_keys()).rows(), rows, strict=True
        )
    }


def _read_differences(comparisons: pl.DataFrame) -> dict[Key, Difference]:
    side = pl.when(pl.col("against") == COMPLEMENT).then(pl.format("{}:{}", "against", "against_label"))
    keys = comparisons.select(*_keys(), side.otherwise("against").alias("side")).rows()
    numbers = pl.col("value", "other_value", "low", "high", "p_adjusted").fill_nan(None)
    words = pl.col("verdict", "status", "against", "against_label").fill_null("")
    rows = comparisons.select(numbers, pl.col("rung").fill_null(0), words).rows()
    return {
        key: Difference(own, other, low, high, p, rung, VERDICTS[verdict or "tested"], STATUSES[status], against, label)
        for key, (own, other, low, high, p, rung, verdict, status, against, label) in zip(keys, rows, strict=True)
    }
