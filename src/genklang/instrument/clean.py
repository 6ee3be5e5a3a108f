"""Cleans words that people write: what no reader sees and what spoils a line is left out, all else stays."""

import unicodedata
from collections.abc import Iterator
from typing import Final

MOST_MARKS: Final = 4
"""Combining marks kept on one letter: more than any script of ours needs, fewer than a pile that hides the text."""
_KEPT: Final = frozenset("\n")
_UNSEEN: Final = frozenset({"Cc", "Cs", "Cn", "Co"})
"""Control signs, lone surrogates, and code points that no script or nobody else has."""
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of the text after them; the letters' own direction needs none."""


def clean_words(text: str) -> str:
    """Return `text` composed, without control and direction signs, lone surrogates and piled-up marks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    visible = unicodedata.normalize("NFC", "".join(filter(_is_kept, lines)))
    return "".join(_cut_piles(visible)).strip()


def _is_kept(sign: str) -> bool:
    return sign in _KEPT or (unicodedata.category(sign) not in _UNSEEN and sign not in _TURNING)


def _cut_piles(text: str) -> Iterator[str]:
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            yield sign
