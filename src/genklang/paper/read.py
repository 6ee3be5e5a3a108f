"""Reads one scanned page: finds it, names it, checks its outlines, and says what each box and question holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.decide import Page, decide_page
from genklang.paper.digit_windows import PrintedCells, measure_cells
from genklang.paper.flatten import cut_faint, cut_flat, shrink_blank
from genklang.paper.form import FormLayout
from genklang.paper.form_file import FormFile, decode_blank
from genklang.paper.identity import PageName
from genklang.paper.judge import Verdict
from genklang.paper.network import Array, Network, infer, load_network, prepare
from genklang.paper.outside import BlankRegions, measure_regions
from genklang.paper.register import Picture, Registration, find_page
from genklang.paper.streaks import remove_streaks
from genklang.paper.windows import Printed, measure_blank

LEAST_FOUND: Final = 0.5
"""Share of outlines that must be found before a page is read at all."""
BLANK_SCALE: Final = 10.0
SIGNATURE: Final = 9
"""Cells along the side of a box's window in the signature of a page's ink."""
SPARSE: Final = 40
"""Every so manieth row tells how white a page is and whether it was black and white."""
FEW_GREYS: Final = 0.06
"""Pixels between black and white, to one that is black, below which a scan was black and white alone once."""
FLAT_WHITE: Final = 3
"""Greys within which most of the white of such a scan lies; what light and lens make of paper is not as even."""
WHITE_PAGE: Final = 6.0
"""A picture whose grey spreads less than this has nothing on it."""


@dataclass(frozen=True, slots=True)
class ReadableForm:
    """A form made ready for reading: its layout, and per page what is printed at the boxes and in the questions.

    `numbers` holds, by item, what is printed at the cells of the numbers that a machine may read.
    """

    layout: FormLayout
    printed: tuple[Printed, ...]
    regions: tuple[BlankRegions, ...]
    blanks: tuple[Picture, ...]
    numbers: tuple[Mapping[str, PrintedCells], ...]


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page that was read. `chances` is boxes × states, in the layout's order; `signature` tells sheets apart."""

    name: PageName
    registration: Registration
    chances: NDArray[np.float64]
    is_found: NDArray[np.bool_]
    verdicts: tuple[Verdict, ...]
    signature: NDArray[np.uint8]
    is_one_bit: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that was not read, and why: `empty`, `no_code`, `foreign`, `not_found`. `name` where a code was read."""

    reason: str
    name: PageName | None = None


def make_readable(form: FormFile) -> ReadableForm:
    """Return a form ready for reading."""
    layout = form.layout
    blanks = [decode_blank(png) for png in form.blanks]
    pages = range(1, layout.pages + 1)
    return ReadableForm(
        layout,
        tuple(measure_blank(b, layout.boxes_on(p), scale=BLANK_SCALE) for p, b in zip(pages, blanks, strict=True)),
        tuple(measure_regions(b, layout, p, scale=BLANK_SCALE) for p, b in zip(pages, blanks, strict=True)),
        tuple(shrink_blank(b) for b in blanks),
        tuple(_measure_numbers(b, layout, p) for p, b in zip(pages, blanks, strict=True)),
    )


def _measure_numbers(blank: Picture, layout: FormLayout, page: int) -> dict[str, PrintedCells]:
    asked = [q.item for q in layout.questions if q.page == page and q.bounds is not None]
    return {item: measure_cells(blank, layout.cells_of(item), scale=BLANK_SCALE) for item in asked}


@cache
def shipped_network() -> Network:
    """Return the network that genklang ships with."""
    return load_network()


def read_page(
    picture: Picture,
    forms: Mapping[str, ReadableForm],
    *,
    network: Network | None = None,
    digits: Network | None = None,
) -> PageReading | Unread:
    """Return what a grey picture of a page says, for the forms that are known by id.

    `network` reads boxes and `digits` the digits of numbers, each in place of what genklang ships with.
    """
    greys = _count_greys(picture)
    if _spread(greys) < WHITE_PAGE:
        return Unread("empty")
    clean = remove_streaks(picture)
    place = find_page(clean)
    if place is None:
        return Unread("no_code")
    form = forms.get(place.name.form)
    if form is None or place.name.page > form.layout.pages:
        return Unread("foreign", place.name)
    page = place.name.page - 1
    known = form.printed[page], form.blanks[page]
    flat, lies, cut = cut_flat(clean, place, *known)
    if len(cut.is_found) and cut.is_found.mean() < LEAST_FOUND:
        faint = cut_faint(flat, lies, *known)
        if faint is None:
            return Unread("not_found", place.name)
        flat, lies, cut = faint
    pooled, measures = prepare(cut.ink, cut.darkness)
    chances = infer(network or shipped_network(), pooled, measures)
    is_one_bit = _is_one_bit(greys)
    printed = form.regions[page], form.numbers[page]
    loses_faint = is_one_bit or cut.is_faint
    page_seen = Page(flat, lies, form.layout, *printed, chances, cut, loses_faint=loses_faint, digits=digits)
    return PageReading(place.name, place, chances, cut.is_found, decide_page(page_seen), _sign(pooled), is_one_bit)


def _count_greys(picture: Picture) -> Array:
    """Return how many pixels of some rows have each grey."""
    counted = cv2.calcHist([np.ascontiguousarray(picture[::SPARSE])], [0], None, [256], [0, 256])
    return np.asarray(counted, dtype=np.float32).ravel()


def _spread(greys: Array) -> float:
    """Return the standard deviation of a picture's grey from how many pixels have each."""
    values = np.arange(len(greys))
    return float(np.sqrt(np.average((values - np.average(values, weights=greys)) ** 2, weights=greys)))


def _is_one_bit(greys: Array) -> bool:
    """Return whether a picture has black and white alone, or had before it was softened or packed."""
    black, white = np.searchsorted(np.cumsum(greys), (0.005 * greys.sum(), 0.8 * greys.sum()))
    low, high = (int(black + share * (int(white) - int(black))) for share in (0.3, 0.7))
    bright = np.cumsum(greys[high:])
    darker, lighter = np.searchsorted(bright, (0.3 * bright[-1], 0.7 * bright[-1]))
    has_few = greys[low:high].sum() < FEW_GREYS * max(float(greys[:low].sum()), 1)
    return bool(has_few and lighter - darker <= FLAT_WHITE)


def _sign(pooled: Array) -> NDArray[np.uint8]:
    """Return the ink round all boxes in coarse cells, so that two scans of one sheet look alike."""
    n, step = len(pooled), 3
    cells = pooled[:, 1:28, 1:28].reshape(n, SIGNATURE, step, SIGNATURE, step).mean(axis=(2, 4))
    return np.asarray(np.clip(cells * 255, 0, 255), dtype=np.uint8).reshape(-1)
