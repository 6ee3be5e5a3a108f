"""What a statistic is, and how one is found: each lives in a file of its own under `statistics/`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from genklang.errors import Failure, problem
from genklang.estimation.measure import DomainSums, Figures
from genklang.registry import parts
from genklang.tables.estimate import Interval

Evaluate = Callable[[DomainSums, Interval], Sequence[Figures]]


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic: how it is computed, and what a reader of the handbook must know of it.

    `words` keys its name in the languages of reports. `cells` says which counters it needs, `formula` and
    `variance` how it is made from them. `interval` is what its interval is about unless asked otherwise.
    """

    name: str
    words: str
    cells: str
    formula: str
    variance: str
    interval: Interval
    evaluate: Evaluate


def all_statistics() -> dict[str, Statistic]:
    """Return every statistic by its name."""
    return {s.name: s for s in parts("genklang.estimation.statistics", Statistic).values()}


def find_statistic(name: str) -> Statistic:
    """Return the statistic of this name; E103 where there is none."""
    known = all_statistics()
    if name not in known:
        raise Failure(problem("E103", name, names=", ".join(known)))
    return known[name]
