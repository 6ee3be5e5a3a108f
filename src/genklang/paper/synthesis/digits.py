"""Digits as people write them: skeletons by rule with several variants each, bent and slanted, drawn with a pen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Box
from genklang.paper.synthesis.marks import MARKS, Layer, Pen, Stroke, draw_pen, draw_strokes

SKELETONS: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "0": {
            "8,-50 -18,-46 -30,0 -18,44 6,50 26,34 30,-4 22,-40 4,-50": 4,
            "0,-48 26,-36 30,10 8,50 -22,42 -30,0 -20,-42 4,-49": 2,
            "16,-50 -24,-40 -30,10 -10,50 24,44 32,-10 18,-44 -2,-42": 1,
        },
        "1": {
            "4,-50 0,0 -4,50": 4,
            "-22,-22 6,-50! 4,0 2,50": 4,
            "-12,-34 4,-50! 4,50": 2,
            "-32,2 8,-50! 4,50": 2,
            "-20,-26 4,-50! 2,48 | -22,50 24,49": 2,
        },
        "2": {
            "-28,-30 -12,-50 18,-46 26,-22 4,10 -30,48! 0,46 32,48": 4,
            "-26,-36 0,-50 26,-36 18,-4 -14,40 -28,46 -30,32 -14,30 8,46 32,44": 3,
            "-26,-44 4,-50 26,-40 20,-12 -6,22 -28,49! 30,50": 2,
            "-28,-46 26,-48! -28,48! 30,48": 1,
            "-24,-28 -4,-50 24,-40 22,-10 -4,36 -24,50 -20,36 4,42 34,36": 1,
            "-30,-32 0,-50 18,-30 10,0 -16,36 -34,42 -36,22 -16,20 4,38 40,34": 3,
            "-20,-38 6,-50 24,-30 12,6 -8,40 -30,48 -34,30 -14,26 2,46 14,50 40,26": 2,
            "-34,-24 -20,-48 10,-48 20,-24 -10,18 -34,44! -6,34 20,48 40,40": 2,
        },
        "3": {
            "-26,-40 0,-50 24,-38 20,-14 -6,-2! 22,6 28,28 8,50 -28,40": 4,
            "-26,-48 24,-50! -4,-10! 22,0 28,26 6,50 -26,42": 2,
            "-22,-42 4,-50 22,-34 8,-8 -10,0 -8,-10 18,2 26,30 2,50 -26,38": 2,
            "-20,-44 8,-50 20,-30 -2,-6 20,2 24,30 -4,50 -26,46": 1,
            "-24,-34 -6,-50 18,-44 14,-16 -10,-8! 20,2 22,34 -8,50 -34,36": 2,
            "-16,-40 10,-50 22,-34 0,-14! 14,-4 16,26 -6,46 -34,50": 1,
        },
        "4": {
            "-16,-50 -30,12! 32,10 | 12,-18 8,50": 4,
            "-20,-46 -26,8 -16,14 32,8 | 16,-44 10,50": 2,
            "14,-50 -32,14! 34,12 | 14,-50 12,50": 3,
            "-24,-50 -26,4 -12,10 22,2 | 22,-50 20,50": 3,
            "-28,14 14,-50! 14,50 | -28,14 34,14": 2,
            "34,14 -32,14! 12,-50! 10,50": 1,
            "-30,-46 -30,0 -20,8 24,2 | 28,-50 22,50": 2,
            "-26,-44 -30,-4 -10,4 18,-10 26,-48! 14,50": 2,
            "-28,-34 -26,4! 34,0 | 14,-40 8,50": 2,
        },
        "5": {
            "-18,-48 -22,-8! 4,-16 28,6 22,40 -4,50 -28,40 | -18,-48 28,-50": 5,
            "28,-48 -16,-47! -22,-6! 6,-14 28,10 20,42 -6,50 -28,42": 3,
            "26,-50 -10,-46 -18,-10 12,-4 26,20 10,48 -28,48": 2,
            "-14,-46 -20,-4! 14,-8 26,20 6,50 -24,46 | -10,-48 34,-44": 1,
            "-12,-40 -20,-4! 6,-10 18,14 4,46 -18,50 -32,38 -28,24 | -10,-42 40,-48": 2,
            "32,-46 -6,-44! -16,-8! 8,-4 14,20 -4,46 -26,48 -32,34": 2,
        },
        "6": {
            "18,-50 -10,-32 -26,8 -20,42 4,50 26,30 16,4 -8,4 -24,26": 5,
            "4,-50 -18,-10 -26,26 -8,50 20,44 24,16 2,2 -22,20": 3,
            "24,-42 8,-50 -18,-24 -28,16 -12,48 16,48 26,20 8,2 -24,18": 2,
            "-8,-50 -26,0 -26,40 0,50 24,40 22,14 -2,8 -26,24": 1,
            "-6,-50 -26,-4 -28,34 -6,50 26,36 34,16 16,8 -8,26 -14,44": 3,
            "-20,-48 -28,10 -22,44 10,50 32,30 22,12 -4,20 -18,40": 2,
            "20,-50 -12,-20 -30,24 -18,48 14,44 28,22 14,8 -8,20 -24,34": 2,
        },
        "7": {
            "-28,-46 28,-48! -4,50": 4,
            "-28,-46 28,-48! -4,50 | -18,4 22,-2": 5,
            "-28,-28 -26,-47! 28,-48! 2,0 -8,50 | -16,2 18,0": 1,
            "-28,-30 -27,-46! 28,-47! 4,0 -6,50": 1,
            "-28,-44 -4,-40 28,-49! 8,-4 0,50": 2,
            "-28,-44 0,-40 28,-49! 8,-4 0,50 | -16,6 24,-4": 2,
            "-26,-36 16,-50! 12,-6 4,50": 2,
            "-30,-34 -6,-46 16,-48 22,-34 8,4 2,50": 2,
            "-32,-20 -26,-42! 26,-48 24,-30 0,14 -10,50": 1,
        },
        "8": {
            "22,-38 2,-50 -22,-36 -14,-12 14,8 26,32 2,50 -26,34 -12,8 14,-12 24,-34 16,-46": 5,
            "0,-50 -22,-32 -12,-8 16,8 24,34 0,50 -24,34 -14,8 12,-8 22,-32 2,-50": 3,
            "0,-50 22,-30 0,-4 -22,-30 0,-50 | 0,-4 26,24 0,50 -26,24 0,-4": 2,
            "26,-44 -14,-46 -18,-20 18,12 18,42 -16,46 -20,16 18,-18 28,-46": 1,
            "30,-40 4,-50 -24,-36 -10,-8 10,10 12,38 -6,50 -20,36 -8,8 12,-14 34,-46": 2,
            "22,-48 -12,-44 -24,-24 0,-4 20,20 8,46 -14,48 -20,28 2,0 26,-24 28,-40": 2,
        },
        "9": {
            "22,-30 4,-50 -24,-36 -22,-8 4,-2 22,-26! 22,10 16,50": 4,
            "24,-34 0,-50 -26,-30 -14,-4 14,-8 24,-36! 22,14 4,46 -24,44": 4,
            "18,-44 -8,-48 -26,-24 -12,-2 14,-12 22,-44! 20,50": 2,
            "22,-28 0,-50 -24,-28 0,-4 22,-28 | 22,-46 22,0 18,50": 1,
            "22,-46 -10,-50 -24,-20 0,-4 20,-16 24,-44! 10,10 -10,50": 1,
            "16,-36 -8,-50 -30,-26 -16,-6 8,-22 18,-40! 16,0 12,50": 2,
            "24,-30 2,-50 -22,-40 -24,-18 0,-10 20,-26 26,-36! 8,10 -4,50": 2,
        },
    }
)
"""How each digit is written and how often: strokes between bars, points in hundredths of its height, `!` a corner."""
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


def draw_hand(rng: np.random.Generator) -> Hand:
    """Return a hand at random."""
    height = float(np.clip(rng.normal(5.2, 0.9), *HEIGHTS))
    pen = draw_pen(rng)
    pen = replace(pen, width=min(pen.width, WIDEST_LINE * height))
    return Hand(pen, height, rng.uniform(0.55, 1.35), rng.normal(0.12, 0.24), rng.uniform(0.015, 0.07))


def draw_digit(layer: Layer, sign: str, cell: Box, *, hand: Hand, scale: float, rng: np.random.Generator) -> None:
    """Write a digit, or one of `UNCLEAR_KINDS`, into a cell of a layer of ink with `scale` pixels per mm."""
    middle = np.array([cell.x + cell.width / 2, cell.y + cell.height / 2]) + rng.normal(0, 0.35, 2)
    pen = replace(hand.pen, darkness=hand.pen.darkness * (0.2 if sign == "erased" else 1))
    for strokes in _list_layers(sign, hand, rng):
        draw_strokes(layer, [s + middle for s in strokes], pen=pen, scale=scale, rng=rng)


def _list_layers(sign: str, hand: Hand, rng: np.random.Generator) -> list[list[Stroke]]:
    """Return what is drawn one over the other, in mm round the cell's middle."""
    one, other = (str(d) for d in rng.choice(10, 2, replace=False))
    if sign == "struck":
        return [write_sign(one, hand, rng), _strike(hand, rng)]
    if sign == "overwritten":
        return [write_sign(one, hand, rng), _move(write_sign(other, hand, rng), rng.normal(0, 0.3))]
    if sign == "double":
        narrow = replace(hand, aspect=hand.aspect * 0.55)
        return [_move(write_sign(d, narrow, rng), x) for d, x in ((one, -1.7), (other, 1.7))]
    return [_list_strokes(sign, hand, rng, digit=one)]


def _list_strokes(sign: str, hand: Hand, rng: np.random.Generator, *, digit: str) -> list[Stroke]:
    """Return what is drawn in one go; `digit` is the one that is rubbed out."""
    if sign == "letter":
        return _shape(str(rng.choice(LETTERS)), hand, rng)
    if sign == "comma":
        place = rng.uniform((-3, 1), (3, 3))
        return [np.array([[0.2, -0.4], [0.15, 0.1], [-0.25, 0.7]]) * rng.uniform(0.5, 1.4) + place]
    if sign in MARKS and sign != "erased":
        return [s * rng.uniform(2.0, 3.2) for s in MARKS[sign].strokes(rng)]
    return write_sign(digit if sign == "erased" else sign, hand, rng)


def _move(strokes: list[Stroke], across: float) -> list[Stroke]:
    return [stroke + np.array([across, 0.0]) for stroke in strokes]


def write_sign(digit: str, hand: Hand, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes of a digit in mm round its middle."""
    ways = SKELETONS[digit]
    weights = np.array(list(ways.values()), dtype=np.float64)
    return _shape(str(rng.choice(list(ways), p=weights / weights.sum())), hand, rng)


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
