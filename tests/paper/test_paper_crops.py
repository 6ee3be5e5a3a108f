"""Boxes of any form, cut out loosely: the outline is found, and what stands in it classified."""

import cv2
import numpy as np
import pytest

from genklang.paper.crops import classify_boxes, window_of_crop
from genklang.paper.states import CANCELLED, EMPTY, MARK
from genklang.paper.synthesis.marks import draw_mark, draw_pen


def crop(kind="", *, seed=1, scale=8.0, margin=0.5, thick=0.25, side=4.5, pen="ballpoint"):
    """A grey crop round one box drawn by hand of the rule."""
    rng = np.random.default_rng(seed)
    extent = side * (1 + 2 * margin)
    size = round(extent * scale)
    picture = np.full((size, size), 245.0, np.float32)
    middle = (extent / 2 + rng.normal(0, 0.1), extent / 2 + rng.normal(0, 0.1))
    low, high = (tuple(round((m + d) * scale) for m in middle) for d in (-side / 2, side / 2))
    cv2.rectangle(picture, low, high, 40.0, max(1, round(thick * scale)))
    layer = np.zeros(picture.shape, np.float32)
    if kind:
        draw_mark(layer, kind, middle, pen=draw_pen(rng, pen), scale=scale, rng=rng)
    return np.clip(picture * (1 - 0.9 * layer) + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)


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


@pytest.mark.parametrize("picture", [np.full((40, 40), 255, np.uint8), np.zeros((3, 3), np.uint8), np.ones((0, 0))])
def test_where_no_outline_is_found_a_person_is_asked(picture):
    assert classify_boxes([picture]).argmax() == 3


def test_the_outline_is_put_in_the_middle():
    _, darkness, found = window_of_crop(crop(margin=0.9, seed=3))
    assert found
    rows = darkness[20:38].mean(axis=0)
    assert abs(int(rows[:29].argmax()) - 15) <= 1
    assert abs(29 + int(rows[29:].argmax()) - 42) <= 1
