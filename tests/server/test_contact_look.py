"""The pages for lists, messages, keying in and counting in a browser: no fault for axe in any language or width."""

import pytest
from contact_routes import LIST, fill_contacts, list_contact_pages
from playwright.sync_api import expect
from staff_routes import fill
from test_staff_look import faults, keep_picture, member, open_browser, pytestmark
from tests.pages import turn

from genklang.server.fieldwork.models import State
from genklang.server.fieldwork.operations.tallies import open_desk

__all__ = ["member", "pytestmark"]


@pytest.fixture
def busy(member):
    organisation, owner = member
    round_ = organisation.rounds.get(state=State.OPEN)
    fill_contacts(round_)
    return organisation, owner, round_


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_axe_finds_nothing_on_the_pages_of_lists(browser, live_server, busy, language):
    organisation, owner, round_ = busy
    page = open_browser(browser, live_server, owner, language=language)
    token, pin = open_desk(round_, round_.places.first().unit)
    pages = {name: fill(route, organisation) for name, route in list_contact_pages().items()}
    pages |= {"key-in-form": f"{pages['key-in']}form/?place={round_.places.first().pk}&language=sv&twice=on"}
    pages |= {"tally-pin": f"/tally/{token}/", "stop-unknown": "/stop/none", "cases-unknown": "/p/none"}
    wrong = {}
    for name, route in pages.items():
        page.goto(f"{live_server.url}{route}")
        look(page, f"{name}-{language}", wrong)
    page.goto(f"{live_server.url}{pages['contacts-email-upload']}")
    page.set_input_files("input[type=file]", {"name": "lista.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    turn(page, "main form button")
    look(page, f"contacts-list-{language}", wrong)
    turn(page, "button[name=look]")
    look(page, f"contacts-preview-{language}", wrong)
    page.goto(f"{live_server.url}/tally/{token}/")
    page.fill("#pin", pin)
    turn(page, "button")
    page.click(".group button")
    look(page, f"tally-{language}", wrong)
    assert {place: found for place, found in wrong.items() if found} == {}


def look(page, name, wrong):
    for width in (1200, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if width != 390:
            wrong[name, width] = faults(page)
        if width != 320:
            keep_picture(page, f"{name}-{width}")


def test_a_telephone_counts_without_network_and_sends_later(browser, live_server, busy):
    _, owner, round_ = busy
    unit = round_.places.first().unit
    token, pin = open_desk(round_, unit)
    page = open_browser(browser, live_server, owner, width=390)
    page.goto(f"{live_server.url}/tally/{token}/")
    page.fill("#pin", pin)
    turn(page, "button")
    before = offered(round_, unit)
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    for _ in range(3):
        page.click(".group button")
    page.click("#undo")
    assert "2" in page.locator("#state").inner_text()
    page.reload()
    assert page.locator(".group").count() >= 1, "the page is there without network"
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#state")).to_have_text("")
    assert offered(round_, unit) == before + 2


def offered(round_, unit) -> int:
    return sum(t.offered for place in round_.places.filter(unit=unit) for t in place.tallies.filter(channel="link"))


def test_keying_goes_by_digits(browser, live_server, busy):
    organisation, owner, round_ = busy
    page = open_browser(browser, live_server, owner)
    place = round_.places.first()
    page.goto(f"{live_server.url}/o/{organisation.code}/rounds/{round_.code}/key-in/form/?place={place.pk}&language=sv")
    for digit in "1234512":
        page.keyboard.press(digit)
    chosen = page.locator("input:checked").evaluate_all("all => all.map((one) => [one.name, one.value])")
    assert [value for _, value in chosen][:3] == ["1", "2", "3"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("0")
    assert page.locator("input:checked").count() == len(chosen) - 1
