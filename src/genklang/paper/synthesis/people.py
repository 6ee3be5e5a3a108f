"""People with a pen: each has a habit, a hand and now and then a change of mind; what they meant is kept beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np

from genklang.paper.form import Box, FormLayout, Question
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.register import Picture
from genklang.paper.states import CANCELLED, EMPTY, MARK, UNCLEAR
from genklang.paper.synthesis.marks import Draw, Layer, Pen, draw_mark, draw_pen, draw_strokes

PLAIN: Final = ("cross", "heavy", "light", "tick", "slash", "line", "dot", "scribble", "plus", "star", "ring")
"""Kinds that stand in the box and mean yes."""
ODD: Final = ("circled", "beside", "word", "under")
"""Kinds that mean yes to a person and stand round the box or beyond it."""
ACTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        **dict(zip(PLAIN, (0.50, 0.07, 0.05, 0.13, 0.06, 0.02, 0.03, 0.05, 0.015, 0.01, 0.01), strict=True)),
        "fill": 0.01,
        "corrected": 0.02,
        "erased": 0.008,
        "column": 0.002,
        "circled": 0.006,
        "beside": 0.004,
        "word": 0.002,
        "under": 0.001,
    }
)
"""What people do with a question, and how often: set by us, since no office's sheets were at hand."""
BLANK: Final = 0.04
HABIT: Final = 0.85


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that one person has filled in: ink by page, the state of each box, and by item what was meant and done.

    `meant` holds the codes chosen (none: left blank).
    """

    layers: tuple[Layer, ...]
    states: Mapping[tuple[str, int], int]
    meant: Mapping[str, tuple[int, ...]]
    acts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Hand:
    pen: Pen
    habit: str
    scale: float
    rng: np.random.Generator
    draw: Draw


def fill(
    layout: FormLayout,
    rng: np.random.Generator,
    *,
    scale: float,
    acts: Mapping[str, float] = ACTS,
    answers: Mapping[str, Sequence[int]] | None = None,
    draw: Draw = draw_mark,
) -> Filled:
    """Fill a form in by hand with `scale` pixels per mm; `acts` weighs what people do.

    `answers` fixes what they mean, by item; `draw` draws their marks.
    """
    size = (round(PAGE_HEIGHT * scale), round(PAGE_WIDTH * scale))
    layers = tuple(np.zeros(size, np.float32) for _ in range(layout.pages))
    states = {(box.item, box.code): EMPTY for box in layout.boxes}
    names, weights = list(acts), np.array(list(acts.values()), dtype=np.float64)
    habits = [n for n in names if n in PLAIN or n == "fill"] or names
    habit_weights = np.array([acts[n] for n in habits])
    habit = str(rng.choice(habits, p=habit_weights / habit_weights.sum()))
    kind = "pencil" if habit == "light" and rng.random() < 0.7 else ""
    hand = _Hand(draw_pen(rng, kind), habit, scale, rng, draw)
    meant: dict[str, tuple[int, ...]] = {}
    done: dict[str, str] = {}
    for question in layout.questions:
        boxes = [b for b in layout.boxes if b.item == question.item]
        if not boxes:
            continue
        chosen = _choose(question, boxes, rng, answers)
        act = str(rng.choice(names, p=weights / weights.sum()))
        act = habit if act in PLAIN and rng.random() < HABIT else act
        act = act if chosen else "blank"
        _answer(layers[question.page - 1], boxes, chosen, act, hand=hand, states=states)
        meant[question.item], done[question.item] = chosen, act
    return Filled(layers, states, meant, done)


def put_on_paper(blank: Picture, layer: Layer) -> Picture:
    """Return the printed page with ink on it."""
    page = cv2.resize(blank, layer.shape[::-1], interpolation=cv2.INTER_AREA) if blank.shape != layer.shape else blank
    return np.asarray(np.clip(page * (1 - 0.92 * layer), 0, 255), dtype=np.uint8)


def _choose(
    question: Question,
    boxes: Sequence[Box],
    rng: np.random.Generator,
    answers: Mapping[str, Sequence[int]] | None,
) -> tuple[int, ...]:
    if answers is not None:
        return tuple(answers.get(question.item, ()))
    if rng.random() < BLANK:
        return ()
    codes = [b.code for b in boxes]
    if not question.several:
        return (int(rng.choice(codes)),)
    able = [c for c in codes if c not in question.alone]
    return tuple(sorted(int(c) for c in rng.choice(able, int(rng.integers(1, min(4, len(able)) + 1)), replace=False)))


def _answer(
    layer: Layer,
    boxes: Sequence[Box],
    chosen: tuple[int, ...],
    act: str,
    *,
    hand: _Hand,
    states: dict[tuple[str, int], int],
) -> None:
    plain = hand.habit if hand.habit in PLAIN else "cross"
    others = [b for b in boxes if b.code not in chosen]
    for box in (b for b in boxes if b.code in chosen):
        kind = plain if act in {"corrected", "erased"} else act
        if act == "column":
            _draw_column(layer, box, hand)
        else:
            hand.draw(layer, kind, _middle(box), pen=hand.pen, scale=hand.scale, rng=hand.rng)
        states[box.item, box.code] = _state_of(act)
    if act in {"corrected", "erased"} and others:
        wrong = others[int(hand.rng.integers(0, len(others)))]
        if act == "corrected" and hand.rng.random() < 0.8:
            hand.draw(layer, plain, _middle(wrong), pen=hand.pen, scale=hand.scale, rng=hand.rng)
        hand.draw(
            layer,
            "fill" if act == "corrected" else "erased",
            _middle(wrong),
            pen=hand.pen,
            scale=hand.scale,
            rng=hand.rng,
        )
        states[wrong.item, wrong.code] = CANCELLED


def _state_of(act: str) -> int:
    if act == "fill":
        return CANCELLED
    return MARK if act in PLAIN or act in {"corrected", "erased"} else UNCLEAR


def _draw_column(layer: Layer, box: Box, hand: _Hand) -> None:
    """Draw one line down through the box and past it, as one who answers several questions at once."""
    x, y = _middle(box)
    reach = hand.rng.uniform(5, 14, 2)
    ends = np.array([[x + hand.rng.normal(0, 0.8), y - reach[0]], [x, y], [x + hand.rng.normal(0, 0.8), y + reach[1]]])
    draw_strokes(layer, [ends], pen=hand.pen, scale=hand.scale, rng=hand.rng)


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2
