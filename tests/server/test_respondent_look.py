"""Every page that respondents see, in every language, in a real browser: whole, reachable, readable, and light.

Each check of our own is shown to see the fault that it is for.
"""

import contextlib
import io
import re
import time
import unicodedata
from pathlib import Path

import pytest
from answering import open_now, places_of
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image, ImageChops
from playwright.sync_api import Error as PlaywrightError
from tests.pages import turn

from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import Round, State
from genklang.server.fieldwork.tokens import kiosk_token, place_token

CHROMIUM = Path("/usr/bin/chromium")
LANGUAGES = ("sv", "en", "ar", "so", "prs", "ckb", "ti", "uk", "da")
SCRIPTS = {"ar": "ARABIC", "prs": "ARABIC", "ckb": "ARABIC", "ti": "ETHIOPIC", "uk": "CYRILLIC"}
PHONE = {"width": 320, "height": 640}
SLOW = 50_000 / 8
"""Bytes a second of a connection of 50 kbit/s."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM: the look of respondents' pages is NOT TESTED"),
    pytest.mark.django_db(transaction=True, databases=["default", "responses"]),
]


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport=PHONE, locale="sv-SE")
    yield context.new_page()
    context.close()


@pytest.fixture
def link(live_server, place):
    return f"{live_server.url.replace('127.0.0.1', 'localhost')}/s/{place_token(place)}"


@pytest.fixture
def tablet(live_server, place):
    return f"{live_server.url.replace('127.0.0.1', 'localhost')}/kiosk/{kiosk_token(place)}/"


def press(page, button):
    """Press a button and wait for the page that it leads to."""
    page.evaluate("document.body.dataset.old = '1'")
    page.locator(f"button[value='{button}']").first.click()
    while page.evaluate("!document.body || document.body.dataset.old === '1'"):
        page.wait_for_timeout(10)


def look_at(page):
    """How many answers are marked, and what stands in the page; asked again while it gives way to another page."""
    for _ in range(500):
        with contextlib.suppress(PlaywrightError):
            return page.evaluate("[document.querySelectorAll(':checked').length, document.documentElement.outerHTML]")
        page.wait_for_timeout(10)
    return pytest.fail("the page never stood still")


def walk(page, link, language, *, easy=False):
    """Go through the form and yield each kind of page by its name."""
    page.goto(link)
    press(page, f"in:{language}")
    if easy:
        press(page, "easy")
    yield "start"
    press(page, "next")
    yield "question"
    press(page, "next")
    yield "nothing chosen"
    while page.locator("button[value=skip]").count():
        page.locator(".card").first.click()
        press(page, "next")
    yield "check"
    press(page, "send")
    yield "thanks"


def other_pages(page, link, language):
    """Open each page beside the form and yield its name."""
    site = link.split("/s/")[0]
    for path in ("/k/", "/k/none", "/leave/", "/answer/none/"):
        page.set_extra_http_headers({"Accept-Language": {"prs": "fa-AF"}.get(language, language)})
        page.goto(f"{site}{path}?language={language}")
        yield path
    page.set_extra_http_headers({})


def find_axe_faults(page):
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def find_wide(page):
    """WCAG 1.4.10: at 320 px nothing is wider than the page."""
    return page.evaluate("document.scrollingElement.scrollWidth > innerWidth")


TARGETS = """() => [...document.querySelectorAll("a, button, summary, label.card, textarea, .code, .digits")]
  .filter((each) => each.offsetParent).map((each) => [each.getBoundingClientRect(), each.outerHTML])
  .filter(([box]) => box.width < 43.5 || box.height < 43.5).map(([box, html]) => box.width + "x" + box.height + html)"""


def find_small(page):
    """Every target is at least 44 by 44 px."""
    return page.evaluate(TARGETS)


TEXTS = """() => { const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { const each = walker.currentNode.parentElement;
    if (!each.closest("bdi, script, noscript, style, template, svg"))
      found.push([each.closest("[lang]").lang, walker.currentNode.data]); }
  return found; }"""


def find_foreign(page):
    """Every word is in the script of the language that it is said to be in; abbreviations and codes are allowed."""
    words = [(lang, word) for lang, text in page.evaluate(TEXTS) for word in re.findall(r"\w+", text)]
    return [(lang, word) for lang, word in words if not _fits(word, SCRIPTS.get(lang, "LATIN"))]


def _fits(word, script):
    if re.fullmatch(r"[A-Z0-9]+", word):
        return True
    names = [unicodedata.name(sign, "") for sign in word if sign.isalpha()]
    return all(name.startswith(script) or "MODIFIER LETTER" in name for name in names)


def find_unseen_focus(page):
    """Return what shows no change of at least 100 strong pixels when the keyboard reaches it."""
    unseen = []
    before = shoot(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement === document.body ? '' : document.activeElement.outerHTML")
        if not here:
            break
        after = shoot(page)
        changed = ImageChops.difference(before, after).convert("L").point(lambda value: 255 if value > 60 else 0)
        if changed.histogram()[255] < 100:
            unseen.append(here[:120])
        before = after
    return unseen


def shoot(page):
    return Image.open(io.BytesIO(page.screenshot(full_page=True, caret="hide", animations="disabled"))).convert("RGB")


def find_faults(page):
    return [*find_axe_faults(page), *(["wider than 320 px"] if find_wide(page) else []), *find_small(page),
            *find_foreign(page)]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole_in_every_language(phone, link, language):
    faults = {}
    for name in walk(phone, link, language):
        assert phone.evaluate("document.documentElement.lang") == language
        faults[name] = find_faults(phone)
    for name in other_pages(phone, link, language):
        faults[name] = find_faults(phone)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", ["sv", "ar", "ti"])
def test_easy_to_read_is_whole_too(phone, link, language):
    assert {name: found for name in walk(phone, link, language, easy=True) if (found := find_faults(phone))} == {}


@pytest.mark.parametrize(
    ("name", "group", "language"),
    [
        ("brukarbarometern", "ifo", "sv"),
        ("samarbejdskommuner", "samarbejdskommuner", "da"),
        ("socialpaedagogisk-stoette", "botilbud", "ar"),
    ],
)
def test_all_on_one_page_is_whole(phone, live_server, planned_round, name, group, language):  # noqa: PLR0917
    planned_round.instrument, planned_round.one_per_page = to_json(find_instrument(name)), False
    planned_round.languages = [language]
    planned_round.save()
    planned_round.places.update(target_group=group)
    open_now(Round.objects.get(pk=planned_round.pk), now=timezone.now())
    token = place_token(places_of(planned_round)[0])
    phone.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}/s/{token}")
    press(phone, "next")
    assert find_faults(phone) == []
    assert phone.locator("fieldset").count() > 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kiosk_is_whole_in_every_language(phone, tablet, language):
    phone.goto(tablet)
    phone.wait_for_selector("[data-speak]")
    faults = {"attract": find_faults(phone)}
    phone.locator(f"[data-speak={language}]").click()
    here = "section:not([hidden])"
    for button in ("begin", "next", "skip"):
        faults[button] = find_faults(phone)
        phone.locator(f"{here} [data-go={button}]").click()
    while phone.locator(f"{here} [data-go=skip]").count():
        phone.locator(f"{here} .card").first.click()
        phone.locator(f"{here} [data-go=next]").click()
    faults["send"] = find_faults(phone)
    phone.locator(f"{here} [data-go=send]").click()
    phone.wait_for_selector("section[data-step=thanks]:not([hidden])")
    faults["thanks"] = find_faults(phone)
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_keyboard_is_seen_wherever_it_is(phone, link):
    faults = {name: find_unseen_focus(phone) for name in walk(phone, link, "sv")}
    assert {name: found for name, found in faults.items() if found} == {}


# The checks see what they are for.


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        (find_axe_faults, "document.querySelector('h1').innerHTML += '<img src=\"data:,\">'"),
        (find_wide, "document.querySelector('.card').style.minWidth = '400px'"),
        (find_small, "document.querySelector('.go').style.cssText = 'min-height: 30px; height: 30px'"),
        (find_small, "document.querySelector('.ways button').style.cssText = 'min-height: 20px; height: 20px'"),
        (find_foreign, "document.documentElement.lang = 'ti'"),
        (find_foreign, "document.querySelector('h1').textContent = 'ما رأيك'"),
        (find_unseen_focus, "for (const each of document.querySelectorAll('a, button')) each.style.cssText = HIDDEN"),
    ],
)  # fmt: skip
def test_each_check_sees_its_fault(phone, link, check, fault):
    next(pages := walk(phone, link, "sv"))
    next(pages)
    assert not check(phone)
    phone.evaluate(f"() => {{ const HIDDEN = 'outline: 0; box-shadow: none'; {fault} }}")
    assert check(phone)


# Without scripts, and with a browser's own ways.


def test_without_scripts_it_goes_from_the_link_to_the_thank_you(browser, link):
    context = browser.new_context(viewport=PHONE, locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    turn(page, "button[value=next]")
    while page.locator("button[value=skip]").count():
        page.locator(".card").first.click()
        turn(page, "button[value=next]")
    turn(page, "button[value=send]")
    assert page.inner_text("h1") == "Tack! Dina svar är skickade"
    context.close()


def test_the_browsers_back_button_goes_back_one_question_and_loses_nothing(phone, link):
    phone.goto(link)
    press(phone, "next")
    for _ in range(2):
        phone.locator(".card").nth(1).click()
        press(phone, "next")
    assert phone.inner_text(".progress") == "Fråga 3 av 8"
    for expected in ("Fråga 2 av 8", "Fråga 1 av 8"):
        phone.go_back()
        phone.wait_for_selector(f"text={expected}")
        assert phone.locator(":checked").count() == 1


def test_without_a_network_the_page_and_its_answers_stay(phone, link):
    phone.goto(link)
    press(phone, "next")
    phone.locator(".card").nth(2).click()
    phone.context.set_offline(True)
    phone.click("button[value=next]")
    phone.wait_for_selector(".offline:not([hidden])")
    assert phone.locator(":checked").get_attribute("value") == "3"
    phone.context.set_offline(False)
    press(phone, "next")
    assert phone.inner_text(".progress") == "Fråga 2 av 8"


def test_leaving_puts_another_page_in_place_of_the_form(phone, link):
    phone.goto(link)
    press(phone, "next")
    phone.click("[data-leave]")
    phone.wait_for_url("**/leave/")
    assert phone.evaluate("document.referrer") == ""
    phone.go_back()
    assert phone.locator(".card").count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_whoever_goes_back_after_the_thank_you_sees_no_answer(browser, link, scripts):
    """Attack 12: the next person at a shared tablet presses back, as often as there is something to go back to."""
    context = browser.new_context(viewport=PHONE, locale="sv-SE", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(link)
    go = press if scripts else lambda shown, button: turn(shown, f"button[value='{button}']")
    go(page, "next")
    while page.locator("button[value=skip]").count():
        page.locator(".card").nth(1).click()
        go(page, "next")
    assert "a.kontakt" in look_at(page)[1], "before it is sent the answers stand in the page"
    go(page, "send")
    for _ in range(40):
        with contextlib.suppress(PlaywrightError):
            page.go_back(timeout=2000)
        checked, shown = look_at(page)
        assert checked == 0
        assert "a.kontakt" not in shown
    assert page.url == "about:blank", "nothing is left to go back to"
    context.close()


SEEN = "[document.querySelectorAll(':checked').length, !!document.querySelector('[data-speak=sv]')]"
"""How many answers are marked at a kiosk, and whether it asks for a language."""


def test_the_next_person_at_the_kiosk_sees_nothing_of_the_last(phone, tablet):
    phone.goto(tablet)
    phone.locator("[data-speak=sv]").click()
    here = "section:not([hidden])"
    phone.locator(f"{here} [data-go=begin]").click()
    phone.locator(f"{here} .card").nth(1).click()
    restart = "document.querySelector('header [data-go=restart]').click()"
    assert phone.evaluate(f"() => {SEEN}") == [1, False]
    assert phone.evaluate(f"() => {{ {restart}; return {SEEN}; }}") == [0, True], "at once, not a second later"
    phone.locator("[data-speak=sv]").click()
    assert phone.locator(":checked").count() == 0
    phone.go_back()
    assert phone.locator(":checked").count() == 0


def test_a_kiosk_that_comes_too_late_says_so(phone, tablet, open_round):
    phone.goto(tablet)
    phone.locator("[data-speak=sv]").click()
    here = "section:not([hidden])"
    phone.locator(f"{here} [data-go=begin]").click()
    phone.context.set_offline(True)
    while phone.locator(f"{here} [data-go=skip]").count():
        phone.locator(f"{here} .card").first.click()
        phone.locator(f"{here} [data-go=next]").click()
    phone.locator(f"{here} [data-go=send]").click()
    phone.wait_for_selector("section[data-step=thanks]:not([hidden])")
    assert phone.locator("#waiting").inner_text() == "Svar som väntar i plattan på att skickas: 1"
    Round.objects.filter(pk=open_round.pk).update(state=State.CLOSED, grace_ends=timezone.now())
    phone.context.set_offline(False)
    phone.wait_for_selector("#late:not([hidden])")
    assert phone.locator("#late").inner_text().startswith("Svar som kom för sent för att räknas: 1.")
    assert phone.locator("#waiting").is_hidden()
    assert Round.objects.get(pk=open_round.pk).too_late == 1


# Weight.


@pytest.mark.parametrize(
    ("language", "easy"), [*((language, False) for language in LANGUAGES), ("sv", True), ("ti", True)]
)
def test_the_whole_form_is_light(phone, link, language, easy):
    sizes = []
    watch = phone.context.new_cdp_session(phone)
    watch.send("Network.enable")
    watch.on("Network.dataReceived", lambda event: sizes.append(event["encodedDataLength"]))
    steps = []
    for name in walk(phone, link, language, easy=easy):
        phone.wait_for_timeout(20)
        steps.append((name, sum(sizes)))
    first_question = dict(steps)["question"] - dict(steps)["start"]
    assert first_question <= 4096
    assert sum(sizes) <= 30 * 1024, steps


def test_the_first_answer_can_be_given_in_three_seconds_at_50_kbit(browser, link):
    times = []
    for _ in range(3):
        context = browser.new_context(viewport=PHONE, locale="sv-SE")
        page = context.new_page()
        slow = {"offline": False, "latency": 200, "downloadThroughput": SLOW, "uploadThroughput": SLOW}
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
        start = time.perf_counter()
        page.goto(link, wait_until="commit")
        page.locator("button[value=next]").click()
        page.locator(".card").first.wait_for()
        times.append(time.perf_counter() - start)
        context.close()
    assert min(times) <= 3, times
