"""Which reports are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """None: all organisations, the latest round, the round before it; no benchmark named: all there are.

    `like`: organisations that others are held against the mean of.

    `genre`: how the news text begins: municipal, institution or national. A unit's is always an institution's.
    """

    organisation: str | None = None
    unit: str | None = None
    all_units: bool = False
    round: str | None = None
    previous: str | None = None
    language: str = "sv"
    formats: Sequence[str] = ("html", "pdf")
    benchmarks: Sequence[str] = ()
    like: Sequence[str] = ()
    genre: str = "municipal"
    policy: Path | None = None
