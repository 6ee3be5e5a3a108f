"""What a statistic is, and how one is found: each lives in a file of its own under `statistics/`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

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


def evaluate(part: Statistic, sums: DomainSums, interval: Interval) -> Sequence[Figures]:
    """Return the figures of a statistic, those of each domain by how its own sample was drawn."""
    if sums.drawn is None:
        return part.evaluate(sums, interval)
    plain, is_drawn = replace(sums, drawn=None), sums.drawn.applies
    if not is_drawn.any():
        return part.evaluate(plain, interval)
    drawn = part.evaluate(sums, interval)
    if is_drawn.all():
        return drawn
    return [_join(*pair, is_drawn) for pair in zip(part.evaluate(plain, interval), drawn, strict=True)]


def _join(plain: Figures, drawn: Figures, is_drawn: NDArray[np.bool_]) -> Figures:
    """Return the figures of domains drawn one by one with the limits of those that were drawn by design."""
    kind = plain.interval
    if plain.interval is not None and drawn.interval is not None:
        kind = np.where(is_drawn, _tell(drawn.interval), _tell(plain.interval))
    keep = plain.keep
    if plain.keep is not None and drawn.keep is not None:
        keep = np.where(is_drawn, drawn.keep, plain.keep)
    return replace(
        plain,
        keep=keep,
        low=np.where(is_drawn, drawn.low, plain.low),
        high=np.where(is_drawn, drawn.high, plain.high),
        interval=kind,
        is_counted=np.where(is_drawn, drawn.is_counted, plain.is_counted),
        spread=drawn.spread and drawn.spread.only(is_drawn),
        unit=drawn.unit,
    )


def _tell(interval: Interval | NDArray[np.str_]) -> str | NDArray[np.str_]:
    return interval.value if isinstance(interval, Interval) else interval
