"""Boxes of any form, cut out loosely: the outline is found, and what stands in it classified."""

import cv2
import numpy as np
import pytest

from genklang.paper.crops import classify_boxes, window_of_crop
from genklang.paper.outlines import is_circle
from genklang.paper.states import CANCELLED, EMPTY, MARK, UNCLEAR
from genklang.paper.synthesis.marks import draw_mark, draw_pen


def crop(kind="", *, seed=1, scale=8.0, margin=0.5, thick=0.25, side=4.5, pen="ballpoint", draw=cv2.rectangle):
    """A grey crop round one box drawn by hand of the rule; `draw` puts what is printed into the picture."""
    rng = np.random.default_rng(seed)
    extent = side * (1 + 2 * margin)
    size = round(extent * scale)
    picture = np.full((size, size), 245.0, np.float32)
    middle = (extent / 2 + rng.normal(0, 0.1), extent / 2 + rng.normal(0, 0.1))
    low, high = (tuple(round((m + d) * scale) for m in middle) for d in (-side / 2, side / 2))
    draw(picture, low, high, 40.0, max(1, round(thick * scale)))
    layer = np.zeros(picture.shape, np.float32)
    if kind:
        draw_mark(layer, kind, middle, pen=draw_pen(rng, pen), scale=scale, rng=rng)
    return np.clip(picture * (1 - 0.9 * layer) + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)


def draw_rectangle(share):
    """Print a box whose height is a share of its width."""

    def draw(picture, low, high, *line):
        off = round((high[1] - low[1]) * (1 - share) / 2)
        cv2.rectangle(picture, (low[0], low[1] + off), (high[0], high[1] - off), *line)

    return draw


def draw_circle(picture, low, high, *line):
    middle = ((low[0] + high[0]) // 2, (low[1] + high[1]) // 2)
    cv2.circle(picture, middle, (high[0] - low[0]) // 2, *line)


def draw_cell(picture, low, high, *line):
    """Print a cell of a table: its lines go on."""
    cv2.rectangle(picture, low, high, *line)
    for at in (low, high):
        cv2.line(picture, (0, at[1]), (picture.shape[1], at[1]), *line)
        cv2.line(picture, (at[0], 0), (at[0], picture.shape[0]), *line)


def draw_column(picture, low, high, *line):
    """Print a box between two others, of which the crop shows a part."""
    step = round((high[1] - low[1]) * 1.25)
    for off in (-step, 0, step):
        cv2.rectangle(picture, (low[0], low[1] + off), (high[0], high[1] + off), *line)


def draw_label(picture, low, high, *line):
    """Print a box with words beside it that the crop cuts off."""
    cv2.rectangle(picture, low, high, *line)
    words = np.zeros(picture.shape, np.uint8)
    size = (high[1] - low[1]) / 40
    cv2.putText(words, "agreed", (high[0] + 8, high[1] - 4), cv2.FONT_HERSHEY_DUPLEX, size, 255, 2, cv2.LINE_AA)
    picture -= words * (200 / 255)


FORMS = {
    "lower": draw_rectangle(0.7),
    "lowest": draw_rectangle(0.65),
    "circle": draw_circle,
    "cell": draw_cell,
    "column": draw_column,
    "label": draw_label,
}


@pytest.mark.parametrize("draw", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("scale", [5.0, 9.0])
def test_boxes_of_other_forms(draw, scale):
    """Blank ones are empty, whatever is printed round them, and crosses are marks."""
    kinds = ["", "cross", "slash"]
    chances = classify_boxes([crop(kind, seed=s, scale=scale, draw=draw) for kind in kinds for s in range(8)])
    states = chances.argmax(axis=1).reshape(3, 8)
    assert (states[0] == EMPTY).all()
    assert (states[1:] == MARK).sum() >= 15
    assert not (states[1:] == EMPTY).any()


def test_a_ring_is_not_taken_for_print():
    chances = classify_boxes([crop("circled", seed=s, margin=0.6) for s in range(20)])
    assert (chances.argmax(axis=1) == EMPTY).sum() <= 1


@pytest.mark.parametrize(("draw", "expected"), [(draw_circle, True), (cv2.rectangle, False), (draw_cell, False)])
@pytest.mark.parametrize("kind", ["", "cross", "plus"])
def test_circles_are_told_from_squares(draw, expected, kind):
    for seed in range(6):
        _, window, _ = window_of_crop(crop(kind, seed=seed, draw=draw))
        assert is_circle(window) == expected


@pytest.mark.parametrize("scale", [4.0, 8.0, 16.0])
@pytest.mark.parametrize("margin", [0.3, 0.8])
def test_crops_of_any_size(scale, margin):
    chances = classify_boxes([crop(kind, scale=scale, margin=margin) for kind in ("", "cross", "tick", "")])
    assert chances.argmax(axis=1).tolist() == [EMPTY, MARK, MARK, EMPTY]


def test_rows_are_probabilities():
    chances = classify_boxes([crop(), crop("fill", pen="gel"), crop("circled")])
    assert chances.shape == (3, 4)
    assert np.allclose(chances.sum(axis=1), 1)
    assert (chances >= 0).all()
    assert classify_boxes([]).shape == (0, 4)


def test_a_filled_box_is_not_a_plain_mark_nor_empty():
    chances = classify_boxes([crop("fill", pen="gel", seed=s) for s in range(4)])
    assert chances[:, EMPTY].max() < 0.1
    assert chances[:, CANCELLED].mean() > 0.3


def test_floating_and_coloured_pictures_are_taken_too():
    grey = crop("cross")
    same = classify_boxes([grey, grey / 255.0, np.repeat(grey[..., None], 3, axis=2)])
    assert np.allclose(same[0], same[1], atol=1e-3)
    assert np.allclose(same[0], same[2], atol=1e-3)


@pytest.mark.parametrize("shape", [(40, 40), (3, 3), (0, 0), (8, 1000), (1000, 8)])
@pytest.mark.parametrize("grey", [0, 255])
def test_where_no_outline_is_found_a_person_is_asked(shape, grey):
    assert classify_boxes([np.full(shape, grey, np.uint8)]).argmax() == UNCLEAR


def test_the_outline_is_put_in_the_middle():
    _, darkness, found = window_of_crop(crop(margin=0.9, seed=3))
    assert found
    rows = darkness[20:38].mean(axis=0)
    assert abs(int(rows[:29].argmax()) - 15) <= 1
    assert abs(29 + int(rows[29:].argmax()) - 42) <= 1
