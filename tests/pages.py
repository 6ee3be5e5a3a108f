"""Turning pages in a browser: a click returns before the page that it leads to has come, so each turn waits for it."""

from playwright.sync_api import Page


def turn(page: Page, selector: str, *, nth: int = 0) -> None:
    """Press what leads to another page, and wait until that page stands there."""
    with page.expect_navigation():
        page.locator(selector).nth(nth).click()
