"""A line through a box and on is told from crosses that hang together, one under the other."""

import cv2
import numpy as np
import pytest

from genklang.paper.lines import has_line_through
from genklang.paper.windows import SIDE

MIDDLE = SIDE // 2


def draw(*lines, width=3):
    window = np.zeros((SIDE, SIDE), np.float32)
    for start, end in lines:
        cv2.line(window, start, end, 1.0, width)
    return window[None]


def cross(y, reach=20):
    return [
        ((MIDDLE - reach, y - reach), (MIDDLE + reach, y + reach)),
        ((MIDDLE - reach, y + reach), (MIDDLE + reach, y - reach)),
    ]


@pytest.mark.parametrize("lean", [0, 8, -14])
@pytest.mark.parametrize("width", [2, 8])
def test_a_line_from_edge_to_edge_is_one_upright_or_leaning_thin_or_thick(lean, width):
    assert has_line_through(draw(((MIDDLE - lean, 0), (MIDDLE + lean, SIDE)), width=width))


def test_gaps_as_of_an_outline_do_not_matter():
    window = draw(((MIDDLE, 0), (MIDDLE, SIDE)))
    window[:, 15:19] = window[:, 40:44] = 0
    assert has_line_through(window)


@pytest.mark.parametrize("width", [4, 9])
def test_crosses_under_each_other_are_none(width):
    assert not has_line_through(draw(*cross(MIDDLE), *cross(MIDDLE - 40), *cross(MIDDLE + 40), width=width))


def test_a_slash_is_none():
    assert not has_line_through(draw(((MIDDLE - 5, 8), (MIDDLE + 5, SIDE - 8))))
