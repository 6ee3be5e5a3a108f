"""A page that is bent, streaked, shines through or has lost its thin lines is read all the same, or not at all."""

import cv2
import numpy as np
import pytest
from paper_sheets import CROSSES, laid_out, scanned, trial_form

from genklang.paper.codes import search_codes
from genklang.paper.flatten import cut_faint, cut_flat, flatten, shrink_blank
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.identity import PageName
from genklang.paper.read import PageReading, read_page
from genklang.paper.register import Registration, find_page
from genklang.paper.streaks import remove_streaks

SCALE = 6.0


def blank_scan():
    size = (round(PAGE_WIDTH * SCALE), round(PAGE_HEIGHT * SCALE))
    return np.asarray(cv2.resize(laid_out()[1][0], size, interpolation=cv2.INTER_AREA), np.uint8)


def bow(picture, most):
    """The page as it lies when its middle is bent by so many mm."""
    x, y = np.meshgrid(*(np.arange(n, dtype=np.float32) for n in picture.shape[::-1]))
    moved = y + np.float32(most * SCALE) * np.sin(np.pi * x / picture.shape[1]).astype(np.float32)
    return cv2.remap(picture, x, moved, cv2.INTER_LINEAR, borderValue=255)


def place_of(form, scale=SCALE):
    name = PageName(form.layout.id, 1)
    return Registration(name, np.diag([scale, scale, 1.0]), 4, 0.0, is_fallback=False)


@pytest.mark.parametrize("most", [-3.0, 2.0])
def test_a_bow_is_taken_away(most):
    form = trial_form()
    blank, printed = form.readable.blanks[0], form.readable.printed[0]
    bent = bow(blank_scan(), most)
    flat, lies, known = flatten(bent, place_of(form), blank)
    assert known > 0.9
    assert np.abs(shrink_blank(flat).astype(int) - blank).mean() < np.abs(shrink_blank(bent).astype(int) - blank).mean()
    assert cut_flat(bent, place_of(form), printed, blank)[2].is_found.all()
    assert lies.to_pixels[0, 0] == pytest.approx(SCALE, rel=0.01)


def test_a_page_that_is_no_such_form_stays_unknown():
    form = trial_form()
    noise = np.random.default_rng(3).integers(120, 255, blank_scan().shape).astype(np.uint8)
    assert cut_faint(noise, place_of(form), form.readable.printed[0], form.readable.blanks[0]) is None


def test_where_thin_lines_are_lost_marks_count_and_blanks_do_not():
    form = trial_form()
    answers = {q.item: (2,) for q in form.layout.questions if q.item != "information"}
    filled, pages = scanned(form, level="clean", acts=CROSSES, answers=answers, turned=False)
    soft = cv2.GaussianBlur(pages[0], (0, 0), 1.6)
    faint = np.where(soft < 130, 0, 255).astype(np.uint8)
    found = read_page(faint, {form.layout.id: form.readable})
    assert isinstance(found, PageReading)
    assert all(v.doubt or v.codes == filled.meant[v.item] for v in found.verdicts)
    assert any(not v.doubt and v.codes for v in found.verdicts)
    assert next(v for v in found.verdicts if v.item == "information").doubt


def test_streaks_are_filled_in_and_nothing_else_is():
    page = blank_scan()
    assert remove_streaks(page) is page
    streaked = page.copy()
    streaked[:, 400:402] = (streaked[:, 400:402] * 0.7).astype(np.uint8)
    clean = remove_streaks(streaked)
    assert np.median(clean[:, 400]) >= 250 > np.median(streaked[:, 400])
    assert np.array_equal(np.delete(clean, range(396, 406), axis=1), np.delete(page, range(396, 406), axis=1))
    turned = np.ascontiguousarray(np.rot90(streaked))
    assert np.median(remove_streaks(turned)[-401]) >= 250


def test_what_shines_through_from_the_back_names_no_page():
    page = blank_scan()
    through = np.asarray(255 - (255 - page[:, ::-1].astype(int)) * 0.5, np.uint8)
    assert search_codes(through) == []
    both = np.minimum(page, np.asarray(255 - (255 - page[:, ::-1].astype(int)) * 0.15, np.uint8))
    place = find_page(both)
    assert place is not None
    assert place.name == PageName(laid_out()[0].id, 1)
