"""Paper on both databases: what is uploaded, looked at and undone is sealed once, and comes out of the mix as meant."""

import pytest
from engines import ENGINES

SHEETS = 6


@pytest.mark.parametrize("engine", ENGINES)
def test_paper_goes_from_the_upload_to_the_answers(engine, install):
    found = install(engine).act("scan", sheets=SHEETS)
    assert found["engine"] == engine
    assert (found["read"], found["undone"]) == (SHEETS + 1, 5)
    assert (found["state"], found["sent"], found["dropped"]) == ("sent", SHEETS, 1)
    assert (found["sealed"], found["ink"]) == (SHEETS, 2 * SHEETS)
    assert (found["finished"], found["mixed"], found["invalid"], found["left"]) == (True, SHEETS, 0, 0)
    assert found["right"] == found["wanted"] == found["told"] > 0
