"""Takes out of answers what would tell whose they are, before anybody may read them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from genklang.tables.keys import NOT_ASKED
from genklang.tables.response import Answer

TRAITS: Final = ("language", "channel", "form_version")
"""What a response says of how it came in; the case of a person who was invited says some of it too."""
FEWEST: Final = 5
"""Answers that share a trait, in a unit and target group, or none of that unit and group keeps it."""
FEWEST_COMMENTS: Final = 10
"""Answers that a comment may be any one's of."""
OTHER: Final = "other"

Home = tuple[str, str]
"""Unit and target group; empty: all of them."""
WHOLE: Final = ("", "")


@dataclass(frozen=True, slots=True)
class Opened:
    """One answer out of its seal: its keys, its answers by item, its texts by item."""

    unit: str
    target_group: str
    gender: str
    language: str
    channel: str
    form_version: str
    answers: Mapping[str, Answer]
    texts: Mapping[str, str]

    @property
    def home(self) -> Home:
        """The unit and target group."""
        return self.unit, self.target_group

    def trait(self, name: str) -> str:
        """Return the value of a trait."""
        return str(getattr(self, name))


@dataclass(frozen=True, slots=True)
class SideCell:
    """How many gave a category of an item, among those of a target group who share the value of a trait."""

    target_group: str
    item: str
    category: int
    trait: str
    value: str
    count: int


def blank_rare(opened: Sequence[Opened], *, framed: Sequence[str] = ()) -> list[Opened]:
    """Return the answers with every trait blank that would make somebody rare where they belong.

    A trait stays in a unit and group only if at least five there share each of its values *together with those of
    the traits that stay already*. `framed`: traits that the list of people holds as well (gender).
    """
    kept = {home: _choose_traits(some, (*framed, *TRAITS)) for home, some in _by_home(opened).items()}
    return [_blank(one, [t for t in (*framed, *TRAITS) if t not in kept[one.home]]) for one in opened]


def count_sides(before: Sequence[Opened], after: Sequence[Opened], *, items: Collection[str]) -> list[SideCell]:
    """Count the answers to `items` by the traits that were taken off them, in the whole organisation.

    Answers that kept a trait are not counted: they say it themselves, and what is known of all less what is known
    of them would be what is known of the rest. Values that fewer than five share on an item become "other".
    """
    lost: dict[tuple[str, str, str], list[tuple[str, Sequence[int]]]] = defaultdict(list)
    for whole, left in zip(before, after, strict=True):
        for trait in (t for t in TRAITS if whole.trait(t) != left.trait(t)):
            for item, codes in _list_codes(whole.answers, items):
                lost[whole.target_group, item, trait].append((whole.trait(trait), codes))
    return [
        SideCell(group, item, category, trait, value, count)
        for (group, item, trait), answers in sorted(lost.items())
        for (value, category), count in sorted(_count_values(answers).items())
    ]


def place_comments(opened: Iterable[Opened]) -> list[tuple[Home, str, str]]:
    """Return each comment's home, item and text: the lowest level where it may be any one's of at least ten.

    Levels are unit and group, unit, organisation. Answers whose own group has a level of its own do not hide those
    that have not, so a level is made of what is left over from below; where that is too little, the smallest level
    below comes up to join it.
    """
    answers = list(opened)
    homes = _choose_levels(Counter(one.home for one in answers))
    return [(homes[one.home], item, text) for one in answers for item, text in one.texts.items()]


def _by_home(opened: Iterable[Opened]) -> dict[Home, list[Opened]]:
    homes: dict[Home, list[Opened]] = defaultdict(list)
    for one in opened:
        homes[one.home].append(one)
    return homes


def _choose_traits(answers: Sequence[Opened], traits: Sequence[str]) -> tuple[str, ...]:
    kept: tuple[str, ...] = ()
    for trait in traits:
        shared = Counter(tuple(one.trait(t) for t in (*kept, trait)) for one in answers)
        if min(shared.values()) >= FEWEST:
            kept = (*kept, trait)
    return kept


def _blank(one: Opened, traits: Iterable[str]) -> Opened:
    nothing: dict[str, Any] = dict.fromkeys(traits, "")
    return replace(one, **nothing)


def _list_codes(answers: Mapping[str, Answer], items: Collection[str]) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield item and category codes; who was not asked has not answered."""
    for item, answer in ((i, a) for i, a in answers.items() if i in items):
        if isinstance(answer, tuple):
            yield item, answer
        elif isinstance(answer, int) and answer != NOT_ASKED:
            yield item, (answer,)


def _count_values(answers: Sequence[tuple[str, Sequence[int]]]) -> Counter[tuple[str, int]]:
    names = _merge_few(Counter(value for value, _ in answers))
    return Counter((names[value], code) for value, codes in answers for code in codes)


def _merge_few(counts: Counter[str]) -> dict[str, str]:
    """Return what each value is counted as. "Other" itself takes in the next smallest until it is no name either."""
    smallest = sorted(counts, key=lambda value: (counts[value], value))
    other = 0
    names: dict[str, str] = {}
    for value in smallest:
        is_few = counts[value] < FEWEST or 0 < other < FEWEST
        other += counts[value] if is_few else 0
        names[value] = OTHER if is_few else value
    return names


def _choose_levels(counts: Counter[Home]) -> dict[Home, Home]:
    levels = {home: home if count >= FEWEST_COMMENTS else (home[0], "") for home, count in counts.items()}
    for level, size in _measure(levels, counts).items():
        if size < FEWEST_COMMENTS:
            _move(levels, level, WHOLE)
    sizes = _measure(levels, counts)
    while 0 < sizes[WHOLE] < FEWEST_COMMENTS and len(sizes) > 1:
        smallest = min((level for level in sizes if level != WHOLE), key=lambda level: (sizes[level], level))
        _move(levels, smallest, WHOLE)
        sizes[WHOLE] += sizes.pop(smallest)
    return levels


def _measure(levels: Mapping[Home, Home], counts: Counter[Home]) -> Counter[Home]:
    """Return how many answers each level is made of."""
    sizes: Counter[Home] = Counter()
    for home, level in levels.items():
        sizes[level] += counts[home]
    return sizes


def _move(levels: dict[Home, Home], old: Home, new: Home) -> None:
    levels.update({home: new for home, level in levels.items() if level == old})
