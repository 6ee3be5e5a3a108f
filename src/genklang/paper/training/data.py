"""Windows round boxes with their true states, made by marking, scanning and cutting whole pages."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from multiprocessing import get_context
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.crops import window_of_crop
from genklang.paper.draw import BLANK_SCALE
from genklang.paper.flatten import cut_flat, shrink_blank
from genklang.paper.form import Box, FormLayout
from genklang.paper.geometry import BOX
from genklang.paper.network import POOLED, Array, prepare
from genklang.paper.register import Picture, find_page, map_points
from genklang.paper.states import CANCELLED, EMPTY, MARK, STATES, UNCLEAR
from genklang.paper.synthesis.marks import draw_mark, draw_pen
from genklang.paper.synthesis.people import ACTS, PLAIN, fill, put_on_paper
from genklang.paper.synthesis.scanner import Level, scan
from genklang.paper.windows import Cut, Printed, measure_blank

MARKED: Final = 0.4
"""Share of boxes that something is drawn at: far more than people do, so that little of a page is wasted."""
KEPT_EMPTY: Final = 0.5
FOREIGN: Final = 0.14
"""Share of pages that are read as if nothing were known of the form, box by box."""
LEAST_SEEN: Final = 0.6
"""Square mm of ink that must be in a window for an odd mark to be called one."""
INK_SCALE: Final = 8.0
KINDS: Final[Mapping[str, float]] = {
    **dict.fromkeys(PLAIN, 1.0),
    "cross": 4.0,
    "light": 2.0,
    "tick": 2.0,
    "heavy": 2.5,
    "fill": 3.5,
    "corrected": 2.0,
    "erased": 1.5,
    "circled": 1.2,
    "beside": 1.0,
    "word": 1.0,
    "under": 0.6,
    "random": 3.0,
    "stray": 2.0,
}
"""Kinds of marks and how often they are drawn for training."""
LEVEL_SHARES: Final[Mapping[Level, float]] = {"clean": 0.08, "office": 0.32, "poor": 0.44, "photo": 0.16}
DENSITIES: Final = (150, 200, 200, 300)


@dataclass(frozen=True, slots=True)
class BlankPage:
    """One page of a form to be marked: its form, its number, its picture (10 pixels per mm)."""

    layout: FormLayout
    number: int
    picture: Picture

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes on it."""
        return self.layout.boxes_on(self.number)


@dataclass(frozen=True, slots=True)
class Samples:
    """Windows as a network sees them, the true state of each, what was drawn there, and what the scan suffered."""

    pooled: Array
    measures: Array
    states: NDArray[np.int64]
    kinds: NDArray[np.str_]
    faults: NDArray[np.str_]


def state_of(kind: str) -> int:
    """Return the state that a kind of mark has by itself."""
    if kind in {"fill", "corrected", "erased"}:
        return CANCELLED
    if kind in {"", "stray"}:
        return EMPTY
    return MARK if kind in PLAIN else UNCLEAR


def make_samples(
    pages: Sequence[BlankPage],
    count: int,
    *,
    seed: int,
    kinds: Mapping[str, float] = KINDS,
    without_faults: Sequence[str] = (),
    as_people: bool = False,
    processes: int = 2,
) -> Samples:
    """Return the samples of `count` marked and scanned pages; the same for a seed, whatever the processes.

    `as_people` marks the pages as people do, most boxes staying empty, and keeps every box.
    """
    work = partial(_make_page, dict(kinds), tuple(without_faults), as_people)
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_take_pages, initargs=(pages,)) as pool:
        made = list(pool.map(work, zip(repeat(seed), range(count), strict=False), chunksize=32))
    return join(*(m for m in made if m is not None))


def join(*parts: Samples) -> Samples:
    """Return all samples of several."""
    return Samples(
        np.concatenate([p.pooled for p in parts]),
        np.concatenate([p.measures for p in parts]),
        np.concatenate([p.states for p in parts]),
        np.concatenate([p.kinds for p in parts]),
        np.concatenate([p.faults for p in parts]),
    )


def choose(samples: Samples, which: NDArray[np.bool_]) -> Samples:
    """Return some of the samples."""
    return Samples(
        samples.pooled[which],
        samples.measures[which],
        samples.states[which],
        samples.kinds[which],
        samples.faults[which],
    )


_PAGES: list[tuple[BlankPage, Picture, Printed, Picture]] = []
"""The blank pages of one process: as they are, at the scale of the ink, measured, and coarse."""


def _take_pages(pages: Sequence[BlankPage]) -> None:
    cv2.setNumThreads(1)
    size = (round(210 * INK_SCALE), round(297 * INK_SCALE))
    for page in pages:
        small = np.asarray(cv2.resize(page.picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        measured = measure_blank(page.picture, page.boxes, scale=BLANK_SCALE)
        _PAGES.append((page, small, measured, shrink_blank(page.picture)))


def _make_page(
    kinds: Mapping[str, float], without: Sequence[str], as_people: bool, seed: tuple[int, int]
) -> Samples | None:
    rng = np.random.default_rng(seed)
    page, printed, blank, coarse = _PAGES[int(rng.integers(0, len(_PAGES)))]
    if as_people:
        acts = {act: weight for act, weight in ACTS.items() if act in kinds or act not in KINDS}
        filled = fill(page.layout, rng, scale=INK_SCALE, acts=acts)
        layer = filled.layers[page.number - 1]
        drawn = [STATES[filled.states[b.item, b.code]] for b in page.boxes]
        states = np.array([STATES.index(name) for name in drawn])
    else:
        drawn, layer = _mark_boxes(page.boxes, kinds, rng)
        states = np.array([state_of(name) for name in drawn])
    is_foreign = not as_people and rng.random() < FOREIGN
    printed = _thicken(printed, page.boxes, rng) if is_foreign else printed
    level = str(rng.choice(list(LEVEL_SHARES), p=list(LEVEL_SHARES.values())))
    made = scan(
        put_on_paper(printed, layer),
        level,  # type: ignore[arg-type]
        rng,
        scale=INK_SCALE,
        dpi=int(rng.choice(DENSITIES)),
        without=without,
        turned=not is_foreign,
    )
    place = find_page(made.picture)
    if place is None:
        return None
    if is_foreign:
        cut = _cut_loosely(made.picture, place.to_pixels, blank, rng)
    else:
        _, _, cut = cut_flat(made.picture, place, blank, coarse)
    kept = cut.is_found & np.array([as_people or bool(k) or rng.random() < KEPT_EMPTY for k in drawn])
    pooled, measures = prepare(cut.ink[kept], cut.darkness[kept])
    names = np.array(drawn, dtype="U12")[kept]
    if not len(names):
        return None
    faults = np.full(len(names), " ".join(made.faults), dtype="U48")
    return Samples(pooled.astype(np.float16).astype(np.float32), measures, states[kept], names, faults)


def _mark_boxes(
    boxes: Sequence[Box], kinds: Mapping[str, float], rng: np.random.Generator
) -> tuple[list[str], NDArray[np.float32]]:
    layer = np.zeros((round(297 * INK_SCALE), round(210 * INK_SCALE)), np.float32)
    weights = np.array(list(kinds.values()))
    names = rng.choice(list(kinds), len(boxes), p=weights / weights.sum())
    drawn = [str(n) if rng.random() < MARKED else "" for n in names]
    own = draw_pen(rng)
    for box, kind in zip(boxes, drawn, strict=True):
        if kind:
            pen = own if rng.random() < 0.7 else draw_pen(rng)
            for each in _strokes_of(kind, rng):
                middle = (box.x + box.width / 2, box.y + box.height / 2)
                draw_mark(layer, each, middle, pen=pen, scale=INK_SCALE, rng=rng)
    return [k if state_of(k) != UNCLEAR or _shows(layer, b) else "" for k, b in zip(drawn, boxes, strict=True)], layer


def _shows(layer: NDArray[np.float32], box: Box) -> bool:
    """Return whether enough of an odd mark to be seen lies in the box's own window."""
    x, y, reach = box.x + box.width / 2, box.y + box.height / 2, 4.4
    window = layer[int((y - reach) * INK_SCALE) : int((y + reach) * INK_SCALE)]
    return bool(
        window[:, int((x - reach) * INK_SCALE) : int((x + reach) * INK_SCALE)].sum() > LEAST_SEEN * INK_SCALE**2
    )


def _thicken(printed: Picture, boxes: Sequence[Box], rng: np.random.Generator) -> Picture:
    """Return the page with outlines as other forms have them: thicker, greyer."""
    page, width, grey = printed.copy(), int(rng.integers(1, 5)), int(rng.uniform(0, 110))
    for box in boxes:
        corners = [
            (round(x * INK_SCALE), round(y * INK_SCALE)) for x, y in ((box.x, box.y), (box.x + BOX, box.y + BOX))
        ]
        cv2.rectangle(page, corners[0], corners[1], grey, width)
    return page


def _cut_loosely(picture: Picture, matrix: NDArray[np.float64], blank: Printed, rng: np.random.Generator) -> Cut:
    """Return windows made as for boxes of unknown forms: from upright crops, each as loose as chance will have it."""
    made = []
    for middle in blank.middles:
        reach = BOX / 2 * (1 + rng.uniform(0.25, 1.1))
        moved = middle + rng.normal(0, 0.2, 2)
        corners = map_points(matrix, np.array([moved - reach, moved + reach]))
        low = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
        high = np.ceil(corners.max(axis=0)).astype(int)
        made.append(window_of_crop(picture[low[1] : high[1], low[0] : high[0]]))
    return Cut(np.stack([m[1] for m in made]), np.stack([m[0] for m in made]), np.array([m[2] for m in made]))


def _strokes_of(kind: str, rng: np.random.Generator) -> Iterator[str]:
    if kind == "corrected":
        yield str(rng.choice(["cross", "tick", "slash"]))
        yield "fill"
    else:
        yield kind


def flip(pooled: Array, rng: np.random.Generator) -> Array:
    """Return windows mirrored at random: a mark means the same either way."""
    flipped = pooled.copy()
    upside = rng.random(len(pooled)) < 0.3
    flipped[upside] = flipped[upside][:, ::-1]
    across = rng.random(len(pooled)) < 0.5
    flipped[across] = flipped[across][:, :, ::-1]
    return flipped.reshape(-1, POOLED, POOLED)
