"""What each page of the form holds: the first page, one question, all of them, or the check before sending."""

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
    return {
        "page": "start",
        "count": len(list_items(form, {})),
        "introduction": form.texts.introduction,
        "heading": form.texts.title,
        "privacy": visit.tell_privacy(form.language).split("\n"),
        "has_easy": form.instrument.easy_read and not is_written_easy(form.published, form.language),
    }


def draw_kiosk_form(visit: Visit, form: Form) -> dict[str, object]:
    """Return the whole form for a kiosk, whose script shows one question after the other."""
    items = order_items(form.published, form.group)
    questions = [draw_question(form, item, {}, number=number) for number, item in enumerate(items, start=1)]
    return draw_start(visit, form) | {"form": form, "questions": questions}


def draw_turn(form: Form, shown: Turn) -> dict[str, object]:
    """Return the page of a step with the answers so far, those that are not on it as hidden fields."""
    if shown.step == CHECK:
        return _draw_check(form, shown)
    if shown.step == ALL:
        questions = draw_questions(form, shown.answers, faults=shown.faults)
        return {"page": "all", "questions": questions, "hidden": [], "faulty": _find_faulty(questions)}
    return _draw_one(form, shown)


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
