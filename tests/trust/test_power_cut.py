"""The power goes while people answer: what they were thanked for is on the disk that comes back.

kill -9 cannot tell this: what a killed process has written is in the system's memory and reaches the disk all the same.
"""

import pytest
from engines import ENGINES
from installation import Installation
from power import Disk


def cut(made: Installation, disk: Disk, rounds: int, *, careless: bool) -> dict:
    return made.act("power", rounds=rounds, image=str(disk.image), place=str(disk.place), careless=careless)


@pytest.mark.parametrize("engine", ENGINES)
def test_no_acknowledged_answer_is_lost(engine, on_disk, disk, rounds):
    found = cut(on_disk(engine, careless=False), disk, rounds, careless=False)
    assert found["acknowledged"] > rounds
    assert (found["lost"], found["twice"], found["half"]) == (0, 0, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_cuts_find_a_database_that_does_not_wait_for_the_disk(engine, on_disk, disk):
    assert cut(on_disk(engine, careless=True), disk, 8, careless=True)["lost"] > 0
