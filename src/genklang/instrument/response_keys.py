"""Reads the keys of a response: who was asked, where, how and in which language."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from genklang.errors import Problem, problem
from genklang.instrument.genders import ALL_GENDERS
from genklang.instrument.key_words import (
    Words,
    list_channel_words,
    list_form_words,
    list_gender_words,
    list_group_words,
    list_language_words,
)
from genklang.instrument.labels import fold_label
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.instrument.shape import suggest
from genklang.tables.keys import OTHER_GENDER, STANDARD_FORM, STORE_KEYS, UNKNOWN, WEIGHT_ONE

_WORDS: Final[Mapping[str, Callable[[Instrument], Words]]] = MappingProxyType(
    {
        "target_group": list_group_words,
        "gender": list_gender_words,
        "language": list_language_words,
        "form_version": list_form_words,
        "channel": list_channel_words,
    }
)
_BLANK: Final = MappingProxyType(
    {"gender": OTHER_GENDER, "form_version": STANDARD_FORM, "weight_class": str(WEIGHT_ONE)}
)
"""What a key that is not stated means; any other is unknown."""


def resolve_key(published: PublishedInstrument, key: str, raw: str) -> str | Problem:
    """Return the value of a key column: a code, or a label in any of the instrument's languages.

    Blank is gender X, the standard form, weight one, otherwise unknown. Keys without a list of values (unit,
    organisation, round …) are returned without blanks at the ends.
    """
    text = raw.strip()
    if not text or text == UNKNOWN:
        return _BLANK.get(key, UNKNOWN)
    if key not in _WORDS:
        return text
    if key == "gender" and text.upper() == ALL_GENDERS:
        return problem("A113", key)
    words = _index_words(published, key)
    values = words.get(fold_label(text)) or words.get(_drop_region(text, key), frozenset())
    if len(values) == 1:
        return next(iter(values))
    if values:
        return problem("A112", key, key=key, value=text, codes=", ".join(sorted(values)))
    known = ", ".join(sorted(set().union(*words.values())))
    return problem("A111", key, key=key, value=text, hint=suggest(fold_label(text), words), known=known)


def read_keys(published: PublishedInstrument, raw: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """Return every key of a response, filled where it is not stated, and what is wrong with them."""
    instrument = published.instrument
    found = {key: resolve_key(published, key, raw.get(key, "")) for key in STORE_KEYS}
    problems = [value for value in found.values() if isinstance(value, Problem)]
    keys = {key: value for key, value in found.items() if isinstance(value, str)}
    name = f"{instrument.id}/{instrument.version}"
    for key, own in (("instrument", instrument.id), ("version", instrument.version)):
        if keys[key] not in {own, UNKNOWN}:
            problems.append(problem("A109", key, key=key, value=keys[key], instrument=name))
        keys[key] = own
    if keys["period"] == UNKNOWN:
        keys["period"] = keys["round"]
    return keys, problems


def _drop_region(text: str, key: str) -> str:
    """Return the language of a tag such as sv-SE."""
    return fold_label(text.replace("_", "-").split("-")[0]) if key == "language" else ""


@lru_cache(maxsize=64)
def _index_words(published: PublishedInstrument, key: str) -> dict[str, frozenset[str]]:
    """Return the values that each folded word stands for, worked out once for each published instrument."""
    index: dict[str, frozenset[str]] = {}
    for value, word in _WORDS[key](published.instrument):
        if folded := fold_label(word):
            index[folded] = index.get(folded, frozenset()) | {value}
    return index
