"""What is known of a round beside its answers: how it was done, and what people have recorded about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was done, recorded by a person. Never told as the cause of a figure."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a named person, or a comment cleared for publication (no name then)."""

    text: str
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """One organisation's record of a round.

    `in_strata`: answers name two strata or more that they were drawn within. `is_weighted`: some weigh more.
    """

    round: str
    period: str
    organisation: str
    channels: tuple[str, ...]
    target_groups: tuple[str, ...]
    items: tuple[str, ...]
    actions: tuple[Action, ...] = ()
    quotes: tuple[Quote, ...] = ()
    in_strata: bool = False
    is_weighted: bool = False
