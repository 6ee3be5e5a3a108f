"""The pages of rounds in a browser: no fault for axe in any language or width, and none wider than its window."""

import pytest
from round_routes import ROUND_PAGES
from staff_routes import fill
from test_staff_look import browser, faults, keep_picture, member, open_browser, pytestmark

__all__ = ["browser", "member", "pytestmark"]


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
