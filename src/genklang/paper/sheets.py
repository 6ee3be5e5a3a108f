"""Puts pages together again as sheets, front and back, and finds the same sheet scanned twice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import FormLayout
from genklang.paper.scans import ScannedPage, Shown

ALIKE: Final = 0.9
"""Likeness of the ink of two pages from which on they may be one sheet scanned twice. Measured: two scans of one page,
one of them poor, 0.96 to 1.00; pages of different people at most 0.79."""
FAINT: Final = 15.0
"""Ink of a cell (of 255) that says nothing: traces of outlines, grain of the paper."""
LEAST_INK: Final = 40.0
"""Length of the vector of a page's ink below which it is not told apart: nearly blank pages are all alike. Of a hundred
pages filled in by rule, pencil and single dots among them, three have less."""
MOST_ODD: Final = 0.2
"""Share of pages without a partner from which on none of a file's pairs is believed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One returned form: its pages in the order of the form. `is_whole` is false where a page is missing."""

    pages: tuple[ScannedPage, ...]
    is_whole: bool = True
    is_twice: bool = False

    @property
    def form(self) -> str:
        """The id of the form version."""
        return self.pages[0].name.form if self.pages[0].name else ""

    @property
    def shown(self) -> tuple[Shown, ...]:
        """All verdicts on it, in the order asked."""
        return tuple(s for page in self.pages for s in page.shown)


def make_sheets(pages: Sequence[ScannedPage], layouts: Mapping[str, FormLayout]) -> list[Sheet]:
    """Return the sheets of all pages that were read, those with a page missing and those scanned twice marked so.

    Front and back follow each other in a file; sheets carry no number, so nothing else tells which belong together.
    """
    by_file: dict[int, list[ScannedPage]] = defaultdict(list)
    for page in pages:
        if page.unread != "empty":
            by_file[page.file].append(page)
    sheets = [sheet for file in by_file.values() for sheet in _pair(file, layouts)]
    twice = _find_twice(sheets)
    return [replace(sheet, is_twice=place in twice) for place, sheet in enumerate(sheets)]


def _pair(pages: Sequence[ScannedPage], layouts: Mapping[str, FormLayout]) -> Iterator[Sheet]:
    partner = _find_partners(pages, layouts)
    two_sided = [i for i, page in enumerate(pages) if _sides(page, layouts) == 2]
    lonely = sum(i not in partner for i in two_sided)
    if two_sided and lonely > 2 and lonely / len(two_sided) > MOST_ODD:
        partner = {}
    for place, page in enumerate(pages):
        sides = _sides(page, layouts)
        if sides == 1:
            yield Sheet((page,))
        elif sides == 2 and place not in partner:
            yield Sheet((page,), is_whole=False)
        elif sides == 2 and partner[place] > place:
            both = sorted((page, pages[partner[place]]), key=_side)
            yield Sheet(tuple(both))


def _find_partners(pages: Sequence[ScannedPage], layouts: Mapping[str, FormLayout]) -> dict[int, int]:
    """Return for each page the page it is on one leaf with: front then back, or whole leaves turned over."""
    fits = [_belong(a, b, layouts) for a, b in pairwise(pages)]
    in_order = [fit and _side(page) == 1 for fit, page in zip(fits, pages, strict=False)]
    turned = [fit and _side(page) == 2 for fit, page in zip(fits, pages, strict=False)]
    first, second = (in_order, turned) if sum(in_order) >= sum(turned) else (turned, in_order)
    partner: dict[int, int] = {}
    for way in (first, second):
        for place, fit in enumerate(way):
            if fit and place not in partner and place + 1 not in partner:
                partner |= {place: place + 1, place + 1: place}
    return partner


def _belong(one: ScannedPage, other: ScannedPage, layouts: Mapping[str, FormLayout]) -> bool:
    if _sides(one, layouts) != 2 or _sides(other, layouts) != 2 or one.name is None or other.name is None:
        return False
    return one.name.form == other.name.form and {one.name.page, other.name.page} == {1, 2}


def _sides(page: ScannedPage, layouts: Mapping[str, FormLayout]) -> int:
    """Return how many pages the page's form has; 0 where the page was not read."""
    return layouts[page.name.form].pages if page.is_read and page.name else 0


def _side(page: ScannedPage) -> int:
    return page.name.page if page.name else 0


def _find_twice(sheets: Sequence[Sheet]) -> set[int]:
    """Return the places of sheets with a page whose ink is that of an earlier sheet's page."""
    same: dict[tuple[str, int], list[tuple[int, NDArray[np.float32]]]] = defaultdict(list)
    for place, sheet in enumerate(sheets):
        for page in sheet.pages:
            ink = np.clip(np.frombuffer(page.signature, np.uint8).astype(np.float32) - FAINT, 0, None)
            if page.name and np.linalg.norm(ink) >= LEAST_INK:
                same[page.name.form, page.name.page].append((place, ink))
    found: set[int] = set()
    for group in same.values():
        found |= _find_alike(group)
    return found


def _find_alike(group: Sequence[tuple[int, NDArray[np.float32]]]) -> set[int]:
    inks = np.stack([ink for _, ink in group])
    inks /= np.linalg.norm(inks, axis=1)[:, None]
    likeness = np.tril(inks @ inks.T, -1)
    return {group[int(i)][0] for i in np.flatnonzero((likeness > ALIKE).any(axis=1))}
