"""The question rule: from the states of a question's boxes to its answer, or to a doubt with a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import Question
from genklang.paper.states import CANCELLED, EMPTY, MARK

SURE: Final = 0.985
"""An answer at least this probable is taken; any other goes to a person."""
SURE_BLANK: Final = 0.97


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
    question: Question,
    codes: Sequence[int],
    chances: NDArray[np.float64],
    is_found: NDArray[np.bool_],
    *,
    has_ink_outside: bool = False,
    fills_boxes: bool = False,
) -> Verdict:
    """Return the verdict on one question.

    `chances` are the probabilities of the four states for each of the boxes `codes`. `has_ink_outside` says that
    something is written beside the boxes, `fills_boxes` that this person fills boxes instead of crossing them.
    """
    if question.several:
        verdict = _judge_several(question, codes, chances)
    else:
        verdict = _judge_one(question, codes, chances, fills_boxes=fills_boxes)
    if not is_found.all():
        return Verdict(question.item, verdict.codes, verdict.confidence, Doubt.NOT_FOUND)
    if not verdict.codes and has_ink_outside and not verdict.doubt:
        return Verdict(question.item, (), verdict.confidence, Doubt.OUTSIDE)
    return verdict


def _judge_one(question: Question, codes: Sequence[int], chances: NDArray[np.float64], *, fills_boxes: bool) -> Verdict:
    """Weigh up: one box marked and no other meant; one box filled and no other touched; all of them empty."""
    away = chances[:, EMPTY] + chances[:, CANCELLED]
    marked = _each_alone(chances[:, MARK], away)
    filled = _each_alone(chances[:, CANCELLED], chances[:, EMPTY])
    blank = float(chances[:, EMPTY].prod())
    best, most_filled = int(marked.argmax()), int(filled.argmax())
    if fills_boxes:
        marked = marked + filled
        best, filled = int(marked.argmax()), np.zeros_like(filled)
    if blank >= max(marked[best], filled[most_filled]):
        return Verdict(question.item, (), blank, Doubt.NONE if blank >= SURE_BLANK else Doubt.UNCLEAR)
    if filled[most_filled] > marked[best]:
        return Verdict(question.item, (codes[most_filled],), float(filled[most_filled]), Doubt.FILLED)
    confidence = float(marked[best])
    if confidence >= SURE:
        return Verdict(question.item, (codes[best],), confidence)
    several = (chances[:, MARK] > 0.5).sum() > 1
    return Verdict(question.item, (codes[best],), confidence, Doubt.SEVERAL if several else Doubt.UNCLEAR)


def _judge_several(question: Question, codes: Sequence[int], chances: NDArray[np.float64]) -> Verdict:
    """Judge each box by itself; a filled box counts as taken back only beside one that is marked."""
    is_marked = chances[:, MARK] > chances[:, EMPTY] + chances[:, CANCELLED]
    chosen = tuple(code for code, marked in zip(codes, is_marked, strict=True) if marked)
    away = chances[:, EMPTY] + (chances[:, CANCELLED] if chosen else 0.0)
    confidence = float(np.where(is_marked, chances[:, MARK], away).prod())
    if len(chosen) > 1 and set(chosen) & set(question.alone):
        return Verdict(question.item, chosen, confidence, Doubt.SEVERAL)
    sure = SURE if chosen else SURE_BLANK
    return Verdict(question.item, chosen, confidence, Doubt.NONE if confidence >= sure else Doubt.UNCLEAR)


def _each_alone(own: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, for each box, its own chance times that of all others."""
    floor = np.maximum(others, 1e-12)
    alone: NDArray[np.float64] = own * floor.prod() / floor
    return alone
