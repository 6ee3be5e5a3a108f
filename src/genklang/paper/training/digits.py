"""`python -m genklang.paper.training.digits`: makes the weights for digits anew, from rules and fixed seeds alone."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from genklang.instrument.model import Instrument, Item, ItemTexts, TargetGroup, Texts
from genklang.paper.digit_windows import PrintedCells, cut_cells, measure_cells, prepare_digits
from genklang.paper.digits import CLASSES, EMPTY, PLACE, UNCLEAR
from genklang.paper.document import Cover, write_document
from genklang.paper.draw import BLANK_SCALE
from genklang.paper.form import FormVersion
from genklang.paper.layout import lay_out
from genklang.paper.network import FIRST, POOLED, Array, Network, run, save_network, soften, unfold
from genklang.paper.register import Picture, find_page
from genklang.paper.synthesis.digits import UNCLEAR_KINDS, draw_digit, draw_hand
from genklang.paper.synthesis.people import put_on_paper
from genklang.paper.synthesis.scanner import scan
from genklang.paper.training.data import DENSITIES, LEVEL_SHARES, Samples, join
from genklang.paper.training.learn import LEAST_UNCLEAR, Parameters, fit_network

INK_SCALE: Final = 8.0
ROWS, CELLS = 24, 16
"""Of the form that is made for training; it has two pages."""
TOGETHER: Final = 4
"""Cells that are looked for together, as those of a number are."""
SHARES: Final = (0.75, 0.13, 0.12)
"""Digits, empty cells and unclear ones on pages for training."""
PEOPLE: Final = (0.60, 0.38, 0.02)
"""The same on pages that probabilities are calibrated on."""
DARKEST: Final = 4
"""Which of the measures is how dark the ink is at most."""
LEAST_DARK: Final = 0.12
"""Of what was drawn in a cell, for it to be learnt from."""
OTHER_HAND: Final = 0.5
"""Rows that are written by another hand than the page's."""


@dataclass(frozen=True, slots=True)
class DigitPage:
    """A page full of cells, at the scale of the ink, with what is printed at each few of them."""

    picture: Picture
    printed: tuple[PrintedCells, ...]


def make_digit_pages() -> list[DigitPage]:
    """Return the pages of a form that asks for nothing but digits."""
    items = tuple(Item(f"n{place}", "number", minimum=0) for place in range(ROWS))
    wording = {item.code: ItemTexts(f"Tal {place}") for place, item in enumerate(items)}
    words = Texts("sv", "own-draft", "Siffror", "", "", "", wording, {}, {"all": ""})
    instrument = Instrument("digits", "1", "genklang", "own", "2026", items, (TargetGroup("all"),), {"sv": words})
    version = FormVersion("digits", "1", "sv", "training", "", "", "")
    document = write_document(instrument, version, Cover())
    document["questions"] = [{**q, "cells": CELLS, "hint": ""} for q in document["questions"]]
    laid, blanks = lay_out(instrument, version, document)
    size = (round(210 * INK_SCALE), round(297 * INK_SCALE))
    pages = []
    for number, blank in enumerate(blanks, 1):
        rows = [laid.cells_of(q.item) for q in laid.questions if q.page == number]
        groups = [row[start : start + TOGETHER] for row in rows for start in range(0, CELLS, TOGETHER)]
        small = np.asarray(cv2.resize(blank, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        pages.append(DigitPage(small, tuple(measure_cells(blank, g, scale=BLANK_SCALE) for g in groups)))
    return [page for page in pages if page.printed]


def make_digit_samples(count: int, *, seed: int, shares: Sequence[float] = SHARES, processes: int = 2) -> Samples:
    """Return the cells of `count` pages, filled in and scanned; the same for a seed, whatever the processes."""
    pages = make_digit_pages()
    work = partial(_make_page, pages, tuple(shares))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        made = list(pool.map(work, zip(repeat(seed), range(count), strict=False), chunksize=16))
    return join(*(part for each in made for part in each))


def _make_page(pages: Sequence[DigitPage], shares: Sequence[float], seed: tuple[int, int]) -> list[Samples]:
    """Return the samples of one page: none where it was not found."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(seed)
    page = pages[int(rng.integers(0, len(pages)))]
    layer = np.zeros(page.picture.shape, np.float32)
    own = draw_hand(rng)
    drawn: list[list[str]] = []
    for printed in page.printed:
        hand = draw_hand(rng) if rng.random() < OTHER_HAND else own
        write = partial(draw_digit, layer, hand=hand, scale=INK_SCALE, rng=rng)
        signs = zip(_draw_signs(len(printed.cells), shares, rng), printed.cells, strict=True)
        drawn.append([f"{write(sign, cell)} {hand.pen.kind}" if sign else "" for sign, cell in signs])
    level = str(rng.choice(list(LEVEL_SHARES), p=list(LEVEL_SHARES.values())))
    density = int(rng.choice(DENSITIES))
    made = scan(put_on_paper(page.picture, layer), level, rng, scale=INK_SCALE, dpi=density)  # type: ignore[arg-type]
    place = find_page(made.picture)
    if place is None:
        return []
    cut = [cut_cells(made.picture, place, printed) for printed in page.printed]
    return list(_list_samples(drawn, [c.ink for c in cut], [c.is_found for c in cut], " ".join(made.faults)))


def _list_samples(
    drawn: Sequence[list[str]], inks: Sequence[Array], found: Sequence[NDArray[np.bool_]], faults: str
) -> Iterator[Samples]:
    """Yield the samples of each few cells; their kinds are what was drawn and the pen, a word each."""
    for words, ink, is_found in zip(drawn, inks, found, strict=True):
        pictures, measures = prepare_digits(ink)
        # What no scan shows nobody could read: to call it a digit would teach that blank paper is one.
        kinds = np.array(words)
        which = is_found & ((kinds == "") | (measures[:, DARKEST] > LEAST_DARK))
        pictures, measures, kept = pictures[which], measures[which], kinds[which]
        states = np.array([class_of(kind) for kind in kept], dtype=np.int64)
        yield Samples(pictures, measures, states, kept, np.full(len(kept), faults, dtype="U48"))


def _draw_signs(count: int, shares: Sequence[float], rng: np.random.Generator) -> list[str]:
    weights = np.array(list(UNCLEAR_KINDS.values()), dtype=np.float64)
    odd = rng.choice(list(UNCLEAR_KINDS), count, p=weights / weights.sum())
    digits = rng.integers(0, 10, count)
    kinds = rng.choice(3, count, p=shares)
    return [(str(d), "", str(o))[k] for d, o, k in zip(digits, odd, kinds, strict=True)]


def class_of(drawn: str) -> int:
    """Return the class of what was written in a cell: what it begins with."""
    return int(drawn[0]) if drawn[:1].isdigit() else UNCLEAR if drawn else EMPTY


def vary_digits(pictures: Array, rng: np.random.Generator) -> Array:
    """Return digits a little turned, slanted, stretched and moved, no two alike."""
    middle = (POOLED - 1) / 2
    changed = np.empty_like(pictures)
    for place, picture in enumerate(pictures):
        linear = np.eye(2) + rng.normal(0, 0.08, (2, 2))
        offset = middle - linear @ (middle, middle) + rng.normal(0, 0.6, 2)
        cv2.warpAffine(picture, np.column_stack([linear, offset]), (POOLED, POOLED), dst=changed[place])
    return changed


def calibrate_digits(members: tuple[Parameters, ...], samples: Samples) -> Network:
    """Return the networks with the temperature and the bias under which their probabilities fit what people do.

    The digits are as common as each other, so only *empty* and *unclear* are made more common or rarer; *unclear* not
    rarer than by `LEAST_UNCLEAR`: what real people write that is no number is more than what was thought of here.
    """
    patches = unfold(samples.pooled[..., None], *FIRST[:2])
    scores = [run(weights, patches, samples.measures) for weights in members]

    def build(values: NDArray[np.float64]) -> Network:
        bias = (0.0,) * EMPTY + (float(values[1]), float(values[2]))
        return Network(members, float(np.exp(values[0])), bias)

    def cost(values: NDArray[np.float64]) -> float:
        network = build(values)
        found = np.mean([soften(s / network.temperature + np.array(network.bias)) for s in scores], axis=0)
        return float(-np.log(found[np.arange(len(found)), samples.states] + 1e-12).mean())

    bounds = [(-1.0, 1.0), (-2.0, 2.0), (LEAST_UNCLEAR, 1.0)]
    options = {"xatol": 0.01, "initial_simplex": np.vstack([np.zeros(3), np.diag([0.3, 0.5, -0.5])])}
    return build(minimize(cost, np.zeros(3), method="Nelder-Mead", bounds=bounds, options=options).x)


def train_digits(*, pages: int, epochs: int, members: int, processes: int = 2) -> Network:
    """Return networks trained on the cells of so many pages and calibrated on others."""
    began = time.monotonic()

    def tell(sentence: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:7.0f} s  {sentence}\n")

    samples = make_digit_samples(pages, seed=11, processes=processes)
    tell(f"{len(samples.states):,} cells of {pages:,} pages")
    fitted = tuple(
        fit_network(samples, epochs=epochs, seed=seed, tell=tell, vary=vary_digits, classes=CLASSES)
        for seed in range(1, members + 1)
    )
    network = calibrate_digits(fitted, make_digit_samples(max(pages // 8, 8), seed=12, shares=PEOPLE))
    tell(f"temperature {network.temperature:.2f}, bias {network.bias[EMPTY:]}")
    return network


def main() -> None:
    """Train as the options say and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training.digits", description=__doc__)
    parser.add_argument("--out", type=Path, default=PLACE)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    network = train_digits(
        pages=options.pages, epochs=options.epochs, members=options.members, processes=options.processes
    )
    save_network(network, options.out)


if __name__ == "__main__":
    main()
