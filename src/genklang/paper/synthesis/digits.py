"""Digits as people write them: skeletons by rule with several variants each, bent and slanted, drawn with a pen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box
from genklang.paper.synthesis.marks import MARKS, Layer, Pen, Stroke, draw_pen, draw_strokes
from genklang.paper.synthesis.skeletons import SKELETONS

Drawn = tuple[str, list[Stroke]]
"""Which digit in which way it is, nothing if it is none, and its strokes."""

LETTERS: Final = (
    "-28,50 0,-50! 28,50 | -16,12 16,12",
    "24,-50 -22,-50! -22,50! 26,50 | -22,0 16,0",
    "-24,-50 -24,50 | 24,-50 24,50 | -24,0 24,0",
    "-22,-50 -22,50 | 26,-50 -22,2! 28,50",
    "-32,50 -28,-50! 0,20! 28,-50! 32,50",
    "-24,50 -24,-50! 24,50! 24,-50",
    "-22,50 -22,-50 20,-44 22,-10 -20,0! 26,50",
    "-34,-50 -18,50! 0,-20! 18,50! 34,-50",
    "-26,-50 0,0 | 26,-50 -8,50",
    "-20,-34 0,-50 22,-34 8,-6 0,18 | 0,44 1,50",
    "24,20 -10,10 -20,34 4,50 22,30! 24,50",
    "-22,28 20,26 8,6 -16,16 -18,42 22,46",
    "-20,10 -18,50 | -18,26 0,8 18,12",
    "-30,0 30,0",
    "-26,-26 26,26 | 26,-26 -26,26",
    "-30,0 30,0 | 0,-30 0,30",
)
"""What is no digit: letters, a question mark, a dash, a cross, a plus."""
UNCLEAR_KINDS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "struck": 5,
        "overwritten": 2,
        "double": 2,
        "letter": 3,
        "scribble": 1,
        "fill": 1,
        "comma": 1,
        "erased": 1,
        "random": 1,
        "tick": 1,
    }
)
"""What a person must see, and how often it is drawn for training."""
HEIGHTS: Final = (3.2, 7.4)
"""Of a digit in mm; the cell is 8 mm."""
WIDEST_LINE: Final = 0.24
"""Of a digit's height: nobody writes small with a broad pen."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person writes: pen, height in mm, width to height, slant, carelessness."""

    pen: Pen
    height: float
    aspect: float
    slant: float
    wobble: float


def draw_hand(rng: np.random.Generator, pen_kind: str = "") -> Hand:
    """Return a hand at random, or one that holds a pen of this kind."""
    height = float(np.clip(rng.normal(5.2, 0.9), *HEIGHTS))
    pen = draw_pen(rng, pen_kind)
    pen = replace(pen, width=min(pen.width, WIDEST_LINE * height))
    return Hand(pen, height, rng.uniform(0.55, 1.35), rng.normal(0.12, 0.24), rng.uniform(0.015, 0.07))


def draw_digit(layer: Layer, sign: str, cell: Box, *, hand: Hand, scale: float, rng: np.random.Generator) -> str:
    """Write a sign into a cell of a layer of ink with `scale` pixels per mm; return what was drawn, a word each.

    A sign is a digit (`7`), a digit in one way (`7-bar`) or one of `UNCLEAR_KINDS`. The words: the kind, if it is one,
    and each digit with its way.
    """
    middle = np.array([cell.x + cell.width / 2, cell.y + cell.height / 2]) + rng.normal(0, 0.35, 2)
    pen = replace(hand.pen, darkness=hand.pen.darkness * (0.2 if sign == "erased" else 1))
    words = [sign] if sign in UNCLEAR_KINDS else []
    for name, strokes in _list_layers(sign, hand, rng):
        draw_strokes(layer, [s + middle for s in strokes], pen=pen, scale=scale, rng=rng)
        words += [name] if name else []
    return " ".join(words)


def _list_layers(sign: str, hand: Hand, rng: np.random.Generator) -> list[Drawn]:
    """Return what is drawn one over the other, in mm round the cell's middle."""
    one, other = (str(d) for d in rng.choice(10, 2, replace=False))
    if sign == "struck":
        return [_write_sign(one, hand, rng), ("", _strike(hand, rng))]
    if sign == "overwritten":
        return [_write_sign(one, hand, rng), _move(_write_sign(other, hand, rng), rng.normal(0, 0.3))]
    if sign == "double":
        narrow = replace(hand, aspect=hand.aspect * 0.55)
        return [_move(_write_sign(d, narrow, rng), x) for d, x in ((one, -1.7), (other, 1.7))]
    if sign in UNCLEAR_KINDS and sign != "erased":
        return [("", _list_strokes(sign, hand, rng))]
    return [_write_sign(one if sign == "erased" else sign, hand, rng)]


def _list_strokes(sign: str, hand: Hand, rng: np.random.Generator) -> list[Stroke]:
    """Return what is drawn in one go and is no digit."""
    if sign == "letter":
        return _shape(str(rng.choice(LETTERS)), hand, rng)
    if sign == "comma":
        place = rng.uniform((-3, 1), (3, 3))
        return [np.array([[0.2, -0.4], [0.15, 0.1], [-0.25, 0.7]]) * rng.uniform(0.5, 1.4) + place]
    return [s * rng.uniform(2.0, 3.2) for s in MARKS[sign].strokes(rng)]


def _move(drawn: Drawn, across: float) -> Drawn:
    return drawn[0], [stroke + np.array([across, 0.0]) for stroke in drawn[1]]


def _write_sign(sign: str, hand: Hand, rng: np.random.Generator) -> Drawn:
    """Return a digit in one of its ways, or in the one that the sign names, in mm round its middle."""
    digit, _, way = sign.partition("-")
    able = [s for s in SKELETONS[digit] if way in {"", s.way}]
    weights = np.array([s.weight for s in able], dtype=np.float64)
    chosen = able[int(rng.choice(len(able), p=weights / weights.sum()))]
    return f"{digit}-{chosen.way}", _shape(chosen.strokes, hand, rng)


def _shape(skeleton: str, hand: Hand, rng: np.random.Generator) -> list[Stroke]:
    """Return a skeleton as this hand draws it: each point a little off, then stretched, slanted, turned and bent."""
    strokes = [_round(part, hand.wobble, rng) for part in skeleton.split("|")]
    angle = rng.normal(0, 0.06)
    slant = hand.slant + rng.normal(0, 0.05)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    shear = np.array([[hand.aspect * rng.uniform(0.85, 1.15), 0], [-slant, 1]])
    waves, phases = rng.normal(0, hand.wobble, (2, 2)), rng.uniform(0, 6.3, (2, 2))
    height = hand.height * rng.uniform(0.88, 1.12)
    made = []
    for stroke in strokes:
        bent = stroke + sum(waves[k] * np.sin((k + 1) * 3.1 * stroke[:, ::-1] + phases[k]) for k in range(2))
        made += _break(height * (bent @ shear @ turn), rng)
    return made


def _round(part: str, wobble: float, rng: np.random.Generator) -> Stroke:
    """Return a curve through the points of one stroke, begun and ended a little early or late."""
    points: list[NDArray[np.float64]] = []
    for sign in part.split():
        x, y = sign.rstrip("!").split(",")
        point = np.array([float(x), float(y)]) / 100 + rng.normal(0, wobble, 2)
        points += [point] * (2 if sign.endswith("!") and rng.random() < 0.8 else 1)
    rough = np.array(points)
    rough[0] += rng.normal(0, 0.12) * (rough[1] - rough[0])
    rough[-1] += rng.normal(0.03, 0.12) * (rough[-1] - rough[-2])
    for _ in range(3):
        cut = np.empty((2 * len(rough), 2))
        cut[0], cut[-1] = rough[0], rough[-1]
        cut[1:-1:2] = 0.75 * rough[:-1] + 0.25 * rough[1:]
        cut[2:-1:2] = 0.25 * rough[:-1] + 0.75 * rough[1:]
        rough = cut
    return rough


def _break(stroke: Stroke, rng: np.random.Generator) -> list[Stroke]:
    """Return the stroke, now and then with a gap where the pen did not write."""
    count = len(stroke)
    if count < 12 or rng.random() > 0.06:
        return [stroke]
    start = int(rng.integers(3, count - 5))
    return [stroke[:start], stroke[start + int(rng.integers(1, max(2, count // 10 + 1))) :]]


def _strike(hand: Hand, rng: np.random.Generator) -> list[Stroke]:
    """Return what strikes a digit out: one line or several, a cross, a scribble."""
    kind = rng.random()
    if kind < 0.15:
        return [s * rng.uniform(2.0, 3.0) for s in MARKS["scribble"].strokes(rng)]
    if kind < 0.35:
        return [s * rng.uniform(2.0, 3.4) for s in MARKS["cross"].strokes(rng)]
    reach = hand.height * rng.uniform(0.45, 0.75)
    angle = rng.choice([0.0, -0.8, 0.8]) + rng.normal(0, 0.15)
    along = np.array([np.cos(angle), np.sin(angle)]) * reach
    across = np.array([-np.sin(angle), np.cos(angle)])
    offsets = rng.normal(0, 0.45, int(rng.choice([1, 2, 3], p=[0.5, 0.3, 0.2])))
    ends = np.array([-1.0, 0.0, 1.0])[:, None] * along
    return [ends + o * across + rng.normal(0, 0.15, (3, 2)) for o in offsets]
