"""What became of the cases of a round, by AAPOR's classes."""

from enum import StrEnum
from typing import Final

import polars as pl


class Disposition(StrEnum):
    """The outcome of a case, as AAPOR's Standard Definitions (10th edition, 2023) name it."""

    COMPLETE = "I"
    """The questionnaire was answered."""
    PARTIAL = "P"
    """It was answered in part."""
    REFUSAL = "R"
    """Refused, or broke off too early to count as partial."""
    NON_CONTACT = "NC"
    """Eligible, and never reached."""
    OTHER = "O"
    """Eligible and reached, yet no answer: ill, a language that was not offered …"""
    UNKNOWN_HOUSEHOLD = "UH"
    """Not known to exist: no such address, never known to have been delivered."""
    UNKNOWN_OTHER = "UO"
    """Not known to be eligible for another reason."""
    NOT_ELIGIBLE = "NE"
    """Turned out not to belong to those who should be asked."""


DISPOSITION_SCHEMA: Final = {
    "round": pl.String,
    "organisation": pl.String,
    "unit": pl.String,
    "target_group": pl.String,
    "gender": pl.String,
    "disposition": pl.String,
    "cases": pl.Int64,
}
"""How many cases ended how. `gender` is null where it was not recorded."""
