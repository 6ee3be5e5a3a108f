"""Reads numbers written by hand, a digit to a cell: ten digits, empty or unclear in each, then the number rule."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.digit_windows import SIDE, PrintedCells, cut_cells, prepare_digits
from genklang.paper.form import Question
from genklang.paper.judge import Doubt, Verdict
from genklang.paper.network import Array, Network, infer, load_network
from genklang.paper.register import Picture, Registration

EMPTY: Final = 10
UNCLEAR: Final = 11
"""Struck out, written over, a letter, a dash, two digits in one cell: a person must see it."""
CLASSES: Final = 12
"""The classes in the order in which probabilities stand: the digits 0–9, then these two."""
SURE: Final = 0.998
"""A number is taken where all its cells together are at least this sure; any other goes to a person."""
LEAST_PROPOSED: Final = 0.5
"""A number is proposed to the person from here on."""
PLACE: Final = Path(__file__).parents[1] / "content" / "paper" / "digits.npz"


@cache
def shipped_digits() -> Network:
    """Return the networks for digits that genklang ships with."""
    return load_network(PLACE)


def read_number(
    picture: Picture, place: Registration, printed: PrintedCells, question: Question, *, network: Network | None = None
) -> Verdict:
    """Return the verdict on a number: its value as the one code, none where it is blank, and whether to look."""
    cut = cut_cells(picture, place, printed)
    verdict = judge_number(question, infer(network or shipped_digits(), *prepare_digits(cut.ink)))
    if cut.is_found.all():
        return verdict
    return Verdict(verdict.item, (), verdict.confidence, Doubt.NOT_FOUND)


def judge_number(question: Question, chances: NDArray[np.float64]) -> Verdict:
    """Return the verdict from the probabilities of each cell (n × 12), in the order in which a number is written.

    A number is digits in cells next to each other, with empty ones before and after. It is taken only where every cell
    is sure and the value lies within the bounds of the question; a value beyond them is not even proposed.
    """
    signs = chances.argmax(axis=1)
    confidence = float(chances.max(axis=1).prod())
    written = np.flatnonzero(signs != EMPTY)
    if not len(written):
        return Verdict(question.item, (), confidence, Doubt.NONE if confidence >= SURE else Doubt.HAND)
    value = _join_digits(signs[written[0] : written[-1] + 1])
    if question.bounds is None or value is None or not question.bounds[0] <= value <= question.bounds[1]:
        return Verdict(question.item, (), confidence, Doubt.HAND)
    if confidence >= SURE:
        return Verdict(question.item, (value,), confidence)
    return Verdict(question.item, (value,) if confidence >= LEAST_PROPOSED else (), confidence, Doubt.HAND)


def _join_digits(signs: NDArray[np.int64]) -> int | None:
    """Return the value of digits; None where there is a gap or something that is no digit."""
    return int("".join(map(str, signs))) if (signs < EMPTY).all() else None


def classify_digits(images: Sequence[NDArray[Any]], *, network: Network | None = None) -> NDArray[np.float64]:
    """Return the probabilities of the digits 0–9, *empty* and *unclear* for each crop: n × 12, rows summing to one.

    Each image is a grey crop of any size of the inside of one cell, dark on light, 0–255 (or 0–1, as floating
    numbers). Whatever is printed in it counts as ink. A crop of fewer than 8 pixels is *unclear*.
    """
    if not len(images):
        return np.zeros((0, CLASSES))
    ink = np.stack([_fit_crop(image) for image in images])
    chances = infer(network or shipped_digits(), *prepare_digits(ink))
    chances[[min(np.shape(image)[:2], default=0) < 8 for image in images]] = np.eye(CLASSES)[UNCLEAR]
    return chances


def _fit_crop(image: NDArray[Any]) -> Array:
    """Return a crop as the ink of one cell, the crop's longer side being the cell's."""
    grey = np.nan_to_num(np.asarray(image, dtype=np.float32), nan=255.0)
    grey = grey.mean(axis=2) if grey.ndim == 3 else grey
    cell = np.zeros((SIDE, SIDE), np.float32)
    if grey.ndim != 2 or min(grey.shape) < 8:
        return cell
    grey = grey * 255 if grey.max() <= 1.0 else grey
    white, black = (float(v) for v in np.percentile(grey, (80, 0.5)))
    ink = np.clip((white - grey) / max(white - black, 100.0), 0, 1)
    inner = SIDE * 4 // 5
    zoom = inner / max(ink.shape)
    size = (max(1, round(ink.shape[1] * zoom)), max(1, round(ink.shape[0] * zoom)))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR)
    top, left = (SIDE - size[1]) // 2, (SIDE - size[0]) // 2
    cell[top : top + size[1], left : left + size[0]] = small
    return cell
