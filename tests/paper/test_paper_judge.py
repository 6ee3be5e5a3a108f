"""The question rule: what each pattern of boxes says, and when a person is asked."""

import numpy as np
import pytest

from genklang.paper.form import Question
from genklang.paper.judge import Doubt, judge
from genklang.paper.states import CANCELLED, EMPTY, MARK, UNCLEAR

ONE = Question("kontakt", "marks", 1, (0, 0, 1, 1))
MANY = Question("modtager", "marks", 1, (0, 0, 1, 1), several=True, alone=(-1,))
CODES = (1, 2, 3, -1)


def rows(*states, sure=0.9995):
    chances = np.full((len(states), 4), (1 - sure) / 3)
    chances[np.arange(len(states)), states] = sure
    return chances


FOUND = np.ones(4, dtype=bool)

ONE_MARK = [
    ("a cross", (EMPTY, MARK, EMPTY, EMPTY), (2,), Doubt.NONE),
    ("no opinion", (EMPTY, EMPTY, EMPTY, MARK), (-1,), Doubt.NONE),
    ("nothing", (EMPTY,) * 4, (), Doubt.NONE),
    ("corrected", (CANCELLED, MARK, EMPTY, EMPTY), (2,), Doubt.NONE),
    ("corrected twice", (CANCELLED, CANCELLED, EMPTY, MARK), (-1,), Doubt.NONE),
    ("two crosses", (MARK, MARK, EMPTY, EMPTY), None, Doubt.SEVERAL),
    ("one filled box", (EMPTY, EMPTY, CANCELLED, EMPTY), (3,), Doubt.NONE),
    ("two filled boxes", (EMPTY, CANCELLED, CANCELLED, EMPTY), None, Doubt.UNCLEAR),
    ("something unclear", (EMPTY, UNCLEAR, EMPTY, EMPTY), None, Doubt.UNCLEAR),
    ("a cross and something unclear", (MARK, EMPTY, UNCLEAR, EMPTY), None, Doubt.UNCLEAR),
]


@pytest.mark.parametrize(("states", "codes", "doubt"), [c[1:] for c in ONE_MARK], ids=[c[0] for c in ONE_MARK])
def test_a_question_with_one_answer(states, codes, doubt):
    verdict = judge(ONE, CODES, rows(*states), FOUND)
    assert bool(verdict.doubt) == bool(doubt)
    if codes is not None:
        assert (verdict.codes, verdict.doubt) == (codes, doubt)


MANY_MARKS = [
    ("two crosses", (MARK, EMPTY, MARK, EMPTY), (1, 3), Doubt.NONE),
    ("a cross and one taken back", (MARK, CANCELLED, EMPTY, EMPTY), (1,), Doubt.NONE),
    ("filled ones alone", (EMPTY, CANCELLED, CANCELLED, EMPTY), (2, 3), Doubt.FILLED),
    ("all filled", (CANCELLED,) * 4, (1, 2, 3, -1), Doubt.SEVERAL),
    ("no opinion beside another", (MARK, EMPTY, EMPTY, MARK), (1, -1), Doubt.SEVERAL),
    ("nothing", (EMPTY,) * 4, (), Doubt.NONE),
]


@pytest.mark.parametrize(("states", "codes", "doubt"), [c[1:] for c in MANY_MARKS], ids=[c[0] for c in MANY_MARKS])
def test_a_question_with_several_answers(states, codes, doubt):
    verdict = judge(MANY, CODES, rows(*states), FOUND)
    assert (verdict.codes, verdict.doubt) == (codes, doubt)


def test_among_several_marks_one_that_may_be_taken_back_is_looked_at():
    chances = rows(MARK, MARK, MARK, EMPTY)
    assert not judge(MANY, CODES, chances, FOUND).doubt
    chances[1] = (0.0, 0.95, 0.05, 0.0)
    assert judge(MANY, CODES, chances, FOUND).doubt is Doubt.UNCLEAR


def test_a_box_that_is_not_where_it_must_be_is_looked_at():
    found = FOUND.copy()
    found[3] = False
    assert judge(ONE, CODES, rows(MARK, EMPTY, EMPTY, EMPTY), found).doubt is Doubt.NOT_FOUND


def test_the_less_sure_the_boxes_the_less_sure_the_answer():
    sure = judge(ONE, CODES, rows(MARK, EMPTY, EMPTY, EMPTY, sure=0.9995), FOUND)
    unsure = judge(ONE, CODES, rows(MARK, EMPTY, EMPTY, EMPTY, sure=0.8), FOUND)
    assert not sure.doubt
    assert unsure.doubt
    assert unsure.confidence < sure.confidence
