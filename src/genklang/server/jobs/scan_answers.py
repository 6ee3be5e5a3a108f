"""Reads what a person says of a picture: codes, words, a number, nothing, or whether a sheet counts."""

from collections.abc import Sequence
from typing import Final

from genklang.errors import Problem
from genklang.instrument.answer import resolve
from genklang.instrument.clean import clean_words
from genklang.instrument.item_type import type_of
from genklang.instrument.model import PublishedInstrument
from genklang.server.fieldwork.models import TaskKind

KEEP, DROP = "keep", "drop"
LONGEST: Final = 2000
"""Signs of a free text, as on the web."""


def read_said(published: PublishedInstrument, kind: str, item_code: str, said: Sequence[str]) -> str | None:
    """Return what was said in one form, None where it is no answer to this item.

    Codes are sorted, between semicolons; blank is the empty text.
    """
    values = [value.strip() for value in said if value.strip()]
    if kind == TaskKind.SHEET:
        return values[0] if values in ([KEEP], [DROP]) else None
    item = published.instrument.item(item_code)
    if not item.categories:
        words = clean_words(values[0]) if values else ""
        found = resolve(published, item, words)
        if len(words) > LONGEST or isinstance(found, Problem):
            return None
        return str(found) if words and type_of(item).numeric else words
    known = {str(category.code) for category in item.categories}
    if not set(values) <= known or (len(values) > 1 and not type_of(item).several):
        return None
    joined = ";".join(sorted(set(values), key=int))
    return None if isinstance(resolve(published, item, joined), Problem) else joined
