"""The protected figures of one report, looked up by domain, item and statistic."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any, Final

import polars as pl

from genklang.disclosure.protected import ProtectedTables
from genklang.reporting.outline import Outline
from genklang.reporting.words.evidence import Difference, Share
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

PREVIOUS: Final = "previous"
COMPLEMENT: Final = "complement"

Key = tuple[str | None, ...]
"""round, organisation, unit, target_group, gender, item, statistic."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Estimates by key and comparisons by key and what they are held against, with the frame they came from."""

    shares: Mapping[Key, Share]
    differences: Mapping[Key, Difference]
    frame: pl.DataFrame


def read_figures(tables: ProtectedTables, outline: Outline) -> Figures:
    """Take from the protected tables what a report on this organisation (and unit) may use."""
    estimates = _choose(tables.estimates, outline)
    comparisons = _choose(tables.comparisons, outline).filter(
        (pl.col("against") != PREVIOUS) | (pl.col("against_label") == (outline.previous or ""))
    )
    return Figures(
        # Own figures come last and so stand where both an own and a published one exist.
        shares={_key(row): _read_share(row) for row in _own_last(estimates).iter_rows(named=True)},
        differences={
            (*_key(row), name_side(row["against"], row["against_label"])): _read_difference(row)
            for row in comparisons.iter_rows(named=True)
        },
        frame=estimates,
    )


def _choose(frame: pl.DataFrame, outline: Outline) -> pl.DataFrame:
    own = pl.col("organisation") == outline.organisation
    if outline.unit is not None:
        own &= pl.col("unit").is_null() | (pl.col("unit") == outline.unit)
    return frame.filter(own)


def _own_last(estimates: pl.DataFrame) -> pl.DataFrame:
    return estimates.sort(pl.col("source") == OWN, maintain_order=True)


def _key(row: Mapping[str, Any]) -> Key:
    return (*(row[key] for key in DOMAIN_KEYS), row["item"] or "", row["statistic"])


def _read_share(row: Mapping[str, Any]) -> Share:
    return Share(
        value=_known(row["value"]),
        k=row["numerator"],
        n=row["denominator"],
        low=_known(row["low"]),
        high=_known(row["high"]),
        answers=row["answers"],
        status=Status(row["status"] or ""),
        source=row["source"] or OWN,
    )


def _read_difference(row: Mapping[str, Any]) -> Difference:
    return Difference(
        own=_known(row["value"]),
        other=_known(row["other_value"]),
        low=_known(row["low"]),
        high=_known(row["high"]),
        p=row["p_adjusted"],
        rung=row["rung"] or 0,
        verdict=Verdict(row["verdict"] or Verdict.TESTED),
        status=Status(row["status"] or ""),
        against=row["against"],
        label=row["against_label"] or "",
    )


def name_side(against: str, label: str | None) -> str:
    """Return what a comparison is looked up by: a complement is named with its axis (`complement:unit`)."""
    return f"{COMPLEMENT}:{label}" if against == COMPLEMENT else against


def _known(value: float | None) -> float | None:
    return None if value is None or isnan(value) else value
