"""Where a person stands in the form, and where each button leads: forward, back, past, to one question, to the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from genklang.instrument.item_type import Presentation, type_of
from genklang.instrument.model import Item
from genklang.server.web.respondent.form import Answers, Form, find_fault, find_faults, list_items

START: Final = "start"
CHECK: Final = "check"
ALL: Final = "all"
"""The one page of a round that asks everything on one page."""
TO: Final = "to:"
"""What the button that leads to one question begins with; the item's code follows."""
BLANK: Final = "blank"


@dataclass(frozen=True, slots=True)
class Turn:
    """What to show after a button: the step, the answers that are kept, and what is wrong with them.

    `is_change`: the question was reached from the check, and leads back there. `is_sent`: everything may be taken.
    """

    step: str
    answers: Answers
    faults: Mapping[str, str] = field(default_factory=dict)
    is_change: bool = False
    is_sent: bool = False


def turn(form: Form, answers: Answers, *, step: str, button: str, one_per_page: bool, is_change: bool = False) -> Turn:
    """Return what a button leads to. A button or step that is none of ours leaves everything as it is."""
    here = step if step in {START, CHECK, ALL} or find_item(form, answers, step) else START
    if button.startswith(TO) and find_item(form, answers, button.removeprefix(TO)):
        return Turn(button.removeprefix(TO), answers, is_change=True)
    if button == "send":
        return _send(form, answers, one_per_page=one_per_page)
    if button == "back":
        return Turn(START if here in {START, ALL} else previous_step(form, answers, here), answers)
    if button == "next" and here == START:
        return Turn(first_step(form, one_per_page=one_per_page), answers)
    if here in {START, CHECK, ALL} or button not in {"next", "skip"}:
        return Turn(here, answers, is_change=is_change)
    return _leave_question(form, answers, here, skips=button == "skip", is_change=is_change)


def first_step(form: Form, *, one_per_page: bool) -> str:
    """Return the step after the first page."""
    return list_items(form, {})[0].code if one_per_page else ALL


def next_step(form: Form, answers: Answers, step: str, *, is_change: bool) -> str:
    """Return the step after a question; a question that is changed leads back to the check unless it opens others."""
    items = list_items(form, answers)
    following = items[_find_place(items, step) + 1 :]
    if is_change:
        opened = (i for i in following if i.asked_if and i.asked_if.item == step and not answers.get(i.code))
        return next((item.code for item in opened), CHECK)
    return following[0].code if following else CHECK


def previous_step(form: Form, answers: Answers, step: str) -> str:
    """Return the step before a question or before the check."""
    items = list_items(form, answers)
    earlier = items if step == CHECK else items[: max(_find_place(items, step), 0)]
    return earlier[-1].code if earlier else START


def find_item(form: Form, answers: Answers, step: str) -> Item | None:
    """Return the item of a step, if it is asked."""
    return next((item for item in list_items(form, answers) if item.code == step), None)


def _leave_question(form: Form, answers: Answers, step: str, *, skips: bool, is_change: bool) -> Turn:
    """Go on from a question: past it without an answer, or with one that can be read."""
    kept = {code: answer for code, answer in answers.items() if not (skips and code == step)}
    fault = "" if skips else find_fault(form, form.instrument.item(step), kept) or _find_blank(form, kept, step)
    if fault:
        return Turn(step, kept, {step: fault}, is_change=is_change)
    following = next_step(form, kept, step, is_change=is_change)
    return Turn(following, kept, is_change=is_change and following != CHECK)


def _find_blank(form: Form, answers: Answers, step: str) -> str:
    """Say when nothing was chosen; words may always be left out."""
    is_words = type_of(form.instrument.item(step)).presentation is Presentation.LINES
    return "" if is_words or answers.get(step) else BLANK


def _send(form: Form, answers: Answers, *, one_per_page: bool) -> Turn:
    faults = find_faults(form, answers)
    if faults:
        return Turn(next(iter(faults)) if one_per_page else ALL, answers, faults, is_change=one_per_page)
    if not any(answers.values()):
        return Turn(CHECK if one_per_page else ALL, answers)
    return Turn(CHECK, answers, is_sent=True)


def _find_place(items: tuple[Item, ...], code: str) -> int:
    return next((place for place, item in enumerate(items) if item.code == code), -1)
