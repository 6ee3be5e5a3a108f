"""Somebody at a browser whose every step is counted, so that the keystroke-level model says how long the work takes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page
from tests.pages import turn

KEY, POINT, THINK = 0.28, 1.1, 1.35
"""Seconds a key of a practised, not a trained, typist; a movement of the hand with its click; making up one's mind.

Card, Moran and Newell, The keystroke-level model for user performance time with interactive systems, 1980.
"""
WORDS_A_SECOND = 4.0
"""Silent reading of plain text: Brysbaert, How many words do we read per minute?, 2019 (238 a minute)."""
PAGE = 2.0
"""Seconds to wait for a page and find one's way on it."""


@dataclass
class Typist:
    """Works on a page; what is done is counted."""

    page: Page
    keys: int = 0
    points: int = 0
    fields: int = 0
    pages: int = 0
    words: int = 0

    @property
    def seconds(self) -> float:
        """How long it takes by the model."""
        done = self.keys * KEY + self.points * POINT + self.fields * THINK
        return done + self.pages * PAGE + self.words / WORDS_A_SECOND

    def press(self, selector: str, *, nth: int = 0) -> None:
        """Press what leads to another page."""
        self.points += 1
        self.pages += 1
        turn(self.page, selector, nth=nth)

    def write(self, name: str, text: str) -> None:
        """Write into a field."""
        self.page.fill(f"main [name={name}]", text)
        self._decide(keys=len(text))

    def choose(self, name: str, value: str) -> None:
        """Choose from a list that opens."""
        self.page.select_option(f"main [name={name}]", value)
        self._decide(points=2)

    def tick(self, selector: str) -> None:
        """Tick a box, or one of several."""
        self.page.locator(selector).check()
        self._decide()

    def attach(self, name: str, file: dict[str, Any]) -> None:
        """Choose a file: the button, the file in the list, the button of the list."""
        self.page.set_input_files(f"main [name={name}]", file)
        self._decide(points=3)

    def download(self, press: Callable[[], None]) -> bytes:
        """Press what brings a file, and return it."""
        with self.page.expect_download() as arriving:
            press()
        self.points += 1
        return arriving.value.path().read_bytes()

    def read(self, selector: str) -> None:
        """Read everything that stands there."""
        self.words += self.count_words(selector)

    def count_words(self, selector: str) -> int:
        """Return how many words stand there."""
        return sum(len(re.findall(r"\w+", text)) for text in self.page.locator(selector).all_inner_texts())

    def _decide(self, *, keys: int = 0, points: int = 1) -> None:
        self.fields += 1
        self.keys += keys
        self.points += points
