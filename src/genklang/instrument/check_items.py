"""Judges the items of an instrument: their type, what they refer to, their order."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from genklang.errors import Problem, problem
from genklang.instrument.folders import MAIN_FILE
from genklang.instrument.genders import GENDER_OF
from genklang.instrument.item_type import GENDER_ITEM, ItemType, Presentation, item_types
from genklang.instrument.model import Instrument, Item
from genklang.instrument.shape import suggest

_VERSION = re.compile(r"(?:[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*")
_INDEX_CODES = list(range(1, 11))


def find_item_faults(instrument: Instrument) -> Iterator[Problem]:
    """Yield the faults of every item, then those between items."""
    for item in instrument.items:
        where = f"{MAIN_FILE}: items.{item.code}"
        kind = item_types().get(item.type)
        if kind is None:
            hint, known = suggest(item.type, item_types()), ", ".join(item_types())
            yield problem("I123", f"{where}.type", value=item.type, hint=hint, known=known)
        else:
            yield from _find_type_faults(item, kind, instrument, where)
        yield from _find_reference_faults(item, instrument, where)
        yield from _find_condition_faults(item, instrument, where)
        yield from _find_version_faults(item, instrument, where)
        if item.code == GENDER_ITEM and (reason := _gender_fault(item)):
            yield problem("I143", where, reason=reason)
    for before, after in pairwise(instrument.items):
        if before.local and not after.local:
            yield problem("I139", f"{MAIN_FILE}: items.{before.code}")
    yield from _find_two_overalls(instrument)


def _find_type_faults(item: Item, kind: ItemType, instrument: Instrument, where: str) -> Iterator[Problem]:
    marked = kind.presentation is Presentation.MARKS
    if marked and len(item.substantive) < 2:
        yield problem("I127", where)
    if not marked and item.scale:
        yield problem("I128", where)
    if (item.index or kind.anchored) and [c.code for c in item.substantive] != _INDEX_CODES:
        yield problem("I140", where)
    if kind.tells_share and not item.background:
        if not item.positive:
            yield problem("I126", where)
        if instrument.tails and not any(c.negative for c in item.categories):
            yield problem("I144", where)
    if reason := _bounds_fault(item, kind):
        yield problem("I142", where, reason=reason)


def _bounds_fault(item: Item, kind: ItemType) -> str:
    bounds = [bound for bound in (item.minimum, item.maximum) if bound is not None]
    if bounds and not kind.numeric:
        return f"{item.type} has none"
    if any(not 0 <= bound < 2**31 for bound in bounds):
        return "below 0 or too large"
    return "the minimum is above the maximum" if bounds != sorted(bounds) else ""


def _find_reference_faults(item: Item, instrument: Instrument, where: str) -> Iterator[Problem]:
    groups = [group.code for group in instrument.target_groups]
    if item.area and item.area not in instrument.areas:
        hint = suggest(item.area, instrument.areas)
        yield problem("I122", f"{where}.area", kind="area", given=item.area, hint=hint)
    for group in item.target_groups:
        if group not in groups:
            hint = suggest(group, groups)
            yield problem("I122", f"{where}.target_groups", kind="target group", given=group, hint=hint)


def _find_condition_faults(item: Item, instrument: Instrument, where: str) -> Iterator[Problem]:
    if item.asked_if is None:
        return
    at, codes = f"{where}.asked_if", [other.code for other in instrument.items]
    if item.asked_if.item not in codes:
        hint = suggest(item.asked_if.item, codes)
        yield problem("I122", at, kind="item", given=item.asked_if.item, hint=hint)
        return
    if codes.index(item.asked_if.item) >= codes.index(item.code):
        yield problem("I124", at, item=item.asked_if.item)
    known = [category.code for category in instrument.item(item.asked_if.item).categories]
    for code in item.asked_if.codes:
        if code not in known:
            yield problem("I125", at, item=item.asked_if.item, given=code, known=", ".join(map(str, known)))
    if not item.asked_if.codes:
        yield problem("I145", f"{at}.codes")


def _find_version_faults(item: Item, instrument: Instrument, where: str) -> Iterator[Problem]:
    own = {instrument.version, f"{instrument.id}/{instrument.version}"}
    for version in item.comparable_with:
        if version in own or not _VERSION.fullmatch(version):
            yield problem("I141", f"{where}.comparable_with", version=version)


def _gender_fault(item: Item) -> str:
    if not item.background:
        return "it is not background"
    names = {category.name for category in item.substantive}
    checks: dict[str, Callable[[], bool]] = {
        "it takes more than one mark": lambda: item.type in item_types() and item_types()[item.type].several,
        f"its categories are {', '.join(sorted(names))}": lambda: names != set(GENDER_OF),
    }
    return next((reason for reason, is_fault in checks.items() if is_fault()), "")


def _find_two_overalls(instrument: Instrument) -> Iterator[Problem]:
    for group in instrument.target_groups:
        overall = [item.code for item in instrument.items_for(group.code) if item.overall]
        for first, second in pairwise(overall):
            yield problem("I146", f"{MAIN_FILE}: items.{second}", group=group.code, first=first, second=second)
