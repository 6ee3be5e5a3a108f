"""The scan station in a browser: seen by axe and by eye, and worked by keyboard, with and without scripts."""

import time

import cv2
import numpy as np
import pytest
from answering import open_now
from django.utils import timezone
from people import add_member, sign_in
from scan_station import fill_sheets, pile_address, print_forms, read_pages
from test_staff_look import faults, keep_picture, open_browser
from test_staff_look import pytestmark as in_browser

from genklang.paper.synthesis.people import ACTS
from genklang.server.fieldwork.models import ScanTask, TaskState
from genklang.server.fieldwork.operations.questions import add_question
from genklang.server.jobs.scan_files import open_files
from genklang.server.jobs.scan_tasks import read_answer
from genklang.server.organisation.models import Role

pytestmark = [*in_browser, pytest.mark.usefixtures("own_folders")]
HARD = {**ACTS, "beside": 0.1, "circled": 0.1, "corrected": 0.1}


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


def test_axe_finds_nothing_at_the_scan_station(browser, live_server, station):
    pile, member = station
    page = open_browser(browser, live_server, member)
    wrong = {}
    for language in ("sv", "da", "en"):
        type(member).objects.filter(pk=member.pk).update(language=language)
        for name, path in list_pages(pile).items():
            answer = page.goto(f"{live_server.url}{path}")
            assert (answer.status, page.url) == (200, f"{live_server.url}{path}"), name
            for width in (1200, 390, 320):
                page.set_viewport_size({"width": width, "height": 900})
                wrong[name, language, width] = faults(page) if width != 390 else []
                if width != 320:
                    keep_picture(page, f"scan-{name}-{language}-{width}")
    assert {place: found for place, found in wrong.items() if found} == {}


def count_open(pile, kind):
    return ScanTask.objects.filter(sheet__pile=pile, kind=kind, state=TaskState.OPEN).count()


def shown(page):
    """Return which task stands on the page."""
    return page.locator("article:not([hidden], [inert])").get_attribute("data-task")


def press(page, *keys):
    """Press keys, each when there is something to look at."""
    for key in keys:
        page.wait_for_selector("article:not([hidden], [inert])", state="attached")
        page.keyboard.press(key)


def settle(page):
    """Wait until all that was decided has been sent."""
    page.evaluate("window.reviewSent")


def test_doubts_are_decided_by_keyboard_and_how_fast_is_told(browser, live_server, station, record_testsuite_property):
    pile, member = station
    page = open_browser(browser, live_server, member)
    total = count_open(pile, "marks")
    page.goto(f"{live_server.url}{pile_address(pile)}review/marks/")
    first = shown(page)
    begun = time.perf_counter()
    press(page, "2", *"1" * (total - 3))
    settle(page)
    an_hour = 3600 * (total - 2) / (time.perf_counter() - begun)
    record_testsuite_property("decisions_an_hour", round(an_hour))
    assert count_open(pile, "marks") == 2
    assert ScanTask.objects.get(pk=first).state == TaskState.DECIDED
    press(page, "s")
    with page.expect_navigation():
        press(page, "0")
    assert page.url == f"{live_server.url}{pile_address(pile)}"
    assert ScanTask.objects.get(sheet__pile=pile, state=TaskState.SECOND).kind == "marks"


def test_on_a_low_screen_the_picture_of_each_doubt_is_seen(browser, live_server, station):
    """To look at a chosen answer far down had scrolled the picture away."""
    pile, member = station
    page = open_browser(browser, live_server, member)
    page.set_viewport_size({"width": 1000, "height": 420})
    page.goto(f"{live_server.url}{pile_address(pile)}review/marks/")
    for _ in range(4):
        picture = page.locator("article:not([hidden], [inert]) .snippet").bounding_box()
        assert picture["y"] >= 0
        assert picture["y"] + picture["height"] <= 420
        press(page, "1")
    settle(page)


def list_following(page):
    """Return the tasks that are seen below the one that is decided."""
    return page.locator("article[inert]:visible").evaluate_all("tasks => tasks.map(task => task.dataset.task)")


def test_the_next_pictures_are_seen_beforehand_and_cannot_be_touched(browser, live_server, station):
    pile, member = station
    page = open_browser(browser, live_server, member)
    page.goto(f"{live_server.url}{pile_address(pile)}review/marks/")
    first, following = shown(page), list_following(page)
    assert (len(following), page.locator("article[inert]:visible .snippet img").count()) == (3, 3)
    press(page, "1")
    settle(page)
    assert shown(page) == following[0]
    assert list_following(page)[:2] == following[1:]
    press(page, "u")
    settle(page)
    assert (shown(page), list_following(page)) == (first, following)
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('[inert]')")
    page.set_viewport_size({"width": 390, "height": 844})
    assert list_following(page) == []


def test_what_was_decided_is_taken_back_by_a_key(browser, live_server, station):
    pile, member = station
    page = open_browser(browser, live_server, member)
    page.goto(f"{live_server.url}{pile_address(pile)}review/marks/")
    shown_first, total = shown(page), count_open(pile, "marks")
    press(page, "1", "3", "u", "u")
    settle(page)
    assert shown(page) == shown_first
    assert count_open(pile, "marks") == total
    press(page, "0")
    settle(page)
    assert ScanTask.objects.get(pk=shown_first).state == TaskState.DECIDED


def test_words_are_copied_by_keyboard(browser, live_server, station):
    pile, member = station
    page = open_browser(browser, live_server, member)
    page.goto(f"{live_server.url}{pile_address(pile)}review/texts/")
    first, total = shown(page), count_open(pile, "texts")
    page.keyboard.type("Kortare kö, tack! 10 minuter.")
    press(page, "Enter", "Enter", "Alt+s")
    settle(page)
    assert count_open(pile, "texts") == total - 3
    assert read_answer(open_files(pile.pk), ScanTask.objects.get(pk=first)) == "Kortare kö, tack! 10 minuter."


def test_the_same_pages_work_without_scripts(browser, live_server, station):
    pile, member = station
    context = browser.new_context(java_script_enabled=False, locale="sv")
    session = sign_in(member).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{pile_address(pile)}review/marks/")
    first, total = shown(page), count_open(pile, "marks")
    for button in ("blank", "skip", "undo", "undo"):
        with page.expect_navigation():
            page.click(f"article:not([hidden], [inert]) [value={button}]")
    assert shown(page) == first
    assert count_open(pile, "marks") == total
    page.locator("article:not([hidden], [inert]) input[name=said]").nth(1).check()
    with page.expect_navigation():
        page.click("article:not([hidden], [inert]) [value=save]")
    assert count_open(pile, "marks") == total - 1
