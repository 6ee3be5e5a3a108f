"""Help with redaction: what in a comment may tell who someone is. It suggests; a person reads every comment."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files


class Kind(StrEnum):
    """What a mark is thought to be."""

    PERSONAL_NUMBER = "personal_number"
    """Swedish personal and co-ordination numbers, Danish CPR numbers."""
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    STAFF = "staff"
    """A name on the unit's own list."""
    NAME = "name"
    """A common given name, or one on a list."""


NEVER_KEPT = (Kind.PERSONAL_NUMBER, Kind.PHONE, Kind.EMAIL, Kind.LINK, Kind.STAFF)
"""A comment that still holds one of these cannot be cleared; a name may be a word of the language."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a comment, from `start` up to `end`, and what it may be."""

    start: int
    end: int
    kind: Kind


EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})\s?[-+–]?\s?\d{4}(?!\d)")
PHONE = re.compile(r"(?<![\d.,])(?:\+|00)?\d(?:[ \u00a0/()-]{0,2}\d){6,13}(?![\d])")
DATE = re.compile(
    r"(?:19|20)\d{2}[-/ ]\d{1,2}[-/ ]\d{1,2}"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}"
    r"|(?:19|20)\d{2}\s?[-–]\s?(?:19|20)\d{2}"
)
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
GENITIVE = ("'s", "’s", "s")
DAY_OF_COORDINATION = 60


def find_marks(text: str, *, staff: Iterable[str] = (), names: Iterable[str] | None = None) -> tuple[Mark, ...]:
    """Return what in `text` may tell who someone is, in order and without overlap, surest kind first.

    `staff`: names of the unit's staff, found however they are written. `names`: other names (default: common given
    names in Sweden and Denmark), found where they begin with a capital. What is not found may still tell: a person
    reads on.
    """
    known = list_names() if names is None else frozenset(n.casefold() for n in names)
    found = (
        *_find(EMAIL, text, Kind.EMAIL),
        *_find(LINK, text, Kind.LINK),
        *(Mark(m.start(), m.end(), Kind.PERSONAL_NUMBER) for m in PERSONAL_NUMBER.finditer(text) if _is_day(m)),
        *_find_phones(text),
        *_find_words(text, _split_names(staff), Kind.STAFF, with_capital=False),
        *_find_words(text, known, Kind.NAME, with_capital=True),
    )
    kept: list[Mark] = []
    for mark in found:
        if all(mark.end <= k.start or k.end <= mark.start for k in kept):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda m: m.start))


def redact(text: str, marks: Sequence[Mark], words: dict[Kind, str]) -> str:
    """Return the text with each mark replaced by what `words` calls its kind, in square brackets."""
    parts, at = [], 0
    for mark in sorted(marks, key=lambda m: m.start):
        parts += [text[at : mark.start], f"[{words[mark.kind]}]"]
        at = mark.end
    return "".join((*parts, text[at:]))


def list_names() -> frozenset[str]:
    """Return common given names in Sweden and Denmark, folded to small letters."""
    content = files("genklang").joinpath("content", "names", "given.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().casefold() for line in content.splitlines() if line.strip() and line[0] != "#")


def _find(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Mark]:
    return (Mark(m.start(), m.end(), kind) for m in pattern.finditer(text))


def _is_day(match: re.Match[str]) -> bool:
    """Whether six digits are a day, written yymmdd (Sweden) or ddmmyy (Denmark)."""
    first, month, last = (int(part) for part in match.groups())
    swedish = last - DAY_OF_COORDINATION if last > DAY_OF_COORDINATION else last
    return 1 <= month <= 12 and (1 <= swedish <= 31 or 1 <= first <= 31)


def _find_phones(text: str) -> Iterator[Mark]:
    dates = [(m.start(), m.end()) for m in DATE.finditer(text)]
    for match in PHONE.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in dates):
            yield Mark(match.start(), match.end(), Kind.PHONE)


def _split_names(names: Iterable[str]) -> frozenset[str]:
    """Return each part of the names by itself; single letters are initials and found nowhere."""
    return frozenset(part.casefold() for name in names for part in WORD.findall(name) if len(part) > 1)


def _find_words(text: str, known: frozenset[str], kind: Kind, *, with_capital: bool) -> Iterator[Mark]:
    for match in WORD.finditer(text):
        word = match.group()
        if with_capital and not word[0].isupper():
            continue
        folded = word.casefold()
        stems = (folded, *(folded.removesuffix(end) for end in GENITIVE if folded.endswith(end)))
        if any(stem in known for stem in stems):
            yield Mark(match.start(), match.end(), kind)
