"""What the two TOML files of an instrument may hold, and every way in which a file departs from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from genklang.errors import Problem, problem


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list with elements of one kind."""

    of: "Kind"


@dataclass(frozen=True, slots=True)
class MapOf:
    """A table whose keys are the author's own, with values of one kind."""

    of: "Kind"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose keys are ours."""

    required: Mapping[str, "Kind"] = field(default_factory=dict)
    optional: Mapping[str, "Kind"] = field(default_factory=dict)

    @property
    def keys(self) -> Mapping[str, "Kind"]:
        """Every key that may stand in the table."""
        return {**self.required, **self.optional}


Kind = type[str] | type[int] | type[float] | type[bool] | ListOf | MapOf | Table

_EXPECTED: Mapping[type, tuple[str, str]] = MappingProxyType(
    {
        str: ("a text", 'it in quotes: "…"'),
        int: ("a whole number", "digits without quotes"),
        float: ("a number", "digits without quotes"),
        bool: ("true or false", "true or false without quotes"),
        ListOf: ("a list", "it in brackets: […]"),
        MapOf: ("a table", "a [table] with a key for each"),
        Table: ("a table", "a [table] or { key = value }"),
    }
)
_FOUND = MappingProxyType(
    {str: "a text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table"}
)

_CATEGORY = Table(
    required={"code": int, "name": str},
    optional={"score": float, "positive": bool, "negative": bool, "picture": str},
)
_SCALE = Table(optional={"categories": ListOf(_CATEGORY), "from": int, "to": int, "no_opinion": bool})
_ITEM = Table(
    required={"code": str, "type": str},
    optional={
        "scale": str,
        "area": str,
        "overall": bool,
        "index": bool,
        "background": bool,
        "reversed": bool,
        "target_groups": ListOf(str),
        "asked_if": Table(required={"item": str, "codes": ListOf(int)}),
        "comparable_with": ListOf(str),
        "minimum": int,
        "maximum": int,
    },
)
_TARGET_GROUP = Table(required={"code": str}, optional={"asks_core": bool, "since": str, "until": str})
_HEAD: Mapping[str, Kind] = {"id": str, "version": str, "owner": str, "status": str, "valid_from": str}
_CONTENT: Mapping[str, Kind] = {"items": ListOf(_ITEM), "target_groups": ListOf(_TARGET_GROUP)}
_OPTIONS: Mapping[str, Kind] = {
    "valid_to": str,
    "decimals": int,
    "tails": bool,
    "easy_read": bool,
    "areas": ListOf(str),
    "totals": MapOf(Table(required={"groups": ListOf(str)})),
    "scales": MapOf(_SCALE),
}
INSTRUMENT = Table(required={**_HEAD, **_CONTENT}, optional=_OPTIONS)
EXTENSION = Table(required={**_HEAD, "extends": str}, optional={**_OPTIONS, **_CONTENT})

_WORDS: Mapping[str, Kind] = {"title": str, "introduction": str, "thanks": str, "respondents": str}
_TEXTS: Mapping[str, Kind] = {
    "items": MapOf(Table(optional={"text": str, "short": str, "claim": str, "easy": str, "help": str})),
    "scales": MapOf(MapOf(str)),
    "also_accepted": MapOf(MapOf(ListOf(str))),
    "target_groups": MapOf(str),
    "totals": MapOf(str),
    "areas": MapOf(str),
}
TEXTS = Table(required={"language": str, "status": str, **_WORDS}, optional=_TEXTS)
EXTENSION_TEXTS = Table(required={"language": str, "status": str}, optional={**_WORDS, **_TEXTS})


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the sentence `Did you mean "…"? ` with the known word most like `word`, or nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'Did you mean "{close[0]}"? ' if close else ""


def find_misshapes(value: object, kind: Kind, *, file: str, key: str = "") -> Iterator[Problem]:
    """Yield every departure of a parsed TOML value from its kind; `file` and `key` say where it stands."""
    if isinstance(kind, Table) and isinstance(value, dict):
        yield from _find_in_table(value, kind, file=file, key=key)
    elif isinstance(kind, MapOf) and isinstance(value, dict):
        for name, element in value.items():
            yield from find_misshapes(element, kind.of, file=file, key=_join(key, name))
    elif isinstance(kind, ListOf) and isinstance(value, list):
        for place, element in enumerate(value, start=1):
            yield from find_misshapes(element, kind.of, file=file, key=_join(key, _name(element, place)))
    elif not _fits(value, kind):
        expected, example = _EXPECTED[kind if isinstance(kind, type) else type(kind)]
        found = _FOUND.get(type(value), "a date or time")
        yield problem("I104", at(file, key), expected=expected, found=found, example=example)


def at(file: str, key: str) -> str:
    """Return the place of a key in a file as problems name it."""
    return f"{file}: {key}" if key else file


def _find_in_table(value: dict[str, Any], table: Table, *, file: str, key: str) -> Iterator[Problem]:
    for name in table.required.keys() - value.keys():
        yield problem("I105", at(file, key), key=name)
    for name, element in value.items():
        if name in table.keys:
            yield from find_misshapes(element, table.keys[name], file=file, key=_join(key, name))
        else:
            known = ", ".join(table.keys)
            yield problem("I103", at(file, key), key=name, hint=suggest(name, table.keys), known=known)


def _fits(value: object, kind: Kind) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _name(element: object, place: int) -> str:
    """Name a list's element by its code where it has one, by its place otherwise."""
    label = element.get("code") if isinstance(element, dict) else None
    return str(place) if label is None else str(label)
