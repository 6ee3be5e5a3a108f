"""The sentence patterns of a language, read from its folder under `locale/`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from babel.lists import format_list

from genklang.errors import Failure, problem
from genklang.instrument.model import REPORT_LANGUAGES

BABEL_LOCALES: Final = {"sv": "sv", "da": "da", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """All patterns of one language; a key is `<file>.<table>.<name>`."""

    language: str
    patterns: Mapping[str, object]

    def table(self, key: str) -> Mapping[str, str]:
        """Return the patterns that stand under `key`, by name; KeyError where nothing does."""
        found = self._find(key)
        return {name: str(pattern) for name, pattern in found.items()} if isinstance(found, Mapping) else {}

    def listed(self, key: str) -> tuple[str, ...]:
        """Return the list of words or sentences at `key`; KeyError where nothing stands there."""
        found = self._find(key)
        return tuple(map(str, found)) if isinstance(found, list) else ()

    def _find(self, key: str) -> object:
        found: object = self.patterns
        for part in key.split("."):
            if not isinstance(found, Mapping):
                raise KeyError(key)
            found = found[part]
        return found

    def say(self, key: str, **values: object) -> str:
        """Fill in the pattern at `key`; a table with `one` and `other` is chosen between by `n`."""
        pattern = self._find(key)
        if isinstance(pattern, Mapping):
            pattern = pattern["one" if values.get("n") == 1 else "other"]
        return str(pattern).format(**{"n": "", **values})

    def sentence(self, key: str, **values: object) -> str:
        """Fill in the pattern at `key` and begin it with a capital."""
        return capitalise(self.say(key, **values))

    def all_of(self, words: Iterable[str]) -> str:
        """Join words as "a, b and c" in this language."""
        return format_list(list(words), locale=BABEL_LOCALES[self.language])

    def any_of(self, words: Iterable[str]) -> str:
        """Join words as "a, b or c" in this language."""
        return format_list(list(words), style="or", locale=BABEL_LOCALES[self.language])

    def quoted(self, words: str) -> str:
        """Set words in the language's quotation marks."""
        return self.say("numbers.marks.quoted", words=words)


@cache
def phrases(language: str) -> Phrases:
    """Return the patterns of `language`; Failure R101 where reports are not written in it."""
    if language not in REPORT_LANGUAGES:
        raise Failure(problem("R101", "language", language=language, known=", ".join(REPORT_LANGUAGES)))
    folder = files("genklang").joinpath("locale", language)
    tables = {f.name.removesuffix(".toml"): f for f in folder.iterdir() if f.name.endswith(".toml")}
    return Phrases(language, {name: tomllib.loads(f.read_text("utf-8")) for name, f in tables.items()})


def capitalise(text: str) -> str:
    """Return `text` with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return a label as it stands inside a sentence; an abbreviation keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
