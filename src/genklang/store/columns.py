"""Which column of a foreign table is which item or key: by code, or by the wording of the item in any language."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from genklang.errors import Failure, Problem, problem
from genklang.instrument.item_type import GENDER_ITEM
from genklang.instrument.labels import fold_label
from genklang.instrument.model import Instrument
from genklang.tables.keys import STORE_KEYS

WEIGHT: Final = "weight"
KEYS: Final = (*(key for key in STORE_KEYS if key != "weight_class"), WEIGHT)
"""Key columns that a table of answers may have."""


def match_columns(columns: Sequence[str], instrument: Instrument, *, where: str) -> dict[str, str]:
    """Return for each column the key or item code it holds; Failure (A220–A223) with all that is wrong."""
    names = _name_columns(instrument)
    matches = {column: names.get(fold_label(column), frozenset()) for column in columns}
    problems = [_explain(c, m, names, where) for c, m in matches.items() if len(m) != 1]
    found = {column: code for column, match in matches.items() if len(match) == 1 for code in match}
    problems += _find_twice(found, where)
    items = [item.code for item in instrument.items if item.code != GENDER_ITEM]
    if not problems and not set(items) & set(found.values()):
        name = f"{instrument.id}/{instrument.version}"
        problems.append(problem("A223", where, instrument=name, codes=", ".join(items)))
    if problems:
        raise Failure(*problems)
    return found


def find_absent(found: dict[str, str], instrument: Instrument) -> tuple[str, ...]:
    """Return the items that no column holds."""
    held = set(found.values())
    return tuple(i.code for i in instrument.items if i.code != GENDER_ITEM and i.code not in held)


def _name_columns(instrument: Instrument) -> dict[str, frozenset[str]]:
    """Return what each heading may mean; a code or key goes before any wording."""
    names: dict[str, frozenset[str]] = {}
    for code, wording in _list_wordings(instrument):
        folded = fold_label(wording)
        names[folded] = names.get(folded, frozenset()) | {code}
    codes = {fold_label(item.code): frozenset({item.code}) for item in instrument.items}
    keys = {fold_label(key): frozenset({key}) for key in KEYS}
    return names | codes | keys


def _list_wordings(instrument: Instrument) -> Iterator[tuple[str, str]]:
    for texts in instrument.texts.values():
        for code, words in texts.items.items():
            yield from ((code, wording) for wording in (words.text, words.short, words.easy) if wording)


def _explain(column: str, match: frozenset[str], names: dict[str, frozenset[str]], where: str) -> Problem:
    if match:
        return problem("A221", where, column=column, items=", ".join(sorted(match)))
    close = get_close_matches(fold_label(column), names, n=1)
    guess = "".join(f" (did you mean “{name}”?)" for name in close)
    return problem("A220", where, column=column, guess=guess)


def _find_twice(found: dict[str, str], where: str) -> list[Problem]:
    columns: dict[str, list[str]] = {}
    for column, code in found.items():
        columns.setdefault(code, []).append(column)
    return [
        problem("A222", where, columns=", ".join(f"“{c}”" for c in same), key=code)
        for code, same in columns.items()
        if len(same) > 1
    ]
