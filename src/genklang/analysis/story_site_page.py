"""The index page of the demonstration: what each page said, what our report says, and why."""

import tomllib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from genklang.analysis.story import Story
from genklang.reporting import look

LANGUAGES: Final = ("sv", "en")
PAGES: Final = {"sv": "index.html", "en": "index.en.html"}
NEWS_SHOWN: Final = 2
"""Paragraphs of the news text that a card shows; the rest is in the file."""

Links = Mapping[str, Mapping[str, str]]
"""Addresses of reports by whom they are about, then by format."""


@dataclass(frozen=True, slots=True)
class Values:
    """A report on published (or simulated) values: of whom, its finding, and its addresses by format."""

    name: str
    finding: str
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """One story with the news text of our report and the addresses of all its reports."""

    story: Story
    news: str
    links: Links

    @property
    def title(self) -> str:
        """The title of the news text."""
        return self._news[0]

    @property
    def paragraphs(self) -> Sequence[str]:
        """The first findings of the news text: what follows the title and the sentence on what it is about."""
        return self._news[2 : 2 + NEWS_SHOWN]

    @property
    def _news(self) -> list[str]:
        return list(dict.fromkeys(p.strip() for p in self.news.split("\n\n") if p.strip()))

    @property
    def whole(self) -> Mapping[str, str]:
        """The addresses of the report on the page's subject."""
        return self.links[self.story.subject or self.story.organisation]


def write_page(
    site: Path, cards: Sequence[Card], values: Sequence[Values], *, language: str, is_published: bool
) -> Path:
    """Write the index page in `language` (sv or en) into the folder `site` and return its path."""
    folder = files("genklang") / "content" / "story_site"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((folder / "index.html.jinja").read_text(encoding="utf-8"))
    content = files("genklang") / "content"
    page = template.render(
        cards=cards,
        values=values,
        language=language,
        other=next(name for name in LANGUAGES if name != language),
        pages=PAGES,
        is_published=is_published,
        say=_read_words()[language],
        look=look,
        logo=Markup((content / "logo.svg").read_text(encoding="utf-8")),  # noqa: S704 — our own file
        icon=b64encode((content / "favicon.svg").read_bytes()).decode(),
        fonts=dict(_read_fonts()),
    )
    path = site / PAGES[language]
    path.write_text(page, encoding="utf-8")
    return path


def _read_words() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = tomllib.loads(
        (files("genklang") / "content" / "story_site" / "words.toml").read_text(encoding="utf-8")
    )
    return words


def _read_fonts() -> Iterator[tuple[int, str]]:
    """Give the weight and the data of each cut that the page is set in."""
    folder = files("genklang") / "content" / "fonts"
    for weight, cut in ((400, "Regular"), (700, "Bold")):
        yield weight, b64encode((folder / f"latin-{cut}.woff2").read_bytes()).decode()
