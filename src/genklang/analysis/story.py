"""A story as data: one published survey result, the counts that bear it, and what may be said of it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from genklang.errors import Failure, problem
from genklang.tables.round import Action, Quote


@dataclass(frozen=True, slots=True)
class Positive:
    """`k` positive of the `n` with an opinion; `negative` of them negative (None: spread by a rule)."""

    k: int
    n: int
    negative: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """How many gave each category, by its name; on a multiple choice how many chose it."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scores:
    """`n` scores on a 1–10 scale with this mean and standard deviation."""

    mean: float
    sd: float
    n: int


Spread = Positive | Named | Scores


@dataclass(frozen=True, slots=True)
class StoryCell:
    """One unit × target group of a round. What `gender`, `channel` and `language` do not name is left blank."""

    unit: str
    target_group: str
    answers: int
    items: Mapping[str, Spread]
    offered: int | None = None
    gender: Mapping[str, int] = field(default_factory=dict)
    channel: Mapping[str, int] = field(default_factory=dict)
    language: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoryRound:
    """One round of the survey."""

    id: str
    cells: tuple[StoryCell, ...]

    @property
    def answers(self) -> int:
        """All responses of the round."""
        return sum(cell.answers for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure of others that the page prints: per cent or index points, for a round, group, item and statistic."""

    round: str
    target_group: str
    item: str
    statistic: str
    value: float
    source: str


class Outcome(StrEnum):
    """What becomes of a page's claim in our report."""

    HELD = "held"
    SOFTENED = "softened"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class PageClaim:
    """What the page says, word for word, and what our report says instead.

    `report` are passages that must stand in the report's text, `never` such that must not. `unit` and `round` say
    which report (empty: the organisation's own, of the latest round). `why` explains, by language.
    """

    page: str
    outcome: Outcome
    report: tuple[str, ...]
    never: tuple[str, ...]
    why: Mapping[str, str]
    unit: str = ""
    round: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A published page and answers that bear it.

    `subject` is the unit that the page is about (empty: the organisation); `tie` (0–1) says how strongly one
    person's answers go together.
    """

    id: str
    name: str
    title: str
    publisher: str
    published: str
    instrument: str
    organisation: str
    language: str
    tie: float
    summary: Mapping[str, str]
    rounds: tuple[StoryRound, ...]
    actions: tuple[Action, ...]
    quotes: tuple[Quote, ...]
    benchmarks: tuple[PublishedFigure, ...]
    claims: tuple[PageClaim, ...]
    assumptions: Mapping[str, Mapping[str, str]]
    genre: str = "municipal"
    subject: str = ""

    @property
    def round(self) -> StoryRound:
        """The round that the page is about: the last one."""
        return self.rounds[-1]

    @property
    def previous(self) -> str | None:
        """The round before it, None where there is none."""
        return self.rounds[-2].id if len(self.rounds) > 1 else None


def list_stories() -> tuple[str, ...]:
    """Return the names of the shipped stories, in alphabetical order."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in _shelf().iterdir() if f.name.endswith(".toml")))


def read_story(name: str) -> Story:
    """Return a shipped story; Failure S104 where there is none, S101 where its file is faulty."""
    if name not in list_stories():
        raise Failure(problem("S104", "story", name=name, known=", ".join(list_stories())))
    return parse_story(_shelf().joinpath(f"{name}.toml").read_text(encoding="utf-8"), name=name)


def parse_story(text: str, *, name: str) -> Story:
    """Return the story that a TOML text tells; Failure S101 where it cannot be read."""
    try:
        content = tomllib.loads(text)
        return _build_story(content, name)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Failure(problem("S101", name, reason=f"{type(error).__name__}: {error}")) from error


def _shelf() -> Traversable:
    return files("genklang").joinpath("content", "stories")


def _build_story(content: dict[str, Any], name: str) -> Story:
    record = content.pop("record", {})
    return Story(
        id=name,
        rounds=tuple(StoryRound(r["id"], tuple(map(_build_cell, r["cells"]))) for r in content.pop("rounds")),
        actions=tuple(Action(text) for text in record.get("actions", ())),
        quotes=tuple(Quote(**quote) for quote in record.get("quotes", ())),
        benchmarks=tuple(PublishedFigure(**b) for b in content.pop("benchmarks", ())),
        claims=tuple(map(_build_claim, content.pop("claims", ()))),
        assumptions=content.pop("assumptions", {}),
        **content,
    )


def _build_cell(entry: dict[str, Any]) -> StoryCell:
    spreads = {code: _build_spread(spread) for code, spread in entry.pop("items").items()}
    comments = {code: tuple(texts) for code, texts in entry.pop("comments", {}).items()}
    return StoryCell(items=spreads, comments=comments, **entry)


def _build_spread(entry: Sequence[int] | Mapping[str, Any]) -> Spread:
    if not isinstance(entry, Mapping):
        return Positive(*entry)
    return Scores(**entry) if "mean" in entry else Named(entry)


def _build_claim(entry: dict[str, Any]) -> PageClaim:
    return PageClaim(
        outcome=Outcome(entry.pop("outcome")),
        report=tuple(entry.pop("report", ())),
        never=tuple(entry.pop("never", ())),
        **entry,
    )
