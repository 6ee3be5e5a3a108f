"""Staff pages in a browser: no fault for axe, in every language and at both widths; they reflow, and focus is seen."""

import os
import time
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from people import PASSWORD, sign_in
from playwright.sync_api import Page
from staff_routes import ROUTES, SIGNED_IN, fill, make_lively_tenant
from tests.pages import turn

from genklang.server.organisation.operations.members import renew_token
from genklang.server.organisation.operations.organisations import found_organisation

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = os.environ.get("GENKLANG_PICTURES", "")
"""A folder to keep a picture of each page in, for whoever wants to look."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason="NO CHROMIUM at /usr/bin/chromium: staff pages were not looked at"
    ),
    pytest.mark.django_db(databases=["default", "responses"], transaction=True),
]


@pytest.fixture
def member(transactional_db):
    """An organisation in its field work, and the member that holds every role in it."""
    return make_lively_tenant()


def open_browser(browser, live_server, user, *, language="sv", width=1200) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    if user is not None:
        user.language = language
        user.save(update_fields=["language"])
        session = sign_in(user, second_factor=True).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return context.new_page()


def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def faults(page: Page) -> list[str]:
    """Return what axe finds, and whether the page is wider than its window."""
    found = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [*found, *(["wider than the window"] if wide else [])]


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_axe_finds_nothing_on_any_page(browser, live_server, member, language):
    organisation, owner = member
    visits = [(None, name, path) for name, path in ROUTES.items()]
    visits += [(owner, name, fill(route, organisation)) for name, route in SIGNED_IN.items()]
    wrong = {}
    pages = {user: open_browser(browser, live_server, user, language=language) for user in (None, owner)}
    for user, name, path in visits:
        page = pages[user]
        answer = page.goto(f"{live_server.url}{path}")
        assert answer.status == (404 if name == "not-found" else 200), (name, answer.status)
        assert page.locator("html").get_attribute("lang") == language
        for width in (1200, 320):
            page.set_viewport_size({"width": width, "height": 900})
            wrong[name, width] = faults(page)
            if language == "sv":
                keep_picture(page, f"{name}-{width}")
    assert {place: found for place, found in wrong.items() if found} == {}


def test_the_look_finds_a_planted_fault(browser, live_server, member):
    page = open_browser(browser, live_server, member[1])
    page.goto(f"{live_server.url}/o/soderlunda/settings/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('main').style.width = '3000px'")
    found = faults(page)
    assert any(fault.startswith("label") for fault in found)
    assert "wider than the window" in found


def test_errors_are_gathered_and_lead_to_their_fields(browser, live_server, member):
    page = open_browser(browser, live_server, member[1], language="en")
    page.goto(f"{live_server.url}/o/soderlunda/settings/")
    page.fill("[name=accent]", "#ffff00")
    turn(page, "main button")
    page.locator("#errors a").click()
    assert page.evaluate("document.activeElement.name") == "accent"
    assert faults(page) == []
    keep_picture(page, "settings-error")


def test_focus_is_seen_where_it_stands(browser, live_server, member):
    page = open_browser(browser, live_server, member[1])
    page.goto(f"{live_server.url}/o/soderlunda/units/")
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineColor")
    assert skip == "skip"
    assert outline == "rgb(255, 176, 0)"


def test_a_unit_list_is_pasted_looked_at_and_added_without_scripts(browser, live_server, member):
    context = browser.new_context(java_script_enabled=False, locale="sv")
    session = sign_in(member[1]).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/o/soderlunda/units/import/")
    page.fill("[name=text]", "Namn;Ingår i\nNya enheten;Ekonomiskt bistånd\n=1+1;Nya enheten")
    turn(page, "main button")
    keep_picture(page, "units-read")
    turn(page, "text=Lägg till dem")
    assert page.locator("th[scope=row]", has_text="=1+1").count() == 1


def test_a_new_owner_comes_in_and_sets_up_the_second_factor(browser, live_server, transactional_db):
    _, offer = found_organisation("Söderlunda kommun", owner_name="Anna Åkesson", owner_email="anna@soderlunda.example")
    page = open_browser(browser, live_server, None, width=390)
    wrong = {}

    def look(name: str) -> None:
        wrong[name] = faults(page)
        keep_picture(page, f"new-owner-{name}")

    page.goto(f"{live_server.url}/invitation/{renew_token(offer)}/")
    look("invitation")
    page.fill("[name=password1]", "kort")
    page.fill("[name=password2]", "något annat")
    turn(page, "main button")
    look("weak-password")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    turn(page, "main button")
    look("account-made")
    page.fill("[name=login]", "anna@soderlunda.example")
    page.fill("[name=password]", "fel")
    turn(page, "main button")
    look("wrong-password")
    page.fill("[name=password]", PASSWORD)
    turn(page, "main button")
    assert page.url.endswith("/o/soderlunda-kommun/")
    look("first-page")
    page.goto(f"{live_server.url}/account/codes/start/")
    look("confirm")
    page.fill("[name=password]", PASSWORD)
    turn(page, "main button")
    page.wait_for_selector("img")
    assert page.evaluate("document.querySelector('img').naturalWidth") > 0
    look("telephone")
    secret = page.locator("code.code").inner_text()
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    turn(page, "main button")
    look("recovery-codes")
    assert page.locator("pre").inner_text().count("\n") >= 9
    turn(page, "text=Logga ut")
    for _ in range(6):
        page.goto(f"{live_server.url}/account/sign-in/")
        page.fill("[name=login]", "anna@soderlunda.example")
        page.fill("[name=password]", "fel")
        turn(page, "main button")
    assert page.locator("h1").inner_text() == "För många försök"
    look("locked-out")
    assert {name: found for name, found in wrong.items() if found} == {}
