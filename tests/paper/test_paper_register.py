"""A page is found and named however it lies, and never named wrongly."""

import cv2
import numpy as np
import pytest
from paper_sheets import CROSSES, laid_out, scanned, trial_form

from genklang.paper.geometry import SQUARES
from genklang.paper.register import find_page, map_points
from genklang.paper.windows import cut_windows


def blank_scan(dpi=150):
    page = laid_out()[1][0]
    size = (round(210 * dpi / 25.4), round(297 * dpi / 25.4))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


@pytest.mark.parametrize("turns", range(4))
def test_any_way_up(turns):
    picture = np.ascontiguousarray(np.rot90(blank_scan(), turns))
    place = find_page(picture)
    assert place is not None
    assert (place.name.form, place.name.page, place.is_fallback) == (laid_out()[0].id, 1, False)
    cut = cut_windows(picture, place.to_pixels, trial_form().readable.printed[0], black=place.black)
    assert cut.is_found.all()
    assert cut.ink.mean() < 0.02


@pytest.mark.parametrize("corner", range(4))
def test_a_lost_corner(corner):
    picture = blank_scan()
    x, y = (round(v * 150 / 25.4) for v in SQUARES[corner])
    picture[max(y - 40, 0) : y + 40, max(x - 40, 0) : x + 40] = 255
    place = find_page(picture)
    assert place is not None
    assert place.is_fallback
    cut = cut_windows(picture, place.to_pixels, trial_form().readable.printed[0], black=place.black)
    assert cut.is_found.mean() > 0.9


@pytest.mark.parametrize("place", [0, 1])
def test_one_blurred_code(place):
    picture = blank_scan()
    x, y = ((178, 8), (19, 276))[place]
    left, top, side = (round(v * 150 / 25.4) for v in (x, y, 13))
    picture[top : top + side, left : left + side] = 128
    found = find_page(picture)
    assert found is not None
    assert found.name.page == 1


def test_without_codes_a_page_has_no_name():
    picture = blank_scan()
    for x, y in ((178, 8), (19, 276)):
        left, top, side = (round(v * 150 / 25.4) for v in (x, y, 13))
        picture[top : top + side, left : left + side] = 255
    assert find_page(picture) is None


@pytest.mark.parametrize("seed", range(2))
def test_a_photograph_of_bent_paper(seed):
    form = trial_form()
    _, pages = scanned(form, level="photo", seed=seed, acts=CROSSES)
    place = find_page(pages[0])
    assert place is not None
    assert (place.name.form, place.name.page) == (form.layout.id, 1)
    cut = cut_windows(pages[0], place.to_pixels, form.readable.printed[0], black=place.black)
    assert cut.is_found.mean() > 0.8


def test_what_is_no_form_is_not_found():
    rng = np.random.default_rng(1)
    for picture in (
        np.full((400, 300), 255, np.uint8),
        np.zeros((400, 300), np.uint8),
        rng.integers(0, 256, (600, 400)).astype(np.uint8),
        np.full((3, 2000), 200, np.uint8),
    ):
        assert find_page(picture) is None


def test_points_go_through_a_homography_and_back():
    matrix = np.array([[7.9, 0.1, 3], [-0.1, 8.0, 5], [1e-5, 2e-5, 1]])
    points = np.array(SQUARES)
    assert np.allclose(map_points(np.linalg.inv(matrix), map_points(matrix, points)), points)
