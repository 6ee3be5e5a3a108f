"""Whatever stops a long job is kept for the people who wait for it, and in the log; it stops nothing else."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from genklang.errors import Failure, Problem, problem

logger = logging.getLogger(__name__)


@contextmanager
def noting(where: str) -> Iterator[list[Problem]]:
    """Run a job's work; the list holds what stopped it, as met at `where`: what we know of, or an error of ours."""
    found: list[Problem] = []
    try:
        yield found
    except Failure as failure:
        found += failure.problems
    except Exception as error:
        logger.exception("A job was stopped.")
        found.append(problem("T107", where, reason=type(error).__name__))
