"""A sheet that seems to be there twice lies beside the one read before: both to be seen, with what differs on them."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from paper_sheets import CROSSES, keep_form, laid_out, trial_form

from genklang.paper.form_file import read_forms
from genklang.paper.read import make_readable, read_page
from genklang.paper.scans import ScannedPage
from genklang.paper.sheets import Sheet, make_sheets
from genklang.paper.synthesis.people import fill, put_on_paper
from genklang.paper.synthesis.scanner import scan
from genklang.paper.synthesis.trial import INK_SCALE
from genklang.paper.twins import AROUND, find_differences, show_pair

LAYOUT = trial_form().layout
ITEMS = [q.item for q in LAYOUT.questions if q.page == 1 and any(b.item == q.item for b in LAYOUT.boxes)]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Fill a sheet in with one code for every question but some, scan it, and read its pages."""
    folder = tmp_path_factory.mktemp("forms")
    keep_form(folder, *laid_out())
    forms = {name: make_readable(form) for name, form in read_forms(folder).items()}

    @cache
    def make(file, **others):
        boxes = {q.item: [b.code for b in LAYOUT.boxes if b.item == q.item] for q in LAYOUT.questions}
        answers = {item: (codes[others.get(item, 0)],) for item, codes in boxes.items() if codes}
        form, machine = trial_form(), np.random.default_rng(file)
        filled = fill(LAYOUT, np.random.default_rng(1), scale=INK_SCALE, acts=CROSSES, answers=answers)
        papers = [put_on_paper(blank, layer) for blank, layer in zip(form.pages, filled.layers, strict=True)]
        pictures = [scan(paper, "office", machine, scale=INK_SCALE, dpi=200, turned=False).picture for paper in papers]
        found = [read_page(picture, forms) for picture in pictures]
        small = [cv2.imencode(".jpg", cv2.resize(p, (630, 891)))[1].tobytes() for p in pictures]
        return tuple(
            ScannedPage(file, n, page.name, signature=page.signature.tobytes(), picture=small[n])
            for n, page in enumerate(found)
        )

    return make


def test_a_sheet_scanned_again_differs_in_nothing(read):
    first, again = read(0), read(1)
    assert [find_differences(a, b, LAYOUT) for a, b in zip(first, again, strict=True)] == [set(), set()]


def test_another_answer_is_named_and_a_blank_one_too(read):
    first, other = read(0), read(1, **{ITEMS[2]: 1})
    assert find_differences(first[0], other[0], LAYOUT) == {ITEMS[2]}
    assert find_differences(other[0], first[0], LAYOUT) == {ITEMS[2]}
    blank = replace(first[0], signature=bytes(len(first[0].signature)))
    assert find_differences(first[0], blank, LAYOUT) == set(ITEMS)


def test_the_pages_of_the_earlier_sheet_are_its_twins(read):
    first, again = read(0), read(1)
    sheets = make_sheets([*first, *again], {LAYOUT.id: LAYOUT})
    assert [sheet.is_twice for sheet in sheets] == [False, True]
    assert sheets[1].twins == first


def test_both_are_seen_with_a_frame_where_they_differ(read):
    own, twin = read(0), read(1, **{ITEMS[2]: 1})
    pair = show_pair(Sheet(own, twins=twin), LAYOUT)
    same = show_pair(Sheet(own, twins=own), LAYOUT)
    assert (pair.differs, same.differs) == ((ITEMS[2],), ())
    pictures = [look(each) for each in (pair.own, pair.twin, same.own)]
    assert {picture.shape for picture in pictures} == {(2 * 891, 630)}
    x, y, _, height = LAYOUT.question(ITEMS[2]).region
    left, rows = round(3 * (x - AROUND)), slice(round(3 * y), round(3 * (y + height)))
    edges = [picture[rows, left - 1 : left + 2].mean() for picture in pictures]
    assert max(edges[:2]) < 140 < edges[2]


def test_of_an_earlier_pile_the_ink_is_drawn(read):
    own = read(0)
    pair = show_pair(Sheet(own, twins=tuple(replace(page, picture=b"") for page in own)), LAYOUT)
    drawn = look(pair.twin)
    box = next(b for b in LAYOUT.boxes if b.item == ITEMS[0])
    empty = [b for b in LAYOUT.boxes if b.item == ITEMS[0]][1]
    assert inside(drawn, box) < 225 < inside(drawn, empty)


def test_a_page_of_which_nothing_is_known_is_left_out(read):
    own = read(0)
    assert look(show_pair(Sheet(own, twins=(None, own[1])), LAYOUT).twin).shape == (891, 630)


def inside(picture, box):
    """Return how light the inside of a box is."""
    x, y, width, height = (round(3 * v) for v in (box.x, box.y, box.width, box.height))
    return picture[y + 2 : y + height - 2, x + 2 : x + width - 2].mean()


def look(jpeg):
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
