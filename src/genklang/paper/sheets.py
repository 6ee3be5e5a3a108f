"""Puts pages together again as sheets, front and back, and finds piles of one side and sheets scanned twice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
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

LEAST_PILE: Final = 2
"""A file of more pages of several-sided forms than this may be a pile of fronts, or of fronts and then backs."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One returned form: its pages in the order of the form. `is_whole` is false where a page is missing.

    `is_apart` says why: in its file fronts and backs lie in piles of their own. `twins`: of a sheet whose ink is that
    of an earlier one, that one's page for each of its own, None where there is none.
    """

    pages: tuple[ScannedPage, ...]
    is_whole: bool = True
    is_apart: bool = False
    twins: tuple[ScannedPage | None, ...] = ()

    @property
    def is_twice(self) -> bool:
        """Whether its ink is that of an earlier sheet."""
        return any(self.twins)

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

    The pages of a form follow each other in a file; sheets carry no number, so nothing else tells which belong
    together. Fronts and backs in piles of their own are never joined by counting: one page that the feeder took twice
    or not at all would give every sheet after it to someone else.
    """
    by_file: dict[int, list[ScannedPage]] = defaultdict(list)
    for page in pages:
        if page.unread != "empty":
            by_file[page.file].append(page)
    sheets = [sheet for file in by_file.values() for sheet in _pair(file, layouts)]
    twins = _find_twins(sheets)
    return [replace(sheet, twins=twins.get(place, ())) for place, sheet in enumerate(sheets)]


def _pair(pages: Sequence[ScannedPage], layouts: Mapping[str, FormLayout]) -> Iterator[Sheet]:
    is_apart = _lie_apart([_side(page) for page in pages if _sides(page, layouts) > 1])
    group = {} if is_apart else _find_groups(pages, layouts)
    several_sided = [i for i, page in enumerate(pages) if _sides(page, layouts) > 1]
    lonely = sum(i not in group for i in several_sided)
    if lonely > 2 and lonely / len(several_sided) > MOST_ODD:
        group = {}
    for place, page in enumerate(pages):
        sides = _sides(page, layouts)
        if sides == 1:
            yield Sheet((page,))
        elif sides > 1 and place not in group:
            yield Sheet((page,), is_whole=False, is_apart=is_apart)
        elif sides > 1 and group[place][0] == place:
            yield Sheet(tuple(sorted((pages[i] for i in group[place]), key=_side)))


def _lie_apart(sides: Sequence[int]) -> bool:
    """Return whether all pages of one side come before all of the next, several of each."""
    piles = [(side, len(list(run))) for side, run in groupby(sides)]
    each_once = len({side for side, _ in piles}) == len(piles)
    return bool(piles) and each_once and len(sides) > LEAST_PILE and all(count > 1 for _, count in piles)


def _find_groups(pages: Sequence[ScannedPage], layouts: Mapping[str, FormLayout]) -> dict[int, tuple[int, ...]]:
    """Return for each page the places of its sheet: in the order of the form, or all turned over, last page first."""
    ways: dict[int, list[tuple[int, ...]]] = {1: [], -1: []}
    for place, page in enumerate(pages):
        sides = _sides(page, layouts)
        run = pages[place : place + sides]
        for way, found in ways.items():
            if sides > 1 and [_side(p) for p in run] == list(range(1, sides + 1))[::way] and _is_one_form(run):
                found.append(tuple(range(place, place + sides)))
    group: dict[int, tuple[int, ...]] = {}
    usual, other = (1, -1) if len(ways[1]) >= len(ways[-1]) else (-1, 1)
    for places in (*ways[usual], *ways[other]):
        if not group.keys() & set(places):
            group |= dict.fromkeys(places, places)
    return group


def _is_one_form(pages: Sequence[ScannedPage]) -> bool:
    return all(page.is_read for page in pages) and len({page.name.form for page in pages if page.name}) == 1


def _sides(page: ScannedPage, layouts: Mapping[str, FormLayout]) -> int:
    """Return how many pages the page's form has; 0 where the page was not read."""
    return layouts[page.name.form].pages if page.is_read and page.name else 0


def _side(page: ScannedPage) -> int:
    return page.name.page if page.name else 0


def _find_twins(sheets: Sequence[Sheet]) -> dict[int, tuple[ScannedPage | None, ...]]:
    """Return, by the places of sheets with a page whose ink is that of an earlier sheet's page, the earlier pages."""
    same: dict[tuple[str, int], list[tuple[int, NDArray[np.float32]]]] = defaultdict(list)
    for place, sheet in enumerate(sheets):
        for page in sheet.pages:
            ink = np.clip(np.frombuffer(page.signature, np.uint8).astype(np.float32) - FAINT, 0, None)
            if page.name and np.linalg.norm(ink) >= LEAST_INK:
                same[page.name.form, page.name.page].append((place, ink))
    like: dict[int, dict[int, int]] = defaultdict(dict)
    for (_, side), group in same.items():
        for place, earlier in _find_alike(group).items():
            like[place][side] = earlier
    return {
        place: tuple(_find_page(sheets, page, sides) for page in sheets[place].pages) for place, sides in like.items()
    }


def _find_page(sheets: Sequence[Sheet], page: ScannedPage, like: Mapping[int, int]) -> ScannedPage | None:
    """Return the page that a page is laid beside: the one it is like, or the same side of the sheet that another is."""
    earlier = sheets[like.get(_side(page), next(iter(like.values())))]
    return next((each for each in earlier.pages if _side(each) == _side(page)), None)


def _find_alike(group: Sequence[tuple[int, NDArray[np.float32]]]) -> dict[int, int]:
    """Return, by the place of each ink that is like an earlier one, the place of that which it is most like."""
    inks = np.stack([ink for _, ink in group])
    inks /= np.linalg.norm(inks, axis=1)[:, None]
    likeness = np.tril(inks @ inks.T, -1)
    rows = np.flatnonzero((likeness > ALIKE).any(axis=1))
    return {group[int(i)][0]: group[int(likeness[i].argmax())][0] for i in rows}
