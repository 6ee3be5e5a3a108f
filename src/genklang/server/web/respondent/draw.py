"""What each page of the form holds: the first page, one question, all of them, or the check before sending."""

from collections.abc import Sequence

from genklang.server.fieldwork.recordings import GROUP
from genklang.server.web.respondent.form import (
    Form,
    Question,
    draw_question,
    draw_questions,
    is_written_easy,
    list_items,
    order_items,
)
from genklang.server.web.respondent.posted import flatten
from genklang.server.web.respondent.steps import ALL, CHECK, Turn
from genklang.server.web.respondent.visit import Visit


def draw_start(visit: Visit, form: Form) -> dict[str, object]:
    """Return the first page: languages, what it is about, what is promised."""
    count, privacy = len(list_items(form, {})), visit.tell_privacy(form.language).split("\n")
    return {"page": "start", "count": count, "privacy": privacy} | _draw_opening(form)


def draw_kiosk_form(visits: Sequence[Visit], form: Form) -> dict[str, object]:
    """Return the whole form for a tablet, once for the target groups of all visits; its script asks what is theirs.

    Each question and each privacy text comes with the codes of its groups, parted by blanks; none where all share it.
    """
    groups = [visit.opened.place.target_group for visit in visits]
    asked = [{item.code for item in order_items(form.published, group)} for group in groups]
    items = sorted(form.instrument.items, key=lambda item: item.background)
    questions = [
        (draw_question(form, item, {}, number=0), _join_groups(groups, [item.code in codes for codes in asked]))
        for item in items
        if any(item.code in codes for codes in asked)
    ]
    told = [visit.tell_privacy(form.language) for visit in visits]
    privacy = [(text.split("\n"), _join_groups(groups, [own == text for own in told])) for text in dict.fromkeys(told)]
    names = [(group, name_group(form, group), form.sounds.get(GROUP + group, "")) for group in groups]
    return {"form": form, "questions": questions, "privacy": privacy, "groups": names} | _draw_opening(form)


def name_group(form: Form, group: str) -> str:
    """Return the name of a target group in the form's language, or in whichever there is."""
    words = (form.texts, *form.instrument.texts.values())
    return next((name for each in words if (name := each.target_groups.get(group))), group)


def _join_groups(groups: Sequence[str], is_theirs: Sequence[bool]) -> str:
    return "" if all(is_theirs) else " ".join(g for g, is_its in zip(groups, is_theirs, strict=True) if is_its)


def draw_turn(form: Form, shown: Turn) -> dict[str, object]:
    """Return the page of a step with the answers so far, those that are not on it as hidden fields."""
    if shown.step == CHECK:
        return _draw_check(form, shown)
    if shown.step == ALL:
        questions = draw_questions(form, shown.answers, faults=shown.faults)
        return {"page": "all", "questions": questions, "hidden": [], "faulty": _find_faulty(questions)}
    return _draw_one(form, shown)


def _draw_opening(form: Form) -> dict[str, object]:
    return {
        "introduction": form.texts.introduction,
        "heading": form.texts.title,
        "has_easy": form.instrument.easy_read and not is_written_easy(form.published, form.language),
    }


def _draw_one(form: Form, shown: Turn) -> dict[str, object]:
    items = list_items(form, shown.answers)
    number = next(n for n, item in enumerate(items, start=1) if item.code == shown.step)
    fault = shown.faults.get(shown.step, "")
    question = draw_question(form, items[number - 1], shown.answers, number=number, fault=fault)
    return {
        "page": "question",
        "question": question,
        "total": len(items),
        "bars": [n <= number for n in range(1, len(items) + 1)],
        "hidden": flatten(shown.answers, but=[shown.step]),
        "faulty": _find_faulty((question,)),
    }


def _draw_check(form: Form, shown: Turn) -> dict[str, object]:
    questions = [
        draw_question(form, item, shown.answers, number=number)
        for number, item in enumerate(list_items(form, shown.answers), start=1)
    ]
    return {"page": "check", "questions": questions, "hidden": flatten(shown.answers)}


def _find_faulty(questions: tuple[Question, ...]) -> list[Question]:
    return [question for question in questions if question.fault]
