"""What is left out of training: none of it is learnt from, all of it is met, and whole forms hold nothing else."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from genklang.paper.digits import CLASSES, SURE
from genklang.paper.network import Network
from genklang.paper.synthesis.digits import UNCLEAR_KINDS, draw_digit, draw_hand
from genklang.paper.synthesis.marks import PENS
from genklang.paper.synthesis.numbers import Writers, fill_numbers, make_number_form
from genklang.paper.synthesis.skeletons import SKELETONS
from genklang.paper.synthesis.trial import REVIEW, RIGHT, WRONG, Outcome
from genklang.paper.training.digits import class_of, make_digit_samples
from genklang.paper.training.held_out_digits import NAMES, list_cases, list_signs
from genklang.paper.training.learn import _start
from genklang.paper.training.leave_out import NOTHING, Case, Reader, leave_out, part, write_table


@pytest.fixture(scope="module")
def samples():
    """The cells of five pages; every third is said to come from a blurred scan."""
    made = make_digit_samples(5, seed=3, processes=1)
    return replace(made, faults=np.where(np.arange(len(made.states)) % 3, "stains", "stains blur"))


@pytest.fixture(scope="module")
def form():
    return make_number_form(asked=6)


def words(column):
    return {word for each in column for word in each.split()}


@pytest.mark.parametrize(("name", "column"), [("7-bare", "kinds"), ("pencil", "kinds"), ("blur", "faults")])
def test_what_is_left_out_is_not_learnt_from_and_is_all_that_is_met(samples, name, column):
    case = Case(name, column, lambda _network: Outcome())
    known, met = part(samples, case)
    assert name in words(getattr(samples, column))
    assert name not in words(getattr(known, column))
    assert len(met.states)
    assert all(name in each.split() for each in getattr(met, column))
    assert not {p.tobytes() for p in known.pooled if p.any()} & {p.tobytes() for p in met.pooled}


def test_nothing_left_out_is_all_learnt_and_all_met(samples):
    known, met = part(samples, Case(NOTHING, "kinds", lambda _network: Outcome()))
    assert len(known.states) + len(met.states) == len(samples.states)


def test_nothing_is_calibrated_with_what_is_left_out_and_what_became_of_it_is_counted(samples):
    seen = []

    def fit(known, calibrating):
        seen.append(words(known.kinds) | words(calibrating.kinds))
        return Network((_start(np.random.default_rng(1), CLASSES),), 1.0, tuple(100.0 * (np.arange(CLASSES) == 3)))

    read = Outcome()
    read.results.update({("written", "none", REVIEW): 3, ("written", "none", RIGHT): 5, ("written", "none", WRONG): 2})
    case = Case("4-open", "kinds", lambda _network: read)
    reader = Reader(fit, np.equal, SURE, NAMES)
    (row,) = leave_out([case], reader, samples=samples, calibrating=samples)
    assert "4-open" not in seen[0]
    assert {"4-closed", "7-bare"} <= seen[0]
    # A network that holds everything for a three is sure and wrong.
    assert (row.samples_asked, row.samples_wrong, row.taken_for) == (0, 100, "3")
    assert (row.questions, row.asked, row.wrong) == (10, 30.0, 2)
    assert "| 10 | 30.0 % | 2 |" in write_table([row], each="cells", whole="numbers")


def test_each_way_pen_and_fault_has_its_turn(form):
    names = [case.name for case in list_cases(form, sheets=1)]
    assert len(names) == len(set(names))
    assert {f"{d}-{s.way}" for d, ways in SKELETONS.items() for s in ways} | set(PENS) < set(names)
    # A digit of which nothing would be left says nothing of its ways.
    assert all(sum(sign[0] == digit for sign in list_signs()) > 1 for digit in SKELETONS)


@pytest.mark.parametrize("sign", ["7-bare", "0-overlapped", "4-joined"])
def test_numbers_all_have_the_digit_in_the_way_that_is_met(form, sign):
    written = []
    writers = Writers({"written": 1.0}, lambda _layer, name, *_cell, **_hand: written.append(name), sign=sign)
    _, meant = fill_numbers(form, np.random.default_rng(1), writers=writers)
    values = [value[0] for value, act in meant.values() if act == "written"]
    assert len(values) >= 5
    assert all(sign[0] in str(value) for value in values)
    assert written.count(sign) >= len(values)
    assert sign[0] not in written


def test_what_is_drawn_is_told(form):
    rng, cell = np.random.default_rng(5), form.layout.cells[0]
    hand = draw_hand(rng, "pencil")
    write = partial(draw_digit, np.zeros_like(form.pages[0], np.float32), cell=cell, hand=hand, scale=8.0, rng=rng)
    assert hand.pen.kind == "pencil"
    assert [write(sign=s) for s in ("7-bar", "1-foot")] == ["7-bar", "1-foot"]
    assert {write(sign="9") for _ in range(40)} == {"9-straight", "9-curled", "9-apart"}
    first, *digits = write(sign="overwritten").split()
    assert first == "overwritten"
    assert set(digits) <= set(list_signs())
    assert [class_of(write(sign=kind)) for kind in UNCLEAR_KINDS] == [11] * len(UNCLEAR_KINDS)
