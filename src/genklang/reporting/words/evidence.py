"""What a claim rests on: a figure as it may be shown, and a difference as it was tested."""

from dataclasses import dataclass
from typing import Final

from genklang.tables.estimate import OWN, Status, Verdict

LIKE: Final = 5.0
"""Points: a difference whose whole interval lies within this is said to be no difference to speak of."""
WITHHELD: Final = frozenset(
    {Status.CONFIDENTIAL, Status.NO_ANSWERS, Status.NOT_ASKED, Status.ENTRY_ERROR},
)


@dataclass(frozen=True, slots=True)
class Share:
    """A protected figure (per cent, or index points) with as much of its base as may be told."""

    value: float | None
    k: int | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    answers: int | None = None
    status: Status = Status.SHOWN
    source: str = OWN
    definition: str = ""

    @property
    def is_told(self) -> bool:
        """Whether any value, exact or a bound, may be told."""
        return self.value is not None and self.status not in WITHHELD

    @property
    def is_exact(self) -> bool:
        """Whether the value itself may be told, not a bound and not on a base of 5–9."""
        return self.value is not None and self.status in {Status.SHOWN, Status.PUBLISHED}

    @property
    def is_sound(self) -> bool:
        """Whether the counts fit together: 0 ≤ k ≤ n, and the interval holds the value."""
        counts = self.k is None or (self.n is not None and 0 <= self.k <= self.n)
        ends = self.value is None or ((self.low or 0) - 1e-6 <= self.value <= (self.high or 1e9) + 1e-6)
        return counts and ends


MISSING: Final = Share(None, status=Status.CONFIDENTIAL)


@dataclass(frozen=True, slots=True)
class Difference:
    """Own minus other, in points, with its interval (of the process kind), its rung and how it was made."""

    own: float | None
    other: float | None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    rung: int = 0
    verdict: Verdict = Verdict.TESTED
    status: Status = Status.SHOWN
    against: str = ""
    label: str = ""
    margin: float = LIKE
    """What is called like lies within this on both sides, in the unit of the figures."""

    @property
    def is_tested(self) -> bool:
        """Whether words of the ladder may be used: tested or held against a fixed figure, and not withheld."""
        return self.rung in range(1, 5) and self.verdict is not Verdict.UNTESTED and self.own is not None

    @property
    def is_certain(self) -> bool:
        """Whether it is more than chance: rung 1 or 2."""
        return self.is_tested and self.rung in {1, 2}

    @property
    def is_up(self) -> bool:
        """Whether the own figure is the higher one."""
        return self.own is not None and self.other is not None and self.own > self.other

    @property
    def is_like(self) -> bool:
        """Whether the whole interval lies within the margin: ±5 points, or as much of a scale of scores."""
        return self.low is not None and self.high is not None and -self.margin < self.low <= self.high < self.margin


NO_DIFFERENCE: Final = Difference(None, None, status=Status.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a claim was made from: figures, a test, the rounds compared, whom with, what was recorded."""

    figures: tuple[Share, ...] = ()
    differences: tuple[Difference, ...] = ()
    definition: str = ""
    rounds: tuple[str, ...] = ()
    comparison: str = ""
    record: str = ""
