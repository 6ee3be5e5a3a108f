"""A coordinator sets up a round in under ten minutes: each step counted in a browser, timed by a keystroke-level model.

Own language read through, the two others by people who know them and are named; what they read is their own time.
"""

from pathlib import Path

import pytest
from people import add_member
from test_staff_look import open_browser, pytestmark
from typist import Typist

from genklang.server.fieldwork.models import Round, State
from genklang.server.organisation.models import Organisation, Role, Unit

__all__ = ["pytestmark"]
GUIDE = Path(__file__).parents[2] / "docs/how-to/run-a-round.md"
PASSPHRASE = "fem blå hästar vid en stilla sjö"
QUESTION = {
    "sv": "Hur lätt är det att hitta hit?",
    "en": "How easy is it to find your way here?",
    "ar": "ما مدى سهولة الوصول إلى هنا؟",
}
READERS = {"en": "Ann Smith, lärare", "ar": "Layla Haddad, tolk"}


@pytest.fixture
def office(transactional_db, settings, tmp_path):
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"
    made = Organisation.objects.create(code="ny", name="Ny kommun")
    for number in range(3):
        Unit.objects.create(organisation=made, code=f"u{number}", name=f"Enhet {number}")
    return made, add_member(made, Role.COORDINATOR)


def test_a_coordinator_sets_up_and_opens_a_round_in_under_ten_minutes(browser, live_server, office):
    organisation, coordinator = office
    page = open_browser(browser, live_server, coordinator)
    page.set_default_timeout(8000)
    page.goto(f"{live_server.url}/o/{organisation.code}/")
    typist = Typist(page)
    begin(typist)
    choose_places_and_channels(typist)
    choose_languages(typist)
    add_a_question(typist)
    choose_limits(typist)
    approve_languages(typist)
    say_whom_to_ask(typist)
    make_and_try_the_key(typist)
    open_it(typist)
    made = Round.objects.get()
    assert (made.state, made.languages, made.places.count()) == (State.OPEN, ["sv", "ar", "en"], 6)
    assert typist.seconds < 600
    told = {
        "pages": typist.pages,
        "fields": typist.fields,
        "movements": typist.points,
        "keys": typist.keys,
        "words": typist.words,
        "minutes": round(typist.seconds / 60, 1),
    }
    line = "{pages} pages, {fields} fields, {movements} movements, {keys} keys, {words} words read: {minutes} minutes"
    assert line.format(**told) in " ".join(GUIDE.read_text("utf-8").split())


def begin(typist):
    typist.press(".main-nav a[href$='/rounds/']")
    typist.press("main a[href$='/rounds/new/']")
    typist.choose("start", "skr-ifo/2016")
    typist.write("opens", "2126-09-01")
    typist.write("closes", "2126-10-31")
    typist.press("main form button")


def choose_places_and_channels(typist):
    typist.press("main .button")
    for group in ("ekonomiskt_bistand", "ungdomar"):
        typist.tick(f"[name=everywhere][value={group}]")
    typist.press("main form button")
    typist.press(".checklist a[href$='/channels/']")
    for channel in ("code", "kiosk"):
        typist.tick(f"[value={channel}]")
    typist.press("main form button")


def add_a_question(typist):
    typist.press("aside a[href$='/questions/']")
    typist.press("main a[href$='/questions/new/']")
    typist.choose("scale", "ease")
    for language, words in QUESTION.items():
        typist.write(f"words_{language}", words)
    typist.press("main form button")
    typist.press(".crumbs a", nth=2)


def choose_limits(typist):
    typist.press("aside a[href$='/conduct/']")
    typist.read("main")
    typist.tick("[name=policy][value=kolada]")
    typist.press("main form button")


def choose_languages(typist):
    typist.press("aside a[href$='/languages/']")
    for language in ("en", "ar"):
        typist.tick(f"[name=chosen][value={language}]")
    typist.press("main form button")
    typist.press(".crumbs a", nth=2)


def approve_languages(typist):
    typist.press("main .button")
    for language in ("sv", "en", "ar"):
        typist.press(f"main a[href$='/languages/{language}/']")
        if language in READERS:
            typist.write("reader", READERS[language])
        else:
            typist.read("main .read")
        typist.press("main form button")
    typist.press(".crumbs a", nth=2)


def say_whom_to_ask(typist):
    typist.press(".checklist a[href$='/settings/']")
    typist.write("support_name", "Karin Berg")
    typist.write("support_phone", "0123-45 67 89")
    typist.press("main form button")
    typist.press(".main-nav a[href$='/rounds/']")
    typist.press("main table a")


def make_and_try_the_key(typist):
    typist.press("main .button")
    typist.read("main")
    typist.write("custodian", "Ulf Lind, kommunarkivet")
    typist.write("passphrase", PASSPHRASE)
    typist.write("again", PASSPHRASE)
    file = typist.download(lambda: typist.page.click("main form button"))
    typist.press("main form ~ p a")
    typist.attach("file", {"name": "x.genklang-key", "mimeType": "x/x", "buffer": file})
    typist.write("passphrase", PASSPHRASE)
    typist.press("main form button")


def open_it(typist):
    typist.press("main .button.second")
    typist.press("main a[href*='/preview/']")
    typist.page.go_back()
    typist.press(".crumbs a", nth=2)
    typist.press("main .button")
    typist.press("main form button")
