"""The question rule: from the states of a question's boxes to its answer, or to a doubt with a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Question
from genklang.paper.states import CANCELLED, EMPTY, MARK, UNCLEAR

SURE: Final = 0.8
"""An answer at least this probable is taken; any other goes to a person."""
SURE_BLANK: Final = 0.93
"""The same for a blank question, which is looked at once more for ink beside its boxes."""
SURE_FILLED: Final = 0.98
"""The same for one filled box: it is an answer only if no other box has so much as a faint mark."""
SURE_SEVERAL: Final = 0.9
"""The same for a question with several answers, which can be wrong at any of its boxes."""
MOST_FILLED: Final = 0.01
"""Where a box among several marked ones is filled with more than this probability, it may be one taken back."""
LEAST: Final = 1e-5
"""No state of a box is less probable than this: what was never met must stay possible."""
COMMON: Final = np.array([0.79, 0.195, 0.009, 0.006])
"""How common each state is among the boxes that the classifier's probabilities are calibrated on."""
PRIOR_BLANK, PRIOR_ONE, PRIOR_CORRECTED, PRIOR_FILLED, PRIOR_TWO, PRIOR_ODD = 0.04, 0.91, 0.02, 0.01, 0.005, 0.015
"""How often people leave a question blank, cross one box, correct themselves, fill one box, cross two, do else."""


class Doubt(StrEnum):
    """Why a person should look at a question."""

    NONE = ""
    UNCLEAR = "unclear"
    SEVERAL = "several"
    FILLED = "filled"
    OUTSIDE = "outside"
    NOT_FOUND = "not_found"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a question says: its codes (none: blank), how sure that is, and why a person should look, if one should."""

    item: str
    codes: tuple[int, ...]
    confidence: float
    doubt: Doubt = Doubt.NONE


def judge(
    question: Question, codes: Sequence[int], chances: NDArray[np.float64], is_found: NDArray[np.bool_]
) -> Verdict:
    """Return the verdict on one question; `chances` are the probabilities of the states of each of its boxes."""
    verdict = _judge_several(question, codes, chances) if question.several else _judge_one(question, codes, chances)
    return verdict if is_found.all() else replace(verdict, doubt=Doubt.NOT_FOUND)


def _judge_one(question: Question, codes: Sequence[int], chances: NDArray[np.float64]) -> Verdict:
    """Weigh what a person may have done with a question that has one answer, and take the likeliest if it is sure.

    A filled box is taken back only where another is marked; alone it is the answer.
    """
    weighed = weigh(chances)
    answer = weighed.marked + weighed.filled
    best = int(answer.argmax())
    if weighed.blank >= answer[best]:
        doubt = Doubt.NONE if weighed.blank >= SURE_BLANK else Doubt.UNCLEAR
        return Verdict(question.item, (), weighed.blank, doubt)
    confidence = float(answer[best])
    if confidence >= (SURE_FILLED if chances[best].argmax() == CANCELLED else SURE):
        return Verdict(question.item, (codes[best],), confidence)
    return Verdict(question.item, (codes[best],), confidence, _name_doubt(chances, best))


def _name_doubt(chances: NDArray[np.float64], best: int) -> Doubt:
    if (chances[:, MARK] > 0.5).sum() > 1:
        return Doubt.SEVERAL
    return Doubt.FILLED if chances[best].argmax() == CANCELLED else Doubt.UNCLEAR


@dataclass(frozen=True, slots=True)
class Weighed:
    """How probable it is that a question is blank, and of each box that it alone is the answer or alone is filled.

    What is left to one is that two boxes are marked or that something else is there.
    """

    blank: float
    marked: NDArray[np.float64]
    filled: NDArray[np.float64]


def weigh(chances: NDArray[np.float64]) -> Weighed:
    """Return the posterior of what was done with a question's boxes (n × 4 probabilities of their states).

    The boxes' probabilities, divided by how common each state is, are likelihoods; the priors say how often people do
    what: a second mark in a question is rare, so that the first, once seen, tells of the others too.
    """
    n = len(chances)
    ratio = np.maximum(chances, LEAST) / COMMON
    mark, cancelled, unclear = (ratio[:, state] / ratio[:, EMPTY] for state in (MARK, CANCELLED, UNCLEAR))
    others = max(n - 1, 1)
    one = PRIOR_ONE / n * mark
    taken_back = 1 + cancelled / others
    corrected = PRIOR_CORRECTED / n * mark * (taken_back.prod() / taken_back - 1)
    filled = PRIOR_FILLED / n * cancelled
    two = PRIOR_TWO / (n * others) * (mark.sum() ** 2 - (mark**2).sum())
    odd = PRIOR_ODD / n * unclear.sum() + PRIOR_ODD / (n * others) * (mark * (unclear.sum() - unclear)).sum()
    two_filled = PRIOR_TWO / (n * others) * (cancelled.sum() ** 2 - (cancelled**2).sum())
    whole = PRIOR_BLANK + float(one.sum() + corrected.sum() + filled.sum() + two + odd + two_filled)
    return Weighed(PRIOR_BLANK / whole, (one + corrected) / whole, filled / whole)


def _judge_several(question: Question, codes: Sequence[int], chances: NDArray[np.float64]) -> Verdict:
    """Judge each box by itself; a filled box counts as taken back only beside one that is marked."""
    is_marked = chances[:, MARK] > chances[:, EMPTY] + chances[:, CANCELLED]
    is_filled = chances[:, CANCELLED] > chances[:, EMPTY] + chances[:, MARK]
    if is_filled.any() and not is_marked.any():
        filled = _choose(codes, is_filled)
        confidence = float(np.where(is_filled, chances[:, CANCELLED], chances[:, EMPTY]).prod())
        return Verdict(question.item, filled, confidence, _doubt_several(question, filled) or Doubt.FILLED)
    chosen = _choose(codes, is_marked)
    away = chances[:, EMPTY] + (chances[:, CANCELLED] if chosen else 0.0)
    confidence = float(np.where(is_marked, chances[:, MARK], away).prod())
    is_sure = confidence >= SURE_SEVERAL and chances[is_marked, CANCELLED].max(initial=0) <= MOST_FILLED
    doubt = _doubt_several(question, chosen) or (Doubt.NONE if is_sure else Doubt.UNCLEAR)
    return Verdict(question.item, chosen, confidence, doubt)


def _choose(codes: Sequence[int], is_chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(code for code, chosen in zip(codes, is_chosen, strict=True) if chosen)


def _doubt_several(question: Question, chosen: tuple[int, ...]) -> Doubt:
    """Return a doubt where an answer that stands alone is not alone."""
    return Doubt.SEVERAL if len(chosen) > 1 and set(chosen) & set(question.alone) else Doubt.NONE
