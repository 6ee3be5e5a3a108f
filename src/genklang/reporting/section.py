"""A section of a report as a part: found by its file, ordered by its number."""

from collections.abc import Callable
from dataclasses import dataclass

from genklang.reporting.context import Context
from genklang.reporting.model import SectionText


@dataclass(frozen=True, slots=True)
class Section:
    """One idea of a report: whether it applies, and the writing of it. Lower `order` stands first."""

    order: int
    name: str
    applies: Callable[[Context], bool]
    write: Callable[[Context], SectionText]
