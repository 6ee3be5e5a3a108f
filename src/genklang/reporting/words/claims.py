"""Claims: sentences that hold the evidence they were made from, or are refused on a named ground."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from genklang.reporting.words.evidence import Evidence, Share
from genklang.reporting.words.phrases import Phrases, lower_first, phrases
from genklang.tables.estimate import Status


class Move(StrEnum):
    """What a sentence does."""

    HEADLINE = "headline"
    BASE = "base"
    TAIL = "tail"
    SPLIT = "split"
    INDEX = "index"
    CHANGE = "change"
    COMPARISON = "comparison"
    RANK = "rank"
    LIKENESS = "likeness"
    NEW = "new"
    CAVEAT = "caveat"
    ACTION = "action"
    QUOTE = "quote"


class Ground(StrEnum):
    """Why a claim is refused."""

    WITHHELD = "the figure is withheld, or only a bound of it may be told"
    UNSOUND = "the counts do not fit together"
    NO_BASE = "it is not known how many answered"
    NO_DEFINITION = "it is not said which answers count"
    NO_BOUND = "none at all needs k = 0, n and an upper bound"
    NO_TEST = "there is no test of the difference"
    NO_WHOM = "it is not said whom it is compared with"
    NOT_CERTAIN = "the difference may be due to chance"
    NOT_LIKE = "the whole interval of the difference does not lie within five points"
    OVERLAP = "the intervals of those in question overlap"
    GAP = "there is a round missing between the two"
    NOT_ALL = "not every part holds"
    NO_RECORD = "nobody has recorded it"
    NOTHING = "there is nothing to warn of"
    NO_NAME = "a quotation needs a name, or a cleared comment on at least ten answers"
    FORBIDDEN = "the sentence says more than figures can"


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence (or two that belong together) and what it rests on."""

    move: Move
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Refusal:
    """A claim that was not made, and why."""

    move: Move
    ground: Ground


@dataclass(frozen=True, slots=True)
class Wording:
    """How an instrument speaks in a language: its decimals, and what those who answer are called (plural)."""

    language: str
    respondents: str
    decimals: int = 0

    @property
    def phrases(self) -> Phrases:
        """The sentence patterns of the language."""
        return phrases(self.language)

    @property
    def is_plain(self) -> bool:
        """Whether those who answer are the citizens themselves, so that they need not be named each time."""
        return lower_first(self.respondents) in self.phrases.listed("claims.subject.plain_respondents")

    @property
    def subject(self) -> str:
        """Those who have taken a stand, as the subject of a sentence."""
        key = "claims.subject.plain" if self.is_plain else "claims.subject.named"
        return self.phrases.say(key, respondents=lower_first(self.respondents))


def make_claim(move: Move, text: str, evidence: Evidence, *, wording: Wording) -> Claim | Refusal:
    """Return the claim, or its refusal where the sentence holds words that no figures carry."""
    if move is not Move.QUOTE and find_forbidden(text, wording.language):
        return Refusal(move, Ground.FORBIDDEN)
    return Claim(move, text, evidence)


def find_forbidden(text: str, language: str) -> list[str]:
    """Return what in `text` stands on the never-list of the language."""
    return [m.group() for pattern in _never(language) if (m := pattern.search(text))]


@cache
def _never(language: str) -> list[re.Pattern[str]]:
    return [re.compile(p, re.IGNORECASE) for p in phrases(language).listed("never.patterns")]


def told(made: Iterable[Claim | Refusal]) -> tuple[Claim, ...]:
    """Keep the claims that were not refused."""
    return tuple(c for c in made if isinstance(c, Claim))


def find_fault(share: Share, *, exact: bool = True) -> Ground | None:
    """Return why a share may not be claimed; `exact`: a bound or a base of 5–9 is not enough."""
    if not share.is_told or (exact and not share.is_exact):
        return Ground.WITHHELD
    if not share.is_sound:
        return Ground.UNSOUND
    if share.status is Status.SHOWN and share.n is None:
        return Ground.NO_BASE
    return None if share.definition else Ground.NO_DEFINITION
