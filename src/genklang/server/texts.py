"""The product's own words on pages and in messages, one TOML file per area and language under `locale/`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

FALLBACK: Final = "en"


def say(language: str, key: str, /, **values: object) -> str:
    """Return the words of `area/file.key…` in a language, with values put in; English where they are missing there.

    `key` is like "staff/rounds.open.title": the file `locale/<language>/staff/rounds.toml`, then the path inside it.
    Raises KeyError for words that do not exist in any language.
    """
    area, _, path = key.partition(".")
    words = _find(language, area, path) or _find(FALLBACK, area, path)
    if words is None:
        raise KeyError(key)
    return words.format(**values) if values else words


def _find(language: str, area: str, path: str) -> str | None:
    found: object = _read(language, area)
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


@cache
def _read(language: str, area: str) -> dict[str, object]:
    source = files("genklang").joinpath("locale", language, *f"{area}.toml".split("/"))
    return tomllib.loads(source.read_text("utf-8")) if source.is_file() else {}
