"""How many doubts a person decides in an hour: each key and each word counted in a browser, timed by a model.

The keystroke-level model is that of `test_setup_time.py`: for each decision the picture is looked at, the mind is made
up, and one key is pressed; a question and its answers are read when they come up first. No person was timed. The reply
of the server is measured by `run bench --paper` and adds nothing, since the next eight pictures are there beforehand.
"""

import re
from pathlib import Path

import pytest
from test_scan_look import count_open, pile_address, press, pytestmark, settle, shown, station
from test_staff_look import open_browser
from typist import KEY, THINK, Typist

__all__ = ["pytestmark", "station"]
GUIDE = Path(__file__).parents[2] / "docs/how-to/scan-paper.md"
GOAL = 600
"""Decisions an hour."""
USUAL = 110
"""Doubts that 300 sheets left, scanned hard (decision 0014)."""
SMALL = 6
"""Doubts of the pile that is looked at here."""
TOLD = rf"about ([\d,]+) decisions an hour for {USUAL} doubts, and about ([\d,]+) for {SMALL}"
OWN_WORDS = """task => {
  const copy = task.cloneNode(true);
  for (const other of copy.querySelectorAll(".printed, kbd")) other.remove();
  return copy.querySelector("fieldset").textContent;
}"""


def test_how_many_doubts_a_person_decides_in_an_hour(browser, live_server, station):
    pile, member = station
    page = open_browser(browser, live_server, member)
    page.goto(f"{live_server.url}{pile_address(pile)}")
    typist, total = Typist(page), count_open(pile, "marks")
    typist.press("a[href$='/review/marks/']")
    met = set()
    for number in range(total):
        task = page.locator(f"article[data-task='{shown(page)}']")
        question = task.evaluate(OWN_WORDS)
        if question not in met:
            met.add(question)
            typist.words += len(re.findall(r"\w+", question))
        key = "Enter" if task.locator(":checked").count() else "1"
        if number < total - 1:
            press(page, key)
        else:
            with page.expect_navigation():
                press(page, key)
            typist.pages += 1
        typist.keys += 1
        typist.fields += 2
    settle(page)
    assert (count_open(pile, "marks"), typist.keys) == (0, total)
    alone = KEY + 2 * THINK
    once = typist.seconds - total * alone
    told = re.search(TOLD, " ".join(GUIDE.read_text("utf-8").split()))
    assert told, "the guide tells no figure"
    usual, small = (3600 * count / (once + count * alone) for count in (USUAL, SMALL))
    assert usual >= GOAL
    assert [float(figure.replace(",", "")) for figure in told.groups()] == pytest.approx([usual, small], rel=0.1)
