"""The use case: before a round, how many answers are needed, or what change so many would show."""

from dataclasses import dataclass

from genklang.estimation.planning import find_answers_needed, find_change_seen


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """How many answers each round needs to show `change`, what `expected` answers show, in points, from a share."""

    before: float
    change: float
    needed: int
    expected: int
    seen: float | None


def plan_answers(*, before: float, change: float, expected: int) -> AnswerPlan:
    """Return what it takes to see a change of `change` points from `before` per cent; `expected` answers each round.

    Seen: in four rounds of five, with a two-sided test at 95 per cent.
    """
    upwards = change if before + change < 100 else -change
    return AnswerPlan(
        before=before,
        change=change,
        needed=find_answers_needed(before=before, change=upwards),
        expected=expected,
        seen=find_change_seen(before=before, answers=expected),
    )
