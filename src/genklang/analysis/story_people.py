"""From counts to people: individual answers that add up to a story's counts exactly and hang together in a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from random import Random

from genklang.analysis.story import Named, Spread, StoryCell
from genklang.analysis.story_counts import count_codes
from genklang.errors import Failure, problem
from genklang.instrument.item_type import type_of
from genklang.instrument.model import Instrument, Item
from genklang.tables.keys import NO_OPINION, OTHER_GENDER

BLANK_OF_REST = 4
"""Of those without an opinion on an item, every fourth left it blank."""


@dataclass(slots=True)
class Person:
    """One made-up respondent. `leaning` is the hidden rank that ties the answers together."""

    leaning: float
    gender: str
    channel: str
    language: str
    codes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def make_people(cell: StoryCell, instrument: Instrument, *, tie: float, rng: Random, where: str) -> list[Person]:
    """Return the people of one cell, their answers adding up to its counts exactly.

    Failure S102 where counts do not fit the number of people, S103 where an item or category is unknown.
    """
    _check_items(cell, instrument, where)
    has_gender = bool(cell.gender)
    keys = zip(
        _deal(cell.gender, cell.answers, rng, rest=OTHER_GENDER if has_gender else "", where=f"{where}, gender"),
        _deal(cell.channel, cell.answers, rng, rest="", where=f"{where}, channel"),
        _deal(cell.language, cell.answers, rng, rest="", where=f"{where}, language"),
        strict=True,
    )
    people = [Person(rng.gauss(), *each) for each in keys]
    for item in instrument.items:
        if item.code in cell.items:
            _answer(people, item, cell.items[item.code], tie=tie, rng=rng, where=f"{where}, {item.code}")
        for person, text in zip(people, cell.comments.get(item.code, ()), strict=False):
            person.texts[item.code] = text
    rng.shuffle(people)
    return people


def _check_items(cell: StoryCell, instrument: Instrument, where: str) -> None:
    groups = {g.code for g in instrument.target_groups}
    if cell.target_group not in groups:
        known = ", ".join(sorted(groups))
        raise Failure(problem("S103", where, kind="target group", name=cell.target_group, known=known))
    known_items = [i.code for i in instrument.items_for(cell.target_group)]
    for code in (*cell.items, *cell.comments):
        if code not in known_items:
            raise Failure(problem("S103", where, kind="item", name=code, known=", ".join(known_items)))


def _deal(counts: Mapping[str, int], answers: int, rng: Random, *, rest: str, where: str) -> list[str]:
    dealt = [value for value, number in counts.items() for _ in range(number)]
    if len(dealt) > answers:
        raise Failure(problem("S102", where, reason=f"{len(dealt)} of {answers} people"))
    dealt += [rest] * (answers - len(dealt))
    rng.shuffle(dealt)
    return dealt


def _answer(people: Sequence[Person], item: Item, spread: Spread, *, tie: float, rng: Random, where: str) -> None:
    asked = [p for p in people if _is_led_to(item, p)]
    counted = count_codes(item, spread, where=where)
    if type_of(item).several and isinstance(spread, Named):
        _choose(asked, item, counted, rng=rng, where=where)
    else:
        _mark(asked, item, counted, tie=tie, rng=rng, where=where)


def _is_led_to(item: Item, person: Person) -> bool:
    if item.asked_if is None:
        return True
    return bool(set(person.codes.get(item.asked_if.item, ())) & set(item.asked_if.codes))


def _choose(
    asked: Sequence[Person], item: Item, counted: Sequence[tuple[int, int]], *, rng: Random, where: str
) -> None:
    for code, number in counted:
        for person in _draw(asked, number, rng, where):
            person.codes[item.code] = (*person.codes.get(item.code, ()), code)


def _mark(
    asked: Sequence[Person],
    item: Item,
    counted: Sequence[tuple[int, int]],
    *,
    tie: float,
    rng: Random,
    where: str,
) -> None:
    """Give the best answers to those who lean that way most; the rest have no opinion or leave a blank."""
    holding = _draw(asked, sum(number for _, number in counted), rng, where)
    noise = sqrt(1 - tie * tie)
    ranked = sorted(holding, key=lambda p: tie * p.leaning + noise * rng.gauss(), reverse=True)
    codes = (code for code, number in counted for _ in range(number))
    for person, code in zip(ranked, codes, strict=True):
        person.codes[item.code] = (code,)
    if any(c.is_no_opinion for c in item.categories):
        held = {id(p) for p in holding}
        for place, person in enumerate(_leave_out(asked, held), start=1):
            if place % BLANK_OF_REST:
                person.codes[item.code] = (NO_OPINION,)


def _leave_out(people: Sequence[Person], held: set[int]) -> Iterator[Person]:
    return (p for p in people if id(p) not in held)


def _draw(people: Sequence[Person], number: int, rng: Random, where: str) -> list[Person]:
    if number > len(people):
        raise Failure(problem("S102", where, reason=f"{number} answers from {len(people)} people"))
    return rng.sample(list(people), number)
