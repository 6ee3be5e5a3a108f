"""Another way of answering, or another version of the form, moves figures with nobody changing their mind. A way that
was new or is gone is told from the rounds' records. Beside that, a way or a form whose part of all answers has **grown
by ten points** or more is flagged, with at least ten answers of it in both rounds.

Where both rounds have ten answers of every part (group × channel × form), the report says what the change would have
been with the same parts in both rounds, in whole points. Source: direct standardisation, as in Kitagawa (1955). The
limits are our own.
"""

import pytest

from genklang.analysis.derive_mix import find_shifts

TITLE = "Differences of mode or form are flagged"
TABLE = """
responses  round  channel  form_version  contact
       80  2021   paper    standard      easy
       40  2021   web      standard      easy
       15  2021   web      easy_read     easy
       60  2022   paper    standard      easy
       70  2022   web      standard      easy
       20  2022   web      easy_read     easy
"""
EXPECTED = {("2022", "A"): ("channel:web",)}


def test_what_clearly_more_used_is_flagged(survey):
    assert find_shifts(survey(TABLE), None) == EXPECTED


@pytest.mark.parametrize(("old", "new"), [("70  2022   web", "40  2022   web"), ("40  2021   web", " 9  2021   web")])
def test_small_shifts_and_small_parts_are_not(survey, old, new):
    plain = "\n".join(line for line in TABLE.splitlines() if "easy_read" not in line or old.startswith("70"))
    assert find_shifts(survey(plain.replace(old, new)), None) == {}
