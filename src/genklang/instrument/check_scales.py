"""Judges the categories of an instrument's scales: codes, scores and flags."""

from collections.abc import Iterator
from itertools import pairwise
from math import isfinite
from typing import Final

from genklang.errors import Problem, problem
from genklang.instrument.folders import MAIN_FILE
from genklang.instrument.model import Category, Instrument
from genklang.tables.keys import NO_OPINION

LARGEST_CODE: Final = 2**15 - 1
"""What a column of the store can hold."""


def find_scale_faults(instrument: Instrument) -> Iterator[Problem]:
    """Yield the faults of each scale once, however many items share it."""
    scales = {item.scale or item.code: item.categories for item in instrument.items if item.categories}
    for name, categories in scales.items():
        where = f"{MAIN_FILE}: scales.{name}"
        yield from _find_code_faults(categories, where)
        yield from _find_no_opinion_faults(categories, where)
        yield from _find_flag_faults(categories, where)
    for item in instrument.items:
        yield from _find_order_faults(item.substantive, item.reversed, f"{MAIN_FILE}: items.{item.code}")


def _find_code_faults(categories: tuple[Category, ...], where: str) -> Iterator[Problem]:
    codes: set[int | str] = {NO_OPINION}
    for category in categories:
        at = f"{where}.{category.name}"
        if category.code != NO_OPINION and not 0 < category.code <= LARGEST_CODE:
            yield problem("I134", at, given=category.code)
        for code in (category.code, category.name):
            if code in codes and code != NO_OPINION:
                yield problem("I120", at, given=code)
            codes.add(code)


def _find_no_opinion_faults(categories: tuple[Category, ...], where: str) -> Iterator[Problem]:
    outside = [category for category in categories if category.is_no_opinion]
    if len(outside) > 1:
        yield problem("I132", where)
    for category in outside:
        if category.score is not None or category.positive or category.negative:
            yield problem("I133", f"{where}.{category.name}")


def _find_flag_faults(categories: tuple[Category, ...], where: str) -> Iterator[Problem]:
    for category in categories:
        if category.positive and category.negative:
            yield problem("I131", f"{where}.{category.name}")
        if category.score is not None and not isfinite(category.score):
            yield problem("I150", f"{where}.{category.name}", score=category.score)
    scored = {category.score is not None for category in categories if not category.is_no_opinion}
    if len(scored) > 1:
        yield problem("I147", where)


def _find_order_faults(categories: tuple[Category, ...], is_reversed: bool, where: str) -> Iterator[Problem]:
    """Best first, or last where reversed: scores and flags must both say so. Plain numbers rise by themselves."""
    best_first = categories[::-1] if is_reversed or _is_numbered(categories) else categories
    scores = [category.score for category in best_first if category.score is not None]
    if any(later >= earlier for earlier, later in pairwise(scores)):
        yield problem("I129", where, direction="rise" if is_reversed else "fall")
    for better, worse in pairwise(best_first):
        if worse.positive and not better.positive:
            yield problem("I130", where, name=worse.name)
        if better.negative and not worse.negative:
            yield problem("I130", where, name=better.name)


def _is_numbered(categories: tuple[Category, ...]) -> bool:
    return all(category.name == str(category.code) for category in categories)
