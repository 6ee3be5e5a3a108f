"""Processes are killed without a word, under load: nothing that was acknowledged is lost, nothing is there twice."""

import pytest


def test_no_acknowledged_answer_is_lost_and_none_is_there_twice(installed, rounds):
    found = installed.act("kill", rounds=rounds)
    assert found["acknowledged"] > rounds
    assert found["unsure"] == 0
    assert (found["lost"], found["twice"], found["half"]) == (0, 0, 0)
    assert found["stored"] == found["acknowledged"]


@pytest.mark.parametrize(("fault", "seen"), [("thanks first", "lost"), ("forgets the id", "twice")])
def test_the_same_book_sees_a_server_that_thanks_too_early_or_forgets(install, fault, seen):
    assert install("sqlite").act("kill", rounds=12, fault=fault)[seen] > 0
