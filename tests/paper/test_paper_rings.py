"""A ring round one box is an answer where nothing else stands in the question; no other line round boxes is."""

import numpy as np
import pytest
from paper_sheets import trial_form

from genklang.paper.judge import Doubt
from genklang.paper.read import read_page
from genklang.paper.rings import find_ringed
from genklang.paper.synthesis.marks import Pen, draw_strokes
from genklang.paper.synthesis.people import put_on_paper
from genklang.paper.synthesis.scanner import scan
from genklang.paper.synthesis.trial import INK_SCALE
from genklang.paper.windows import SCALE, SIDE

PEN = Pen(0.45, 0.85)
LABEL_X = 14.0
"""Mm from a box's middle into its label."""


def arc(wide, high, *, start=0.0, end=2.05 * np.pi, at=(0.0, 0.0)):
    turn = np.linspace(start, end, 60)
    return np.column_stack([wide * np.cos(turn), high * np.sin(turn)]) + at


def line(*points):
    return np.array(points, dtype=float)


RING = arc(3.6, 3.4)
NOT_ONE_RING = {
    "round two boxes": [arc(4.2, 7.6, at=(0, 3.6))],
    "round the label": [arc(11, 3.4, at=(LABEL_X, 0))],
    "round box and label": [arc(14, 3.4, at=(10, 0))],
    "half a ring": [arc(3.6, 3.4, end=np.pi)],
    "bracket": [line((-3, -3.4), (-4, -3.4), (-4, 3.4), (-3, 3.4))],
    "arrow": [line((-12, 0), (-3.2, 0)), line((-4.5, -1.2), (-3.2, 0), (-4.5, 1.2))],
    "line under": [line((-4, 3.4), (8, 3.4))],
    "label struck out": [line((6, 0.2), (20, -0.2))],
    "ring with a cross in it": [RING, line((-1.5, -1.5), (1.5, 1.5)), line((-1.5, 1.5), (1.5, -1.5))],
    "ring struck out": [RING, line((-5, 4), (5, -4))],
    "two rings": [RING, arc(3.6, 3.4, at=(0, 7.2))],
    "ring and a cross elsewhere": [RING, line((-2, 12.4), (2, 16.4)), line((-2, 16.4), (2, 12.4))],
    "ring and a word": [RING, line(*[(-30 + 1.2 * i, 2 * (-1) ** i) for i in range(9)])],
    "spiral": [np.column_stack([np.linspace(0.3, 3.8, 80) * f(np.linspace(0, 19, 80)) for f in (np.cos, np.sin)])],
}


def read_strokes(strokes, level, seed):
    """Draw strokes (mm from the middle of a box) at the second box of the first question of a page; read it."""
    form = trial_form()
    rng = np.random.default_rng(seed)
    question = form.layout.questions[0]
    box = [b for b in form.layout.boxes if b.item == question.item][1]
    layer = np.zeros((round(297 * INK_SCALE), round(210 * INK_SCALE)), np.float32)
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    for stroke in strokes:
        draw_strokes(layer, [stroke + middle], pen=PEN, scale=INK_SCALE, rng=rng)
    made = scan(put_on_paper(form.pages[0], layer), level, rng, scale=INK_SCALE, without=("fax", "one_bit"))
    return read_page(made.picture, {form.layout.id: form.readable}).verdicts[0], box.code


@pytest.mark.parametrize("seed", range(3))
def test_a_ring_is_read(seed):
    verdict, code = read_strokes([RING], "office", seed)
    assert (verdict.codes, verdict.doubt) == ((code,), Doubt.NONE)


@pytest.mark.parametrize("level", ["office", "poor"])
@pytest.mark.parametrize("name", NOT_ONE_RING)
def test_other_lines_go_to_a_person(name, level):
    for seed in range(2):
        verdict, _ = read_strokes(NOT_ONE_RING[name], level, seed)
        assert verdict.doubt, (seed, verdict)


def test_print_may_hide_a_part_of_it():
    window = np.zeros((SIDE, SIDE), np.float32)
    for x, y in arc(3.6, 3.4, start=0.3, end=2 * np.pi - 0.3) * SCALE + (SIDE - 1) / 2:
        window[round(y) - 1 : round(y) + 2, round(x) - 1 : round(x) + 2] = 0.6
    empty = np.zeros_like(window)
    assert find_ringed(np.stack([empty, window, empty])) == 1
    assert find_ringed(np.stack([window, window, empty])) is None
    assert find_ringed(np.stack([empty, empty, empty])) is None
