"""What a person is shown of a question: the scan, and paler what lies round it, where marks run on."""

import cv2
import numpy as np
import pytest
from paper_sheets import CROSSES, scanned, trial_form

from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.read import read_page
from genklang.paper.register import straighten
from genklang.paper.snippets import AROUND_MM, BEYOND_MM, PALE, SMALL, cut_question, show_question

FORM = trial_form()
SCALE = 5.0


@pytest.fixture(scope="module")
def page():
    """A page on which a line is drawn from the second question's last box far into the third."""
    _, pages = scanned(FORM, seed=4, acts=CROSSES, turned=False)
    first = [q for q in FORM.layout.questions if q.page == 1]
    box = [b for b in FORM.layout.boxes if b.item == first[1].item][-1]
    x, y = ((start + size / 2) * pages[0].shape[1] / PAGE_WIDTH for start, size in ((box.x, box.width), (box.y, 0)))
    picture = pages[0].copy()
    cv2.line(picture, (round(x), round(y)), (round(x), round(y) + 200), 0, 5)
    return picture, first[1]


def middle_of(cut, question):
    """Return where the question itself lies in its picture, as slices."""
    own, whole = AROUND_MM, AROUND_MM + BEYOND_MM
    x, y, width, height = question.region
    left, top = x - max(x - whole, 0), y - max(y - whole, 0)
    across = slice(round(SCALE * (left - own)), round(SCALE * (left + width + own)))
    return slice(round(SCALE * (top - own)), round(SCALE * (top + height + own))), across


def test_a_line_that_runs_beyond_the_question_is_seen_beyond_it(page):
    picture, question = page
    found = read_page(picture, {FORM.layout.id: FORM.readable})
    shown = show_question(picture, found.registration, question)
    down, _ = middle_of(shown, question)
    below = shown[down.stop + 2 :]
    assert below.shape[0] >= (BEYOND_MM - 1) * SCALE
    assert below.min() < 255 - PALE * 200
    assert below.min() >= int(255 - PALE * 255)


def test_the_question_itself_is_shown_as_it_was_scanned(page):
    picture, question = page
    found = read_page(picture, {FORM.layout.id: FORM.readable})
    shown = show_question(picture, found.registration, question)
    x, y, width, height = question.region
    whole = AROUND_MM + BEYOND_MM
    plain = straighten(
        picture,
        found.registration.to_pixels,
        (x - whole, y - whole, width + 2 * whole, height + 2 * whole),
        scale=5.0,
    )
    assert shown.shape == plain.shape
    own = middle_of(shown, question)
    assert np.array_equal(shown[own], plain[own])


def test_of_a_small_page_as_much_is_shown():
    small = np.full((round(PAGE_HEIGHT * SMALL), round(PAGE_WIDTH * SMALL)), 0, np.uint8)
    question = FORM.layout.questions[0]
    cut = cv2.imdecode(np.frombuffer(cut_question(cv2.imencode(".png", small)[1].tobytes(), question), np.uint8), 0)
    assert (cut[0, 0], cut[cut.shape[0] // 2, cut.shape[1] // 2]) == (int(255 * PALE), 0)
    assert cut_question(b"", question) == b""
