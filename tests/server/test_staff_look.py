"""Staff pages in a browser: no fault for axe, in every language and at both widths; they reflow, and focus is seen."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import sign_in
from playwright.sync_api import Page, sync_playwright
from staff_routes import ROUTES, SIGNED_IN, fill, make_lively_tenant

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


@pytest.fixture(scope="module")
def browser():
    # Playwright runs a loop of its own in this thread; Django must not take it for one of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--headless"])
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


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
    page.click("main button")
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
    page.click("main button")
    keep_picture(page, "units-read")
    page.click("text=Lägg till dem")
    assert page.locator("th[scope=row]", has_text="=1+1").count() == 1
