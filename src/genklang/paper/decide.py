"""Decides the questions of a page: by their boxes, by what lies beside them, and by what the pen leaves elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from genklang.paper.digit_windows import PrintedCells
from genklang.paper.digits import read_number
from genklang.paper.form import Box, FormLayout, Question
from genklang.paper.judge import SURE, Doubt, Verdict, judge
from genklang.paper.lines import has_line_through
from genklang.paper.network import Network
from genklang.paper.outside import BlankRegions, has_ink_outside
from genklang.paper.overprint import Limits, has_more_than_print
from genklang.paper.register import Picture, Registration
from genklang.paper.rings import RINGED, find_ringed
from genklang.paper.states import CANCELLED, MARK
from genklang.paper.windows import SCALE, SIDE, Cut

FIRM_MARKS, FIRM_INK = 3, 2.5
"""So many other questions of a page with a plain mark, and so many square mm of ink in the least of them, show a pen
of which a scan in black and white loses nothing."""
KEPT_MARKS, KEPT_INK = 1, 1.0
"""The same for a scan in grey, where a light mark leaves something."""
MOST_WEAK: Final = 1
"""Other questions of the page that may be in doubt: a scan that loses pencil loses most of it."""
SURE_BLANK_KEPT: Final = 0.55
"""A blank question so probable is believed in grey where strokes are kept and no box has any ink."""
SURE_FILLED_GREY: Final = 0.9
"""One filled box so probable is the answer in grey: a cross beside it would show."""
HABIT: Final = 2
"""Other questions of the page with one filled box alone from which on this is how its writer answers."""
SURE_FILLED_HABIT: Final = 0.7
"""One filled box so probable is the answer on such a page."""
SURE_FAINT, LEAST_FAINT = 0.9, 0.25
"""A mark in black and white is believed from such a probability, and so many square mm of ink, on: less may be a speck,
or what is left of a box filled to take it back."""
INKED, TRACED = 0.3, 0.12
"""Darkness from which on something is ink, and faint ink."""
LEAST_TRACE: Final = 1.0
"""Square mm of faint ink that every answer of a page has left where its blanks are believed: a copier that leaves less
of one light mark has left nothing of another."""
AROUND_MM: Final = 2.8
"""Half the side of the square round a box's middle whose ink is measured."""
MOST_STRAY: Final = 0.15
"""Square mm of ink at a box that count as nothing."""
RING_MM: Final = 3.25
"""What is drawn round a box may go so far beyond it."""


@dataclass(frozen=True, slots=True)
class Page:
    """All that is known of a page before it is decided. `loses_faint`: it was scanned in black and white.

    `numbers`: what is printed at the cells of the numbers that a machine may read, by item; `digits`: what reads them,
    if not the networks that genklang ships with.
    """

    picture: Picture
    place: Registration
    layout: FormLayout
    regions: BlankRegions
    numbers: Mapping[str, PrintedCells]
    chances: NDArray[np.float64]
    cut: Cut
    loses_faint: bool
    digits: Network | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Question
    own: NDArray[np.int64]
    boxes: Sequence[Box]
    verdict: Verdict
    inked: NDArray[np.float64]
    """Square mm of ink at each box."""
    traced: NDArray[np.float64]
    """The same with the faintest."""


def decide_page(page: Page) -> tuple[Verdict, ...]:
    """Return the verdicts on a page, in the order asked."""
    asked = [_ask(page, q) for q in page.layout.questions if q.page == page.place.name.page]
    limits: dict[int, Limits] = {}
    return tuple(_decide(page, each, asked, limits) for each in asked)


def _ask(page: Page, question: Question) -> _Asked:
    boxes = page.layout.boxes_on(page.place.name.page)
    own = np.array([i for i, b in enumerate(boxes) if b.item == question.item], dtype=np.int64)
    chosen = [boxes[i] for i in own]
    if not len(own):
        return _Asked(question, own, chosen, Verdict(question.item, (), 1.0), np.zeros(0), np.zeros(0))
    verdict = judge(question, [b.code for b in chosen], page.chances[own], page.cut.is_found[own])
    reach, middle = round(AROUND_MM * SCALE), SIDE // 2
    around = page.cut.ink[own][:, middle - reach : middle + reach, middle - reach : middle + reach]
    inked, traced = ((around > dark).sum(axis=(1, 2)) / SCALE**2 for dark in (INKED, TRACED))
    return _Asked(question, own, chosen, verdict, inked, traced)


def _decide(page: Page, asked: _Asked, others: Sequence[_Asked], limits: dict[int, Limits]) -> Verdict:
    """Return the verdict on one question; `limits` keeps what is measured of the whole page once it is needed."""
    verdict, question = asked.verdict, asked.question
    if not len(asked.own):
        return _decide_written(page, question)
    verdict = _weigh_pen(page, asked, others)
    ringed = _find_ringed(page, asked) if verdict.doubt is Doubt.UNCLEAR else None
    if ringed is not None:
        return Verdict(verdict.item, (ringed.code,), RINGED)
    if not verdict.doubt and has_line_through(page.cut.ink[asked.own]):
        return replace(verdict, doubt=Doubt.UNCLEAR)
    # A blank question and one filled box alone say less than a cross: something beside them may say more.
    is_crossed = bool((page.chances[asked.own].argmax(axis=1) == MARK).any())
    if is_crossed or verdict.doubt:
        return verdict
    filled = [b for b in asked.boxes if b.code in verdict.codes]
    if has_ink_outside(page.picture, page.place, page.regions, question, beside=filled):
        return replace(verdict, doubt=Doubt.OUTSIDE)
    seen = page.picture, page.place, page.regions.kinds
    has_more = has_more_than_print(*seen, question.region, known=limits)
    return replace(verdict, doubt=Doubt.OUTSIDE) if has_more else verdict


def _decide_written(page: Page, question: Question) -> Verdict:
    """Return the verdict on what is written by hand: words for a person, a number where it is sure and nothing else.

    A digit that a scan has lost would leave another number, so where faint ink is lost no number is believed.
    """
    printed = page.numbers.get(question.item)
    if printed is None:
        is_written = has_ink_outside(page.picture, page.place, page.regions, question)
        return Verdict(question.item, (), 1.0, Doubt.HAND if is_written else Doubt.NONE)
    verdict = read_number(page.picture, page.place, printed, question, network=page.digits)
    if verdict.doubt:
        return verdict
    own = printed.cells if verdict.codes else ()
    is_more = page.loses_faint or has_ink_outside(page.picture, page.place, page.regions, question, beside=own)
    return replace(verdict, doubt=Doubt.HAND) if is_more else verdict


def _weigh_pen(page: Page, asked: _Asked, others: Sequence[_Asked]) -> Verdict:
    """Return the verdict with what the page's other questions tell of the pen and of the hand."""
    is_believed = _is_believed_faint if page.loses_faint else _is_believed_grey
    doubt, usual = asked.verdict.doubt, {Doubt.NONE, Doubt.UNCLEAR, Doubt.FILLED}
    if doubt not in usual or (asked.question.several and doubt is Doubt.UNCLEAR):
        return asked.verdict
    is_sure = is_believed(page, asked, others)
    return replace(asked.verdict, doubt=Doubt.NONE if is_sure else doubt or Doubt.UNCLEAR)


def _is_believed_grey(page: Page, asked: _Asked, others: Sequence[_Asked]) -> bool:
    """Return whether a verdict holds on a scan that keeps what is faint."""
    verdict = asked.verdict
    if not verdict.doubt:
        return bool(verdict.codes) or all(o.traced.max() >= LEAST_TRACE for o in others if o.verdict.codes)
    if verdict.codes:
        least = SURE_FILLED_HABIT if _fills_boxes(page, asked, others) else SURE_FILLED_GREY
        return _is_filled_alone(page, asked) and verdict.confidence >= least
    is_clean = bool(asked.inked.max() < MOST_STRAY) and verdict.confidence >= SURE_BLANK_KEPT
    return is_clean and _has_firm_pen(page, asked, others, marks=KEPT_MARKS, ink=KEPT_INK)


def _is_believed_faint(page: Page, asked: _Asked, others: Sequence[_Asked]) -> bool:
    """Return whether a verdict holds where what is faint is lost.

    No blank does, nor a speck; a filled box does beside a firm pen.
    """
    verdict = asked.verdict
    is_firm = not page.cut.is_faint and _has_firm_pen(page, asked, others, marks=FIRM_MARKS, ink=FIRM_INK)
    if asked.question.several or not verdict.codes:
        return is_firm and bool(verdict.codes) and not verdict.doubt
    if not _is_filled_alone(page, asked):
        own = next(i for i, box in enumerate(asked.boxes) if box.code in verdict.codes)
        is_mark = verdict.confidence >= SURE_FAINT and asked.inked[own] >= LEAST_FAINT
        return bool(is_mark) and not verdict.doubt
    is_habit = not page.cut.is_faint and _fills_boxes(page, asked, others)
    return (is_habit and verdict.confidence >= SURE_FILLED_HABIT) or (is_firm and verdict.confidence >= SURE)


def _fills_boxes(page: Page, asked: _Asked, others: Sequence[_Asked]) -> bool:
    """Return whether one who fills boxes instead of crossing them has filled the page in."""
    rest = [o for o in others if o is not asked and len(o.own) and not o.question.several]
    return sum(bool(o.verdict.codes) and _is_filled_alone(page, o) for o in rest) >= HABIT


def _is_filled_alone(page: Page, asked: _Asked) -> bool:
    states = page.chances[asked.own].argmax(axis=1)
    return bool((states == CANCELLED).any() and not (states == MARK).any())


def _has_firm_pen(page: Page, asked: _Asked, others: Sequence[_Asked], *, marks: int, ink: float) -> bool:
    """Return whether the other questions of the page show a pen of which this scan keeps every stroke.

    In grey a question without any ink is blank; in black and white it may have lost a mark.
    """
    rest = [o for o in others if o is not asked and len(o.own) and not o.question.several]
    marked = [o for o in rest if o.verdict.codes and not o.verdict.doubt]
    blank = [o for o in rest if not (page.loses_faint or o.verdict.codes) and o.inked.max() < MOST_STRAY]
    firm = [float(o.inked.max()) for o in marked if page.chances[o.own, MARK].max() > 0.9]
    return len(rest) - len(marked) - len(blank) <= MOST_WEAK and len(firm) >= marks and min(firm) >= ink


def _find_ringed(page: Page, asked: _Asked) -> Box | None:
    """Return the box that has a ring round it, if nothing else at all stands in the question."""
    if asked.question.several or not page.cut.is_found[asked.own].all():
        return None
    place = find_ringed(page.cut.ink[asked.own])
    if place is None:
        return None
    box, region = asked.boxes[place], asked.question
    has_more = has_ink_outside(page.picture, page.place, page.regions, region, beside=[box], beyond=RING_MM)
    return None if has_more else box
