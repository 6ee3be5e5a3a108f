"""The edge of a long job: whatever stops it is kept for the people who wait for it, and in the log."""

import logging
from dataclasses import dataclass, field
from types import TracebackType

from genklang.errors import Failure, Problem, problem

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Noting:
    """Runs a job's work as `with Noting(where) as problems:`; the list then holds what stopped it, if anything did."""

    where: str
    problems: list[Problem] = field(default_factory=list)

    def __enter__(self) -> list[Problem]:
        """Return the list, empty as yet."""
        return self.problems

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Note what stopped the work, problems that we know of or an error of ours; an order to end goes on."""
        if isinstance(error, Failure):
            self.problems += error.problems
        elif isinstance(error, Exception):
            logger.error("A job was stopped.", exc_info=error)
            self.problems.append(problem("T107", self.where, reason=type(error).__name__))
        return isinstance(error, Exception)
