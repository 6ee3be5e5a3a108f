"""What the rest of a page tells of one question: whether the pen is firm, and whether its writer fills boxes."""

import numpy as np
import pytest
from paper_sheets import trial_form

from genklang.paper import decide
from genklang.paper.judge import Doubt
from genklang.paper.read import read_page
from genklang.paper.synthesis.marks import Pen, draw_mark, draw_strokes
from genklang.paper.synthesis.people import put_on_paper
from genklang.paper.synthesis.scanner import scan
from genklang.paper.synthesis.trial import INK_SCALE, WRONG, try_reading

BALLPOINT, PENCIL = Pen(0.45, 0.9), Pen(0.4, 0.3, 0.6)


def read_marks(pen, kinds, *, strokes=(), only="", seed=1):
    """Mark the first box of each question of a page, "" leaving it blank; scan and read it."""
    form, rng = trial_form(), np.random.default_rng(seed)
    layer = np.zeros((round(297 * INK_SCALE), round(210 * INK_SCALE)), np.float32)
    questions = [q for q in form.layout.questions if q.page == 1]
    for question, kind in zip(questions, kinds, strict=True):
        box = next(b for b in form.layout.boxes if b.item == question.item)
        middle = (box.x + box.width / 2, box.y + box.height / 2)
        if kind:
            draw_mark(layer, kind, middle, pen=pen, scale=INK_SCALE, rng=rng)
        for stroke in strokes if not kind else ():
            draw_strokes(layer, [np.array(stroke, dtype=float) + middle], pen=pen, scale=INK_SCALE, rng=rng)
    level = "poor" if only else "office"
    made = scan(put_on_paper(form.pages[0], layer), level, rng, scale=INK_SCALE, only=only)
    return read_page(made.picture, {form.layout.id: form.readable}).verdicts


def kinds_but_one(kind, count=5, blank=1):
    return ["" if place == blank else kind for place in range(count)]


def test_a_blank_beside_a_firm_pen_is_believed_in_grey():
    verdicts = read_marks(BALLPOINT, kinds_but_one("cross"), only="copier")
    assert [bool(v.codes) for v in verdicts] == [True, False, True, True, True]
    assert verdicts[1].doubt is Doubt.NONE


@pytest.mark.parametrize("pen", [BALLPOINT, PENCIL], ids=["ballpoint", "pencil"])
@pytest.mark.parametrize("fault", ["one_bit", "fax"])
def test_no_blank_is_believed_in_black_and_white(fault, pen):
    assert all(v.doubt for v in read_marks(pen, kinds_but_one("cross"), only=fault) if not v.codes)


def test_one_filled_box_alone_is_not_believed_in_black_and_white_where_its_cross_may_be_lost():
    verdicts = read_marks(BALLPOINT, ["fill", "", "", "", ""], only="one_bit")
    assert all(v.doubt for v in verdicts)


def test_one_who_fills_boxes_is_believed():
    verdicts = read_marks(BALLPOINT, ["fill"] * 5, only="one_bit")
    assert all(v.codes and not v.doubt for v in verdicts)


@pytest.mark.parametrize("x", [-4.5, 6.5])
def test_a_mark_in_the_margin_or_over_the_label_is_seen(x):
    tick = [(x - 1.5, 0), (x - 0.5, 1.5), (x + 2, -2)]
    verdicts = read_marks(BALLPOINT, kinds_but_one("cross"), strokes=[tick])
    assert verdicts[1].doubt


def test_a_mark_over_its_label_is_seen_where_a_copier_has_hardened_the_print(monkeypatch):
    """The control: between the letters alone, some of 60 such marks are taken for none."""
    tried = {
        "forms": [trial_form()],
        "level": "poor",
        "sheets": 8,
        "seed": 7,
        "acts": {"beside": 1.0},
        "only": "copier",
    }
    assert try_reading(**tried).count(WRONG) == 0
    monkeypatch.setattr(decide, "has_more_than_print", lambda *seen, known: False)
    assert try_reading(**tried).count(WRONG) == 6


def test_a_blank_among_blanks_is_believed_in_grey_if_the_one_mark_is_firm():
    verdicts = read_marks(BALLPOINT, ["cross", "", "", "", ""], only="bleed_through")
    assert [bool(v.codes) for v in verdicts] == [True] + 4 * [False]
    assert not any(v.doubt for v in verdicts)


def test_a_line_through_the_box_and_on_is_for_a_person():
    line = [(0.3, -9), (0, 0), (-0.2, 9)]
    assert all(v.doubt for v in read_marks(BALLPOINT, [""] * 5, strokes=[line]))
    assert not any(v.doubt for v in read_marks(BALLPOINT, ["slash"] * 5))


def test_most_specks_are_no_marks_in_black_and_white(monkeypatch):
    """The control: by the probabilities alone more than three times as many are taken for crosses."""
    speck = [(0, 0), (0.1, 0)]

    def count_believed():
        read = [read_marks(Pen(0.19, 0.9), [""] * 5, strokes=[speck], only="one_bit", seed=s) for s in range(6)]
        return sum(bool(v.codes) and not v.doubt for verdicts in read for v in verdicts)

    believed = count_believed()
    monkeypatch.setattr(decide, "LEAST_FAINT", 0.0)
    assert count_believed() > 3 * believed


def test_no_blank_is_believed_where_a_copier_has_left_hardly_a_trace_of_another_answer(monkeypatch):
    """The control: without this rule some are."""

    def count_believed():
        read = [read_marks(Pen(0.3, 0.2), ["dot", "", "", "", ""], only="copier", seed=s) for s in range(5)]
        return sum(not v.codes and not v.doubt for verdicts in read for v in verdicts)

    assert count_believed() == 0
    monkeypatch.setattr(decide, "LEAST_TRACE", 0.0)
    assert count_believed() > 0
