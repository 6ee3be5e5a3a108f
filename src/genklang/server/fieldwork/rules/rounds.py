"""What a round's state permits, and what a change that is not possible is refused with."""

from collections.abc import Sequence
from typing import Final

from genklang.errors import Problem
from genklang.server.fieldwork.models import Round, State

RUNNING: Final = (State.PLANNED, State.OPEN)


class Refusal(Exception):
    """A change that is not possible. `key` and `values` name the sentence of `staff/rounds_refused`.

    `problems`: what is wrong, which the sentence has as its `reason`.
    """

    def __init__(self, key: str, *, problems: Sequence[Problem] = (), **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.problems = problems
        self.values = values


def is_planned(round_: Round) -> bool:
    """Return whether everything about a round may still change."""
    return round_.state == State.PLANNED


def is_running(round_: Round) -> bool:
    """Return whether a round is planned or open: things may be added to it."""
    return round_.state in RUNNING


def require_planned(round_: Round) -> None:
    """Refuse what only a planned round allows: what people are asked must be the same for all."""
    if not is_planned(round_):
        raise Refusal("only_planned")


def require_running(round_: Round) -> None:
    """Refuse what a closed round does not allow."""
    if not is_running(round_):
        raise Refusal("only_running")
