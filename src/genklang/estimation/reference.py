"""The plain counter: what `reduce` must give, one row at a time in plain Python. Slow, and the truth."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import prod

from genklang.estimation.plan import Counter, Factor, Kind, Plan
from genklang.tables.keys import NO_OPINION

Row = Mapping[str, object]


def count_plainly(rows: Iterable[Row], plan: Plan) -> dict[tuple[object, ...], dict[str, int]]:
    """Return the counters of each cell, by the values of `plan.keys`, from rows shaped like the store's."""
    cells: dict[tuple[object, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(plan.names, 0))
    for row in rows:
        cell = cells[tuple(row[key] for key in plan.keys)]
        for counter in plan.counters:
            cell[counter.name] += _add(counter, row)
    return dict(cells)


def _add(counter: Counter, row: Row) -> int:
    return prod(_read(factor, row) for factor in counter.factors)


def _read(factor: Factor, row: Row) -> int:
    answers = [row[column] for column in factor.columns]
    answer = answers[0]
    has_opinion = isinstance(answer, int) and answer > NO_OPINION
    match factor.kind:
        case Kind.CODE:
            return int(answer in factor.codes)
        case Kind.OPINION | Kind.ALL:
            return int(all(isinstance(a, int) and a > NO_OPINION for a in answers))
        case Kind.VALUE:
            return int(str(answer)) if has_opinion else 0
        case Kind.CHOSEN:
            return int(answer is True)
        case Kind.BLANK:
            return int(answer is None)
        case Kind.ANY:
            return int(any(isinstance(a, int) and a >= NO_OPINION for a in answers))
