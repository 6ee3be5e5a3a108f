"""Cleans words that people write: what no reader sees and what spoils a line is left out, all else stays."""

import unicodedata
from typing import Final

MOST_MARKS: Final = 4
"""Combining marks kept on one letter: more than any script of ours needs, fewer than a pile that hides the text."""
_KEPT: Final = frozenset("\n")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of the text after them; the letters' own direction needs none."""


def clean_words(text: str) -> str:
    """Return `text` composed, without control and direction signs, lone surrogates and piled-up marks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", lines):
        category = unicodedata.category(sign)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS and _is_kept(sign, category):
            seen.append(sign)
    return "".join(seen).strip()


def _is_kept(sign: str, category: str) -> bool:
    return sign in _KEPT or (category not in {"Cc", "Cs", "Cn", "Co"} and sign not in _TURNING)
