"""The instrument as data: items, categories, areas, target groups and their texts in each language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from genklang.tables.keys import NO_OPINION


@dataclass(frozen=True, slots=True)
class Category:
    """One alternative of an item. `code` is stable and never reused; `name` keys its text."""

    code: int
    name: str
    score: float | None = None
    positive: bool = False
    negative: bool = False
    picture: str | None = None

    @property
    def is_no_opinion(self) -> bool:
        """Whether the category stands outside the base of shares and means."""
        return self.code == NO_OPINION


@dataclass(frozen=True, slots=True)
class Condition:
    """The item is asked if `item` was answered with one of `codes`."""

    item: str
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `scale` names the shared list of categories; an empty one means that it has none."""

    code: str
    type: str
    scale: str = ""
    categories: tuple[Category, ...] = ()
    area: str = ""
    overall: bool = False
    index: bool = False
    background: bool = False
    reversed: bool = False
    local: bool = False
    target_groups: tuple[str, ...] = ()
    asked_if: Condition | None = None
    comparable_with: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    @property
    def substantive(self) -> tuple[Category, ...]:
        """The categories inside the base: all but no opinion."""
        return tuple(c for c in self.categories if not c.is_no_opinion)

    @property
    def positive(self) -> tuple[Category, ...]:
        """The categories that count as positive."""
        return tuple(c for c in self.categories if c.positive)


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """Who is asked. `asks_core` is false for a local group that the core items do not fit."""

    code: str
    asks_core: bool = True
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A declared sum over target groups, such as all of individual and family care."""

    code: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """The words of one item. `short` labels charts, `claim` completes "x per cent of those with a view …"."""

    text: str
    short: str = ""
    claim: str = ""
    easy: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """All words of an instrument in one language. `status`: official, own-reviewed or own-draft."""

    language: str
    status: str
    title: str
    introduction: str
    thanks: str
    respondents: str
    items: Mapping[str, ItemTexts]
    scales: Mapping[str, Mapping[str, str]]
    target_groups: Mapping[str, str]
    totals: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    also_accepted: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def is_rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language in RIGHT_TO_LEFT


RIGHT_TO_LEFT = frozenset({"ar", "prs", "ckb"})
REPORT_LANGUAGES = ("sv", "da", "en")
"""What reports are written in and staff read; only they need chart labels and claims."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire in one version. Items stand in the order they are asked; local ones come last."""

    id: str
    version: str
    owner: str
    status: str
    valid_from: str
    items: tuple[Item, ...]
    target_groups: tuple[TargetGroup, ...]
    texts: Mapping[str, Texts]
    totals: tuple[Total, ...] = ()
    areas: tuple[str, ...] = ()
    valid_to: str = ""
    extends: str = ""
    decimals: int = 0
    easy_read: bool = False
    tails: bool = False

    def item(self, code: str) -> Item:
        """Return the item with this code; KeyError where there is none."""
        return next((i for i in self.items if i.code == code), None) or _missing(code)

    def texts_in(self, language: str) -> Texts:
        """Return the words in a language; in one that staff read where it is not written in it."""
        order = (language, *REPORT_LANGUAGES, *self.texts)
        return self.texts[next(known for known in order if known in self.texts)]

    def items_for(self, group: str) -> tuple[Item, ...]:
        """Return the items asked of a target group, in order."""
        core = next((g.asks_core for g in self.target_groups if g.code == group), True)
        return tuple(i for i in self.items if group in i.target_groups or (core and not i.target_groups))


def _missing(code: str) -> Item:
    raise KeyError(code)


@dataclass(frozen=True, slots=True)
class PublishedInstrument:
    """An instrument that is in use and cannot change: its content and the SHA-256 of its canonical JSON."""

    instrument: Instrument = field(hash=False)
    digest: str
