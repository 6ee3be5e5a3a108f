"""The scan station in a browser: seen by axe and by eye, and worked by keyboard, with and without scripts."""

import time

import cv2
import numpy as np
import pytest
from answering import open_now
from django.utils import timezone
from people import add_member, sign_in
from scan_station import CROSSES, fill_sheets, pile_address, print_forms, read_pages, upload
from test_staff_look import browser, faults, keep_picture, open_browser, pytestmark

from genklang.paper.synthesis.people import ACTS
from genklang.server.fieldwork.models import ScanTask, TaskState
from genklang.server.fieldwork.operations.questions import add_question
from genklang.server.organisation.models import Role

__all__ = ["browser", "pytestmark"]
HARD = {**ACTS, "beside": 0.1, "circled": 0.1, "corrected": 0.1}


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"


@pytest.fixture
def station(planned_round):
    """A coordinator and a pile with everything in it: doubts, handwriting, checks, half a sheet, pages not read."""
    add_question(planned_round, scale="", groups=[], words={"sv": "Vad kan bli bättre?", "ar": "ما الذي يمكن تحسينه؟"})
    planned_round.languages = ["sv", "ar"]
    planned_round.save()
    open_now(planned_round, now=timezone.now())
    planned_round.refresh_from_db()
    forms = print_forms(planned_round, languages=("sv", "ar"))
    _, pages = fill_sheets(forms, 12, acts=HARD, level="office", turned=False, seed=1)
    pages = [write_by_hand(page, forms[place // 2 % 4], place % 2 + 1) for place, page in enumerate(pages)]
    client = sign_in(add_member(planned_round.organisation, Role.COORDINATOR))
    hand = np.random.default_rng(0).normal(120, 60, (1700, 1200)).clip(0, 255).astype(np.uint8)
    pile = read_pages(client, planned_round, [*pages, hand, *pages[:2], pages[2]])
    return pile, planned_round.organisation.memberships.get(role=Role.COORDINATOR).user


def write_by_hand(page, form, side):
    """Write something into the field for words, where the page has one."""
    scale = page.shape[1] / 210
    for field in (f for f in form.layout.fields if f.page == side):
        at = (int((field.x + 8) * scale), int((field.y + 16) * scale))
        cv2.putText(page, "Kortare ko, tack!", at, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.4, 60, 2, cv2.LINE_AA)
    return page


def list_pages(pile):
    here = pile_address(pile)
    round_ = here.split("scans/")[0]
    review = {kind: f"{here}review/{kind}/" for kind in ("marks", "texts", "checks", "sheets")}
    own = {"pile": here, "unread": f"{here}unread/", "discard": f"{here}discard/"}
    return {"scans": f"{round_}scans/", "paper": f"{round_}paper/", "policy": f"{round_}scans/policy/", **own, **review}


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_axe_finds_nothing_at_the_scan_station(browser, live_server, station, language):
    pile, member = station
    page = open_browser(browser, live_server, member, language=language)
    wrong = {}
    for name, path in list_pages(pile).items():
        answer = page.goto(f"{live_server.url}{path}")
        assert (answer.status, page.url) == (200, f"{live_server.url}{path}"), name
        for width in (1200, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            wrong[name, width] = faults(page) if width != 390 else []
            if width != 320 and language == "sv":
                keep_picture(page, f"scan-{name}-{width}")
    assert {place: found for place, found in wrong.items() if found} == {}
