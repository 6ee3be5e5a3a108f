"""The pages of rounds in a browser: no fault for axe in any language or width, and none wider than its window."""

import pytest
from people import sign_in
from round_routes import ROUND_PAGES
from staff_routes import fill
from test_staff_look import faults, keep_picture, member, open_browser, pytestmark
from tests.pages import turn

from genklang.server.fieldwork.models import Place, Round, Tally
from genklang.server.fieldwork.operations.questions import read_instrument

__all__ = ["member", "pytestmark"]


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_axe_finds_nothing_on_the_pages_of_rounds(browser, live_server, member, language):
    organisation, owner = member
    page = open_browser(browser, live_server, owner, language=language)
    wrong = {}
    for name, route in ROUND_PAGES.items():
        answer = page.goto(f"{live_server.url}{fill(route, organisation)}")
        assert answer.status == 200, (name, answer.status)
        for width in (1200, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            if width != 390:
                wrong[name, width] = faults(page)
            if width != 320:
                keep_picture(page, f"{name}-{language}-{width}")
    assert {place: found for place, found in wrong.items() if found} == {}


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_staff_walk_through_the_form_as_a_respondent_does_and_nothing_is_stored(browser, live_server, member, language):
    organisation, owner = member
    Round.objects.filter(organisation=organisation, state="open").update(languages=["sv", "ar"])
    place = Place.objects.filter(round__organisation=organisation, round__state="open", tallies__gt=0).first()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    session = sign_in(owner).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/o/soderlunda/rounds/{place.round.code}/preview/{place.pk}/link/?language={language}")
    keep_picture(page, f"walk-start-{language}")
    before = Tally.objects.get(place=place).answered
    while page.locator("button.go").count():
        assert page.locator("html").get_attribute("lang") == language
        if page.locator("input[type=radio]").count():
            page.locator("input[type=radio]").first.check()
            keep_picture(page, f"walk-question-{language}")
        turn(page, "button.go")
    keep_picture(page, f"walk-thanks-{language}")
    assert read_instrument(place.round).texts[language].thanks[:20] in page.content()
    assert Tally.objects.get(place=place).answered == before
