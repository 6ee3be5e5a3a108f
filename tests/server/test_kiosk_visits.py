"""Two target groups at one tablet, in a real browser: chosen without a network, changed, forgotten, and each counted.

Pictures of the pages are kept in the folder that GENKLANG_PICTURES names.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from genklang.server.fieldwork import sealing
from genklang.server.fieldwork.models import SealedAnswer, Tally
from genklang.server.fieldwork.operations.rounds import set_places
from genklang.server.fieldwork.tokens import kiosk_token
from genklang.server.jobs.key_files import find_key, read_seed

CHROMIUM = Path("/usr/bin/chromium")
SIZES = {"phone": {"width": 390, "height": 844}, "tablet": {"width": 1024, "height": 768}}
HERE = "section:not([hidden])"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM: the tablet's choice of visit is NOT TESTED"),
    pytest.mark.django_db(transaction=True, databases=["default", "responses"]),
]


@pytest.fixture
def address(live_server, place):
    return f"{live_server.url.replace('127.0.0.1', 'localhost')}/kiosk/{kiosk_token(place)}/"


@pytest.fixture
def both(place):
    """The unit's places: those who get financial assistance, and young people."""
    set_places(place.round, [*((p.unit, p.target_group) for p in place.round.places.all()), (place.unit, "ungdomar")])
    return {p.target_group: p for p in place.round.places.filter(unit=place.unit)}


@pytest.fixture(params=SIZES)
def screen(browser, request):
    context = browser.new_context(viewport=SIZES[request.param], locale="sv-SE")
    page = context.new_page()
    page.genklang_size = request.param
    yield page
    context.close()


@pytest.fixture
def tablet(browser):
    context = browser.new_context(viewport=SIZES["tablet"], locale="sv-SE")
    yield context.new_page()
    context.close()


def press(page, name):
    page.locator(f"{HERE} [data-go={name}]").click()


def choose(page, group, language="sv"):
    page.locator(f"[data-speak={language}]").click()
    page.locator(f"{HERE} [data-visit={group}]").click()


def answer(page):
    """Answer every question that is asked and send."""
    press(page, "begin")
    while page.locator(HERE).get_attribute("data-step") != "send":
        page.locator(f"{HERE} .card").first.click()
        press(page, "next")
    press(page, "send")
    page.wait_for_selector("section[data-step=thanks]:not([hidden])")


def count(places):
    """Return answered and offered by target group."""
    rows = Tally.objects.filter(place__in=places.values()).values_list("place__target_group", "answered", "offered")
    return {group: (answered, offered) for group, answered, offered in rows}


def wait_for(page, places, wanted):
    for _ in range(600):
        page.wait_for_timeout(50)
        if count(places) == wanted:
            return
    assert count(places) == wanted


def look_into(place):
    """Open every answer that waits at a place."""
    keys = sealing.derive_keys(read_seed(find_key(bytes(place.round.mix_key.public))))
    found = SealedAnswer.objects.filter(place=place)
    return [sealing.open_sealed(keys, bytes(row.ciphertext), f"place {place.pk}".encode()) for row in found]


def test_two_groups_answer_without_a_network_and_each_answer_comes_to_its_own(tablet, address, both):
    tablet.goto(address)
    tablet.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    tablet.reload()
    tablet.context.set_offline(True)
    tablet.reload()
    for group in ("ungdomar", "ekonomiskt_bistand", "ungdomar"):
        choose(tablet, group)
        answer(tablet)
        press(tablet, "restart")
    assert count(both) == {}
    expect(tablet.locator("#waiting")).to_have_text("Svar som väntar i plattan på att skickas: 3")
    tablet.reload()
    tablet.context.set_offline(False)
    tablet.evaluate("dispatchEvent(new Event('online'))")
    wait_for(tablet, both, {"ungdomar": (2, 2), "ekonomiskt_bistand": (1, 1)})
    assert [len(look_into(both[group])) for group in ("ungdomar", "ekonomiskt_bistand")] == [2, 1]
    expect(tablet.locator("#waiting")).to_be_hidden()


def test_a_choice_can_be_changed_and_is_counted_once_as_the_last(tablet, address, both):
    tablet.goto(address)
    choose(tablet, "ungdomar")
    expect(tablet.locator(f"{HERE} [data-chosen]")).to_have_text("Ditt besök: Ungdomar 13 år och äldre")
    press(tablet, "begin")
    tablet.locator(f"{HERE} .card").nth(1).click()
    press(tablet, "back")
    press(tablet, "visit")
    tablet.locator(f"{HERE} [data-visit=ekonomiskt_bistand]").click()
    expect(tablet.locator(f"{HERE} [data-chosen]")).to_have_text("Ditt besök: Ekonomiskt bistånd")
    assert tablet.locator(":checked").count() == 0
    answer(tablet)
    wait_for(tablet, both, {"ekonomiskt_bistand": (1, 1)})


def test_who_leaves_is_counted_and_the_next_is_asked_anew(tablet, address, both):
    tablet.clock.install()
    tablet.goto(address)
    choose(tablet, "ungdomar")
    press(tablet, "begin")
    tablet.clock.fast_forward(61_000)
    expect(tablet.locator(HERE)).to_have_attribute("data-step", "still")
    tablet.clock.fast_forward(16_000)
    tablet.locator("[data-speak=ar]").click()
    expect(tablet.locator(HERE)).to_have_attribute("data-step", "visit")
    tablet.clock.fast_forward(6_000)
    wait_for(tablet, both, {"ungdomar": (0, 1)})


def test_the_languages_are_one_step_back(tablet, address, both):
    tablet.goto(address)
    tablet.locator("[data-speak=ar]").click()
    press(tablet, "restart")
    tablet.locator("[data-speak=sv]").click()
    expect(tablet.locator(f"{HERE} h1")).to_have_text("Vad gäller ditt besök?")


def test_with_one_group_nothing_is_asked(tablet, address, place):
    tablet.goto(address)
    tablet.locator("[data-speak=sv]").click()
    expect(tablet.locator(HERE)).to_have_attribute("data-step", "start")
    answer(tablet)
    wait_for(tablet, {"": place}, {"ekonomiskt_bistand": (1, 1)})


def test_a_group_that_is_added_is_there_at_the_next_load(tablet, address, place, request):
    tablet.goto(address)
    tablet.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    request.getfixturevalue("both")
    tablet.reload()
    choose(tablet, "ungdomar")
    expect(tablet.locator(HERE)).to_have_attribute("data-step", "start")


@pytest.mark.parametrize("language", ["sv", "ar", "ti"])
def test_the_choice_is_reachable_on_every_screen(screen, address, both, language):
    screen.goto(address)
    screen.locator(f"[data-speak={language}]").click()
    for step in ("visit", "start"):
        found = Axe().run(screen).response["violations"]
        assert [each["id"] for each in found] == []
        for button in screen.locator(f"{HERE} button").all():
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= 44
        assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
        keep_picture(screen, f"kiosk-{step}-{language}-{screen.genklang_size}")
        if step == "visit":
            screen.locator(f"{HERE} [data-visit=ungdomar]").click()


def keep_picture(page, name):
    if folder := os.environ.get("GENKLANG_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
