"""What stands chosen when a doubt is shown, and what is said of it: a guess is no proposal, and lost ink is named."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import TaskKind, TaskState
from genklang.server.jobs.scan_tasks import Task
from genklang.server.web.staff.scans.draw import draw_task

INSTRUMENT = find_instrument("skr-ifo").instrument
FAINT = "The picture is black and white without grey"


def drawn(codes=(2,), confidence=0.7, *, why="unclear", kind=TaskKind.MARK, form="sv", texts=INSTRUMENT.texts, **more):
    way = (uuid4(), kind, "kontakt", why, TaskState.OPEN, form, "standard", "Norr", codes, confidence, (), b"png")
    with override("en"):
        return draw_task(replace(INSTRUMENT, texts=texts), Task(*way, **more))


def chosen(task):
    return [choice.value for choice in task.choices if choice.is_chosen]


@pytest.mark.parametrize(("confidence", "found"), [(0.7, ["2"]), (0.5, ["2"]), (0.49, []), (0.0, [])])
def test_an_answer_that_is_as_often_wrong_is_not_chosen_for_the_reader(confidence, found):
    task = drawn(confidence=confidence)
    assert chosen(task) == found
    assert bool(task.confidence) == bool(found)


def test_a_reader_whose_language_the_questionnaire_lacks_reads_it_in_one_that_staff_know():
    kept = {language: INSTRUMENT.texts[language] for language in ("ar", "da", "ti")}
    task = drawn(form="ti", texts=kept)
    assert (task.heading, task.printed) == tuple(kept[known].items["kontakt"].text for known in ("da", "ti"))


def test_it_is_said_when_the_boxes_may_be_empty():
    assert drawn(codes=()).why == "Unsure whether the boxes are empty"
    assert drawn(codes=(2,)).why == "Unclear mark"
    assert drawn(codes=(), why="outside").why == "Something stands beside the boxes"


@pytest.mark.parametrize(("kind", "is_told"), [(TaskKind.MARK, True), (TaskKind.CHECK, True), (TaskKind.TEXT, False)])
def test_a_picture_in_which_a_faint_cross_is_lost_says_so(kind, is_told):
    with override("en"):
        page = render_to_string("staff/scans/tasks.html", {"tasks": [drawn(kind=kind, is_one_bit=True)]})
        grey = render_to_string("staff/scans/tasks.html", {"tasks": [drawn(kind=kind)]})
    assert (FAINT in page, FAINT in grey) == (is_told, False)
