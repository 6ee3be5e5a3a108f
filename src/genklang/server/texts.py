"""The product's own words on pages and in messages, one TOML file per area and language under `locale/`."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from genklang.errors import Problem

FALLBACK: Final = "en"
PROBLEMS: Final = "messages/problems"
"""Sentences of problems by their codes, and `phrases`: the words that stand in values and places, by the English."""

WORDED: Final = frozenset({"kind", "what", "limit", "guess", "hint", "expected", "reason", "direction"})
"""Values that are words of ours; what somebody wrote stays as it is."""


def say(language: str, key: str, /, **values: object) -> str:
    """Return the words of `area/file.key…` in a language, with values put in; English where they are missing there.

    `key` is like "staff/rounds.open.title": the file `locale/<language>/staff/rounds.toml`, then the path inside it.
    Raises KeyError for words that do not exist in any language.
    """
    words = _find_words(language, key)
    return words.format(**values) if values else words


def tell(language: str, found: Problem) -> str:
    """Return a problem as one line in a language, its values unchanged; in English where it has no words there."""
    values = {k: _translate(language, v) if k in WORDED else v for k, v in found.values.items()}
    own = [
        _find(language, PROBLEMS, key) or _find(FALLBACK, PROBLEMS, key)
        for key in (f"{found.code}.what", f"{found.code}.remedy")
    ]
    what, remedy = (words.format(**values) if words else None for words in own)
    where = _translate(language, found.where)
    return f"{found.code} {where}: {what or found.what} {remedy or found.remedy}"


def _translate(language: str, value: object) -> object:
    """Return a value with the phrase that it is, if it is one of ours, in a language."""
    if not isinstance(value, str):
        return value
    for pattern, own in _phrases(language):
        if met := pattern.fullmatch(value):
            parts = met.groupdict()
            return own.format(**{k: _translate(language, part) if k == "place" else part for k, part in parts.items()})
    return value


@cache
def _phrases(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the phrases of problems: a pattern with a group for each value, and the words in a language."""
    held = _read(language, PROBLEMS).get("phrases", {})
    phrases = held.items() if isinstance(held, dict) else ()
    return tuple((_make_pattern(english), said) for english, said in phrases)


def _make_pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(phrase)), re.DOTALL)


@cache
def _find_words(language: str, key: str) -> str:
    area, _, path = key.partition(".")
    words = _find(language, area, path) or _find(FALLBACK, area, path)
    if words is None:
        raise KeyError(key)
    return words


def _find(language: str, area: str, path: str) -> str | None:
    found: object = _read(language, area)
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


@cache
def _read(language: str, area: str) -> dict[str, object]:
    source = files("genklang").joinpath("locale", language, *f"{area}.toml".split("/"))
    return tomllib.loads(source.read_text("utf-8")) if source.is_file() else {}
