"""Numbers in the review queue: the machine's reading stands there with how sure it is, and checks show nothing."""

import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils.translation import override

from genklang.instrument.load import load
from genklang.instrument.publish import publish
from genklang.server.fieldwork.models import TaskKind, TaskState
from genklang.server.jobs.scan_answers import read_said
from genklang.server.jobs.scan_tasks import Task
from genklang.server.web.staff.scans.draw import draw_task

sys.path.append(str(Path(__file__).parents[1] / "instrument"))
from small_instrument import FILES, write_instrument


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return publish(load(write_instrument(tmp_path_factory.mktemp("small"), FILES)))


def task(kind=TaskKind.TEXT, codes=(42,), confidence=0.9991):
    return Task(uuid4(), kind, "months", "hand", TaskState.OPEN, "sv", "standard", "Norr", codes, confidence, (), b"")


def test_a_proposed_number_stands_in_the_field_and_is_never_told_as_certain(small):
    with override("en"):
        drawn = draw_task(small.instrument, task())
        assert (drawn.kind, drawn.written, drawn.confidence) == ("number", "42", "The machine is 99% sure")
        assert draw_task(small.instrument, task(codes=())).confidence == ""


def test_nobody_who_checks_is_led(small):
    drawn = draw_task(small.instrument, task(TaskKind.CHECK))
    assert (drawn.written, drawn.confidence) == ("", "")


@pytest.mark.parametrize(
    ("said", "found"), [("42", "42"), (" 042 ", "42"), ("", ""), ("121", None), ("4 2 x", None), ("٤٢", "42")]
)
def test_a_number_is_taken_as_its_value_within_its_bounds(small, said, found):
    assert read_said(small, TaskKind.TEXT, "months", [said]) == found
