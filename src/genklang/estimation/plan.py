"""What is to be counted: the keys of a cell and a counter for everything that estimates are made from."""

from dataclasses import dataclass
from enum import Enum, auto
from itertools import combinations, combinations_with_replacement, pairwise

from genklang.instrument.item_type import stored_items
from genklang.instrument.model import Instrument, Item, PublishedInstrument
from genklang.tables.keys import NO_OPINION, STORE_KEYS, choice_column

RESPONSES = "responses"
"""Counter of all rows."""
ANSWERED = "answered"
"""Counter of responses with an answer (no opinion is one) to at least one item."""


class Kind(Enum):
    """What a factor of a counter looks at in a row."""

    CODE = auto()
    """1 where the answer is one of `codes`."""
    OPINION = auto()
    """1 where the answer is a category or a number, not no opinion, blank or not asked."""
    VALUE = auto()
    """The answer itself where it is one with an opinion, else 0."""
    CHOSEN = auto()
    """1 where a category of a multiple-choice item was chosen."""
    BLANK = auto()
    """1 where the item was left blank."""
    ANY = auto()
    """1 where at least one of the columns holds an answer, no opinion included."""
    ALL = auto()
    """1 where every one of the columns holds an answer with an opinion."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A whole number read from each row's `columns`."""

    kind: Kind
    columns: tuple[str, ...]
    codes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counter:
    """The sum over rows of the product of its factors; without factors it is the number of rows."""

    name: str
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Cells by `keys`, in each the `counters`, for the answers to `instrument`."""

    keys: tuple[str, ...]
    counters: tuple[Counter, ...]
    instrument: Instrument

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the counters, in order."""
        return tuple(c.name for c in self.counters)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read beside the keys, in order."""
        used = (column for c in self.counters for f in c.factors for column in f.columns)
        return tuple(dict.fromkeys(used))


def plan_for(published: PublishedInstrument, *, pairs: bool = True) -> Plan:
    """Return the plan that serves every statistic on the instrument.

    `pairs` adds the sums over pairs of items that standard errors of the index and of quality-area means need, and
    those over complete answers that drivers need.
    """
    items = stored_items(published.instrument)
    counters = [Counter(RESPONSES), Counter(ANSWERED, (Factor(Kind.ANY, tuple(i.code for i in items)),))]
    for item in items:
        counters += _count_item(item)
    if pairs:
        for left, right in index_pairs(published.instrument):
            counters += _count_pair(left, right, by_score=True)
        for left, right in area_pairs(published.instrument):
            counters += _count_pair(left, right, by_score=False)
        for left, right in score_pairs(published.instrument):
            counters += _count_pair(left, right, by_score=True)
        counters += _count_complete(published.instrument)
    return Plan(STORE_KEYS, tuple(counters), published.instrument)


def count_of(item: str, code: int) -> str:
    """Return the name of the counter of one answer code of an item."""
    return f"{item}={code}"


def blank_of(item: str) -> str:
    """Return the name of the counter of blanks on an item."""
    return f"{item}=blank"


def opinions_of(item: str) -> str:
    """Return the name of the counter of numbers given, or of responses with at least one choice made."""
    return f"{item}=opinion"


def sum_of(item: str) -> str:
    """Return the name of the sum of the numbers given on an item."""
    return f"{item}+"


def squares_of(item: str) -> str:
    """Return the name of the sum of the squared numbers given on an item."""
    return f"{item}+²"


def pair_names(left: str, right: str, *, by_score: bool) -> tuple[str, str, str, str]:
    """Return the names of the sums over those with an opinion on both items: 1, left, right, left × right."""
    stem = f"{left}×{right}" + ("" if by_score else " positive")
    return f"{stem}:n", f"{stem}:left", f"{stem}:right", f"{stem}:product"


def index_items(instrument: Instrument) -> tuple[Item, ...]:
    """Return the items of the index (NKI), in order."""
    return tuple(i for i in instrument.items if i.index)


def area_items(instrument: Instrument, area: str) -> tuple[Item, ...]:
    """Return the items of a quality area that have positive categories, in order."""
    return tuple(i for i in instrument.items if i.area == area and i.positive)


def index_pairs(instrument: Instrument) -> list[tuple[Item, Item]]:
    """Return each pair of index items once."""
    return list(combinations(index_items(instrument), 2))


def area_pairs(instrument: Instrument) -> list[tuple[Item, Item]]:
    """Return each pair of items of one quality area once."""
    return [pair for area in instrument.areas for pair in combinations(area_items(instrument, area), 2)]


def scored_items(instrument: Instrument, area: str) -> tuple[Item, ...]:
    """Return the items of a quality area whose scores go by equal steps, in order."""
    return tuple(i for i in instrument.items if i.area == area and not i.index and is_measured(i))


def score_pairs(instrument: Instrument) -> list[tuple[Item, Item]]:
    """Return each pair of scored items of one quality area once."""
    return [pair for area in instrument.areas for pair in combinations(scored_items(instrument, area), 2)]


def complete_name(*items: str) -> str:
    """Return the name of the sum over complete answers (`driver_items`) of 1, an item's code or two codes' product."""
    return f"complete:{'×'.join(items)}"


def driver_outcomes(instrument: Instrument) -> tuple[Item, ...]:
    """Return what drivers are drivers of: the items of the index, or else the one about satisfaction in all."""
    return index_items(instrument) or tuple(i for i in instrument.items if i.overall and is_measured(i))[:1]


def driver_items(instrument: Instrument) -> tuple[Item, ...]:
    """Return the outcomes and then what may drive them: items that all are asked, with scores an equal step apart."""
    outcomes = driver_outcomes(instrument)
    others = (i for i in instrument.items if not i.overall and not i.index and is_measured(i))
    predictors = tuple(i for i in others if not i.background and not i.asked_if and not i.target_groups)
    return (*outcomes, *predictors) if outcomes and len(predictors) > 1 else ()


def is_measured(item: Item) -> bool:
    """Whether an item's scores go by equal steps with its codes, so that sums of codes serve as sums of scores."""
    known = [(c.score, c.code) for c in item.substantive if c.score is not None]
    if len(known) < max(len(item.substantive), 2) or item.type == "multiple_choice":
        return False
    steps = {(b[0] - a[0]) / (b[1] - a[1]) for a, b in pairwise(known)}
    return len(steps) == 1 and steps != {0.0}


def _count_complete(instrument: Instrument) -> list[Counter]:
    codes = [i.code for i in driver_items(instrument)]
    if not codes:
        return []
    whole = Factor(Kind.ALL, tuple(codes))
    values = {code: Factor(Kind.VALUE, (code,)) for code in codes}
    sums = [Counter(complete_name(c), (values[c], whole)) for c in codes]
    products = [
        Counter(complete_name(a, b), (values[a], values[b], whole)) for a, b in combinations_with_replacement(codes, 2)
    ]
    return [Counter(complete_name(), (whole,)), *sums, *products]


def _count_item(item: Item) -> list[Counter]:
    """Return the counters of one item. Those who were not asked are the rest of the responses."""
    column = (item.code,)
    opinion = Factor(Kind.OPINION, column)
    outside = [
        Counter(count_of(item.code, NO_OPINION), (Factor(Kind.CODE, column, (NO_OPINION,)),)),
        Counter(blank_of(item.code), (Factor(Kind.BLANK, column),)),
    ]
    if item.type == "number":
        value = Factor(Kind.VALUE, column)
        sums = [Counter(sum_of(item.code), (value,)), Counter(squares_of(item.code), (value, value))]
        return [Counter(opinions_of(item.code), (opinion,)), *sums, *outside]
    if item.type == "multiple_choice":
        chosen = [
            Counter(count_of(item.code, c.code), (Factor(Kind.CHOSEN, (choice_column(item.code, c.code),)),))
            for c in item.substantive
        ]
        return [Counter(opinions_of(item.code), (opinion,)), *chosen, *outside]
    inside = [Counter(count_of(item.code, c.code), (Factor(Kind.CODE, column, (c.code,)),)) for c in item.substantive]
    return inside + outside


def _count_pair(left: Item, right: Item, *, by_score: bool) -> list[Counter]:
    both = Factor(Kind.OPINION, (left.code,)), Factor(Kind.OPINION, (right.code,))
    first, second = (
        Factor(Kind.VALUE, (i.code,)) if by_score else Factor(Kind.CODE, (i.code,), tuple(c.code for c in i.positive))
        for i in (left, right)
    )
    names = pair_names(left.code, right.code, by_score=by_score)
    factors = both, (first, both[1]), (both[0], second), (first, second)
    return [Counter(name, pair) for name, pair in zip(names, factors, strict=True)]
