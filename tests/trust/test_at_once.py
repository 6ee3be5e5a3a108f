"""Many at once, mixers that die, and a disk that fills: one answer is one answer."""


def test_many_at_once_are_one_answer_and_one_invitation(installed):
    found = installed.act("parallel")
    assert found["one code"] == {"stored": 1, "already_answered": 49}
    assert found["one button"] == {"stored": 1, "repeated": 49}
    assert found["sealed"] == found["counted"] == 2
    assert found["one list"] == {"people": 20, "invited": 20}


def test_a_mixer_killed_anywhere_writes_nothing_twice_and_deletes_nothing_unread(installed):
    found = installed.act("mix_killed", kills=6)
    assert found["interrupted"] >= found["between"] >= 3
    assert (found["missing"], found["twice"], found["left"], found["batches"]) == (0, 0, 0, 0)
    assert found["markers"] == 6
