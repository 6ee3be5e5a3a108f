"""What a report is to be about: whom, when, held against what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Where the figures come from."""

    OWN = "own"
    """Computed from answers: bases and intervals are known."""
    PUBLISHED = "published"
    """Imported as published: no counts, no intervals, no tests."""


class Genre(StrEnum):
    """What the news text is."""

    MUNICIPAL = "municipal"
    INSTITUTION = "institution"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Outline:
    """The subject of one report. Names are as they are printed; where one is empty, the code stands for it.

    `previous` is the round compared with, `target_group` the group or declared total that the main figures are
    about (None: all respondents, or the first declared total where there is no figure for all). `benchmarks` are
    the values of `against` that are wanted beside the round before and the complement, the first one drawn in the
    charts; `benchmark_names` completes "higher than …" for them. `sections`: by name, empty for all that apply.
    """

    organisation: str
    round: str
    organisation_name: str = ""
    unit: str | None = None
    previous: str | None = None
    target_group: str | None = None
    kind: Kind = Kind.OWN
    genre: Genre = Genre.MUNICIPAL
    survey: str = ""
    benchmarks: tuple[str, ...] = ("national_mean", "national_pooled")
    benchmark_names: Mapping[str, str] = field(default_factory=dict)
    unit_names: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The organisation as it is printed."""
        return self.organisation_name or self.organisation

    @property
    def unit_name(self) -> str:
        """The unit as it is printed; empty for a report on the whole organisation."""
        return self.name_unit(self.unit) if self.unit else ""

    def name_unit(self, code: str) -> str:
        """Return a unit's name as it is printed."""
        return self.unit_names.get(code, code)
