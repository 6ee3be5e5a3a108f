"""A full disk: everybody is told at once, nothing is half there, and room is all that it takes to go on."""

import pytest
from engines import ENGINES


@pytest.mark.parametrize("engine", ENGINES)
def test_answers_stay_on_the_page_and_come_in_when_there_is_room(engine, on_disk, disk):
    found = on_disk(engine, careless=False).act("disk_full", place=str(disk.place))
    assert found["before"] == ["stored"]
    assert set(found["full"]) <= {"stored", "not_stored"}
    assert "not_stored" in found["full"]
    assert set(found["again"]) <= {"stored", "repeated"}
    assert found["stored"] == 41
