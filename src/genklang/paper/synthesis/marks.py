"""Marks as people make them: each kind is a set of strokes round a box, drawn with a pen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.geometry import BOX

Stroke = NDArray[np.float64]
"""Points in units of half a box, the box's middle being zero."""
Layer = NDArray[np.float32]
"""Ink on a page, 0 to 1."""
SUBPIXEL: Final = 4


@dataclass(frozen=True, slots=True)
class Pen:
    """Width in mm, darkness (0–1), grain (0: even ink, 1: broken pencil), and which of `PENS` it is."""

    width: float
    darkness: float
    grain: float = 0.0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of mark: its strokes, and how much wider and darker than the pen they are drawn."""

    strokes: Callable[[np.random.Generator], list[Stroke]]
    width: float = 1.0
    darkness: float = 1.0
    least_grain: float = 0.0


class Draw(Protocol):
    """Draws a mark of a kind at a box (its middle in mm) into a layer of ink, which has `scale` pixels per mm."""

    def __call__(
        self, layer: Layer, kind: str, middle: tuple[float, float], *, pen: Pen, scale: float, rng: np.random.Generator
    ) -> None:
        """Draw it."""


Bounds = tuple[float, float]
PENS: Final[Mapping[str, tuple[float, Bounds, Bounds, Bounds]]] = MappingProxyType(
    {
        "ballpoint": (0.55, (0.22, 0.5), (0.5, 0.95), (0, 0.35)),
        "gel": (0.2, (0.35, 0.75), (0.7, 1.0), (0, 0.15)),
        "pencil": (0.17, (0.3, 0.75), (0.28, 0.65), (0.3, 0.8)),
        "felt": (0.08, (0.9, 1.7), (0.75, 1.0), (0, 0.1)),
    }
)
"""How common each kind of pen is, and between which bounds its width, darkness and grain lie."""


def draw_pen(rng: np.random.Generator, kind: str = "") -> Pen:
    """Return a pen at random, or one of a kind."""
    chosen = kind or str(rng.choice(list(PENS), p=[share for share, *_ in PENS.values()]))
    width, darkness, grain = (rng.uniform(*bounds) for bounds in PENS[chosen][1:])
    return Pen(width, darkness, grain, chosen)


def draw_mark(
    layer: Layer, kind: str, middle: tuple[float, float], *, pen: Pen, scale: float, rng: np.random.Generator
) -> None:
    """Draw a mark of a kind at a box (its middle in mm) into the ink layer, which has `scale` pixels per mm."""
    mark = MARKS[kind]
    strokes = [s * (BOX / 2) + middle for s in mark.strokes(rng)]
    worn = Pen(pen.width * mark.width, pen.darkness * mark.darkness, max(pen.grain, mark.least_grain), pen.kind)
    draw_strokes(layer, strokes, pen=worn, scale=scale, rng=rng)


def draw_strokes(layer: Layer, strokes: list[Stroke], *, pen: Pen, scale: float, rng: np.random.Generator) -> None:
    """Draw strokes, given in mm, into the ink layer: ink does not get darker than the pen where strokes cross."""
    points = np.concatenate(strokes) * scale
    edge = int(pen.width * scale) + 3
    low = np.maximum(np.floor(points.min(axis=0)).astype(int) - edge, 0)
    high = np.minimum(np.ceil(points.max(axis=0)).astype(int) + edge, layer.shape[::-1])
    if np.any(high - low < 2):
        return
    patch = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    for stroke in strokes:
        pixels = np.round((stroke * scale - low) * 2**SUBPIXEL).astype(np.int32)
        width = max(1, round(pen.width * scale * rng.uniform(0.85, 1.15)))
        cv2.polylines(patch, [pixels.reshape(-1, 1, 2)], False, 255, width, cv2.LINE_AA, SUBPIXEL)
    ink = patch.astype(np.float32) / 255 * pen.darkness
    if pen.grain:
        ink *= _make_grain(patch.shape, pen.grain, rng)
    target = layer[low[1] : high[1], low[0] : high[0]]
    np.maximum(target, ink, out=target)


def _make_grain(shape: tuple[int, ...], grain: float, rng: np.random.Generator) -> Layer:
    coarse = rng.random((shape[0] // 2 + 2, shape[1] // 2 + 2), dtype=np.float32)
    noise = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(1 - grain * 1.6 * (noise - 0.15), 0, 1), dtype=np.float32)


def bend(points: list[tuple[float, float]], rng: np.random.Generator, *, wobble: float = 0.08) -> Stroke:
    """Return a hand's curve through points: each a little off, and rounded between."""
    rough = np.array(points, dtype=np.float64) + rng.normal(0, wobble, (len(points), 2))
    if len(rough) == 2:
        bow = rng.normal(0, wobble) * (rough[1] - rough[0])[::-1] * (1, -1)
        rough = np.array([rough[0], rough.mean(axis=0) + bow, rough[1]])
    for _ in range(2):
        cut = np.empty((2 * len(rough), 2))
        cut[0], cut[-1] = rough[0], rough[-1]
        cut[1:-1:2] = 0.78 * rough[:-1] + 0.22 * rough[1:]
        cut[2:-1:2] = 0.22 * rough[:-1] + 0.78 * rough[1:]
        rough = cut
    return rough


def _offset(rng: np.random.Generator, spread: float = 0.16) -> NDArray[np.float64]:
    return rng.normal(0, spread, 2)


def _cross(rng: np.random.Generator) -> list[Stroke]:
    a, b, lean = rng.uniform(0.55, 1.35), rng.uniform(0.55, 1.35), rng.uniform(0.75, 1.25)
    strokes = [bend([(-a, -a * lean), (a, a * lean)], rng), bend([(b, -b * lean), (-b, b * lean)], rng)]
    if rng.random() < 0.06:
        strokes = [np.concatenate(strokes)]
    return [s + _offset(rng) for s in strokes]


def _heavy_cross(rng: np.random.Generator) -> list[Stroke]:
    return [s + rng.normal(0, 0.09, 2) for _ in range(rng.integers(2, 4)) for s in _cross(rng)]


def _tick(rng: np.random.Generator) -> list[Stroke]:
    """A short arm down and a long one up, straight or bowed: its elbow in the box, or all of it over the middle."""
    long, short = rng.uniform(1.1, 2.9), rng.uniform(0.12, 0.55)
    up, down = np.radians(rng.uniform(25, 80)), np.radians(rng.uniform(15, 85))
    start = (-long * short * np.cos(down), -long * short * np.sin(down))
    end = (long * np.cos(up), -long * np.sin(up))
    bow = rng.normal(0, 0.07) * long
    points = [start, (0.0, 0.0), ((end[0] + bow) / 2, (end[1] + bow) / 2), end]
    stroke = bend(points, rng)
    if rng.random() < 0.5:
        return [stroke - (stroke.min(axis=0) + stroke.max(axis=0)) / 2 + _offset(rng)]
    elbow = np.array([rng.uniform(-0.5, 0.2), rng.uniform(0.2, 0.9)])
    return [stroke + elbow + _offset(rng, 0.1)]


def _slash(rng: np.random.Generator) -> list[Stroke]:
    """One line, from nearly upright to slanting either way."""
    a, way, lean = rng.uniform(0.75, 1.6), rng.choice([-1, 1]), np.radians(rng.uniform(35, 80))
    x, y = way * a * np.cos(lean), a * np.sin(lean)
    return [bend([(-x, y), (x, -y)], rng) + _offset(rng)]


def _line_across(rng: np.random.Generator) -> list[Stroke]:
    a, tilt = rng.uniform(0.7, 1.4), rng.normal(0, 0.15)
    return [bend([(-a, tilt), (a, -tilt)], rng) + _offset(rng)]


def _dot(rng: np.random.Generator) -> list[Stroke]:
    r = rng.uniform(0.12, 0.4)
    turn = np.linspace(0, rng.uniform(8, 20), 30)
    grow = np.linspace(r, 0.05, 30)
    return [np.column_stack([grow * np.cos(turn), grow * np.sin(turn)]) + _offset(rng, 0.2)]


def _scribble(rng: np.random.Generator) -> list[Stroke]:
    turns = int(rng.integers(3, 7))
    x = np.linspace(-0.8, 0.8, 2 * turns) + rng.normal(0, 0.08, 2 * turns)
    y = np.tile([-0.8, 0.8], turns) * rng.uniform(0.5, 1.1, 2 * turns)
    return [_rotate(bend(list(zip(x, y, strict=True)), rng), rng.uniform(-0.6, 0.6)) + _offset(rng, 0.1)]


def _fill(rng: np.random.Generator) -> list[Stroke]:
    """Close lines up and down, often twice, or round and round: black with a few gaps, and a little beyond."""
    if rng.random() < 0.4:
        return [_fill_round(rng)]
    strokes = []
    for _ in range(int(rng.integers(1, 3))):
        turns = int(rng.integers(9, 15))
        edge = rng.uniform(0.85, 1.1)
        x = np.linspace(-edge, edge, 2 * turns)
        y = np.tile([-edge, edge], turns) * rng.uniform(0.88, 1.06, 2 * turns)
        zigzag = bend(list(zip(x, y, strict=True)), rng, wobble=0.03)
        strokes.append(_rotate(zigzag, float(rng.choice([0, np.pi / 2, 0.3]))))
    return strokes


def _fill_round(rng: np.random.Generator) -> Stroke:
    """A blob filled from its edge to its middle: round, long or pointed, and seldom quite to the corners."""
    a, turns = rng.uniform(0.7, 1.15), rng.uniform(5, 9)
    turn = np.linspace(0, 2 * np.pi * turns, int(24 * turns))
    wave = 1 + rng.uniform(0, 0.25) * np.sin(rng.integers(2, 4) * turn + rng.uniform(0, 6))
    reach = a * np.linspace(1, 0.05, len(turn)) * wave
    blob = np.column_stack([reach * np.cos(turn), rng.uniform(0.6, 1) * reach * np.sin(turn)])
    return _rotate(blob, rng.uniform(0, np.pi)) + _offset(rng, 0.12)


def _circle(rng: np.random.Generator) -> list[Stroke]:
    a, b = rng.uniform(1.3, 2.0), rng.uniform(1.25, 1.8)
    turn = np.linspace(0, 2 * np.pi + rng.uniform(-0.3, 0.8), 40) + rng.uniform(0, 6)
    wave = 1 + 0.05 * np.sin(2 * turn + rng.uniform(0, 6))
    return [np.column_stack([a * wave * np.cos(turn), b * wave * np.sin(turn)]) + _offset(rng)]


def _beside(rng: np.random.Generator) -> list[Stroke]:
    """A tick or a cross that stands next to the box instead of in it."""
    away = rng.choice([-1, 1]) * rng.uniform(2.1, 3.2)
    shape = _tick(rng) if rng.random() < 0.5 else _cross(rng)
    return [0.8 * s + (away, rng.normal(0, 0.3)) for s in shape]


def _erased(rng: np.random.Generator) -> list[Stroke]:
    return _cross(rng)


def _plus(rng: np.random.Generator) -> list[Stroke]:
    """Two lines, as long as each other or not, that cross in the middle of both or higher up."""
    across, down, high = rng.uniform(0.5, 1.4), rng.uniform(0.6, 1.5), rng.uniform(-0.65, 0.3)
    high = high if rng.random() < 0.5 else 0.0
    offset = _offset(rng)
    return [
        bend([(-across, high * down), (across, high * down)], rng) + offset + _offset(rng, 0.06),
        bend([(0, -down), (0, down)], rng) + offset + _offset(rng, 0.06),
    ]


def _ring_inside(rng: np.random.Generator) -> list[Stroke]:
    return [s * 0.42 for s in _circle(rng)]


def _star(rng: np.random.Generator) -> list[Stroke]:
    return _cross(rng) + _plus(rng)


def _word(rng: np.random.Generator) -> list[Stroke]:
    """A short word, such as a yes, written over the box and past it."""
    count = int(rng.integers(4, 8))
    x = np.cumsum(rng.uniform(0.25, 0.7, count)) - rng.uniform(0.5, 2.0)
    y = np.tile([-0.5, 0.5], count)[:count] * rng.uniform(0.6, 1.3, count)
    return [bend(list(zip(x, y, strict=True)), rng, wobble=0.15) + _offset(rng)]


def _under(rng: np.random.Generator) -> list[Stroke]:
    y = rng.uniform(1.25, 1.7)
    return [bend([(-rng.uniform(0.8, 1.8), y), (rng.uniform(1.5, 6), y)], rng)]


def _stray(rng: np.random.Generator) -> list[Stroke]:
    """A line that only touches the box's window: the end of something written elsewhere."""
    start = rng.uniform(-2.2, 2.2, 2)
    start[rng.integers(0, 2)] = rng.choice([-2.4, 2.4])
    end = start * rng.uniform(0.45, 0.75) + rng.normal(0, 0.3, 2)
    return [bend([tuple(start), tuple(end)], rng)]


def _random_strokes(rng: np.random.Generator) -> list[Stroke]:
    """Lines of no meaning at all, so that what was never seen is met with doubt."""
    strokes = []
    for _ in range(int(rng.integers(1, 5))):
        count = int(rng.integers(2, 7))
        around = rng.uniform(-1.6, 1.6, 2)
        strokes.append(bend([tuple(p) for p in around + rng.normal(0, 0.9, (count, 2))], rng, wobble=0.2))
    return strokes


def _rotate(stroke: Stroke, angle: float) -> Stroke:
    c, s = np.cos(angle), np.sin(angle)
    return np.asarray(stroke @ np.array([[c, s], [-s, c]]))


MARKS: Final[Mapping[str, Mark]] = MappingProxyType(
    {
        "cross": Mark(_cross),
        "heavy": Mark(_heavy_cross, width=1.9, darkness=1.1),
        "light": Mark(_cross, width=0.8, darkness=0.55),
        "tick": Mark(_tick),
        "slash": Mark(_slash),
        "line": Mark(_line_across),
        "dot": Mark(_dot),
        "scribble": Mark(_scribble),
        "plus": Mark(_plus),
        "star": Mark(_star),
        "ring": Mark(_ring_inside),
        "fill": Mark(_fill, width=1.15, darkness=1.1),
        "erased": Mark(_erased, width=1.5, darkness=0.16, least_grain=0.5),
        "circled": Mark(_circle),
        "beside": Mark(_beside),
        "word": Mark(_word),
        "under": Mark(_under),
        "stray": Mark(_stray),
        "random": Mark(_random_strokes),
    }
)
"""Every kind of mark by its name."""
