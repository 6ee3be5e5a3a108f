"""What all tests share: laws look at new cases on every run here, and at the same ones in CI; names stay readable."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

CHROMIUM = Path("/usr/bin/chromium")

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_make_parametrize_id(val, argname):
    """Name a case that is a long text by its beginning and its length."""
    if isinstance(val, str | bytes) and len(val) > 60:
        return f"{argname}-{str(val[:20])!r}-{len(val)}"
    return None


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium for the tests of a file; they are skipped, loudly, where it is missing."""
    if not CHROMIUM.exists():
        pytest.skip("NO CHROMIUM at /usr/bin/chromium: NOT TESTED in a browser (apt install chromium)")
    from playwright.sync_api import sync_playwright  # the engines' own environment has none

    # The browser's driver runs a loop of its own in this thread; Django must not take it for one of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--headless"])
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
