"""Measures text by the shipped fonts' own advance widths and breaks it into lines."""

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import category, normalize

UNKNOWN_ADVANCE = 600
"""Advance of a character outside the table, in thousandths of the size: as wide as a wide small letter."""
REMEMBERED = 10_000
"""Texts whose measures are kept: the reports of one round share most of theirs."""
REPLACEMENT = "\ufffd"
STAND_INS = str.maketrans({"\u2212": "–", "≥": ">=", "≤": "<=", "→": "->", "\u2011": "-"})
"""What stands for signs of arithmetic that Noto Sans does not have."""
PRIVATE_USE = "[\ue000-\uf8ff]"
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@cache
def _advances(weight: str) -> dict[int, int]:
    table = json.loads(files("genklang").joinpath("content/fonts/advances.json").read_text("utf-8"))[weight]
    return {int(first) + i: width for first, widths in table.items() for i, width in enumerate(widths)}


@lru_cache(REMEMBERED)
def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of `text` in px when set in `size` px."""
    known = _advances("bold" if bold else "regular")
    return sum(known.get(ord(c), UNKNOWN_ADVANCE) for c in text) * size / 1000


@cache
def _uncovered() -> re.Pattern[str]:
    runs = json.loads(files("genklang").joinpath("content/fonts/coverage.json").read_text("utf-8"))
    covered = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs)
    return re.compile(f"[^\\n{covered}]|{PRIVATE_USE}")


def displayable(text: str) -> str:
    """Return `text` with "�" for what the shipped fonts have no sign for, and without control characters."""
    return _uncovered().sub(REPLACEMENT, CONTROL.sub("", text).translate(STAND_INS))


def plain(text: str) -> str:
    """Return `text` as charts can set it: one line, displayable, without combining marks and joiners.

    PDF/UA wants a code point behind every glyph, which drawings do not give for marks set over a letter.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = normalize("NFC", " ".join(text.splitlines()))
    return displayable("".join(c for c in composed if category(c) not in {"Mn", "Me"} and c != "\u200d"))


@lru_cache(REMEMBERED)
def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break `text` into lines no wider than `width` px, at spaces and hyphens first, inside a word if it must."""
    lines: list[str] = []
    current = ""
    for piece in _pieces(text, width, size, bold=bold):
        if current and measure((current + piece).rstrip(), size, bold=bold) > width:
            lines.append(current.rstrip())
            current = ""
        current += piece
    return (*lines, current.rstrip()) if current.strip() else tuple(lines)


def _pieces(text: str, width: float, size: float, *, bold: bool) -> list[str]:
    words = re.findall(r"[^ \-–/]*[ \-–/]+|[^ \-–/]+", plain(text).strip())
    return [part for word in words for part in _split_long(word, width, size, bold=bold)]


def _split_long(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    if measure(word.rstrip(), size, bold=bold) <= width:
        return [word]
    parts, current = [], ""
    for letter in word:
        if current and measure(current + letter + "-", size, bold=bold) > width:
            parts.append(current + "-")
            current = ""
        current += letter
    return [*parts, current]
