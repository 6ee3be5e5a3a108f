"""Reads single answers and whole questionnaires as people and other systems write them."""

from collections.abc import Mapping
from functools import lru_cache, partial

from genklang.errors import Problem, problem
from genklang.instrument.item_type import GENDER_ITEM, type_of
from genklang.instrument.labels import LabelIndex, index_labels, read_whole_number
from genklang.instrument.model import Instrument, Item, PublishedInstrument
from genklang.instrument.response_keys import read_keys, resolve_key
from genklang.instrument.shape import suggest
from genklang.tables.keys import NOT_ASKED, STORE_KEYS, UNKNOWN, choice_column
from genklang.tables.response import Answer, Response

__all__ = ["is_asked", "meets_condition", "read_answers", "resolve", "resolve_key"]

_MARKED = frozenset({"1", "x", "true", "yes", "ja"})
_UNMARKED = frozenset({"", "0", "false", "no", "nej"})


def resolve(
    published: PublishedInstrument, item: Item, raw: str, language: str | None = None
) -> Answer | str | Problem | None:
    """Return what `raw` says on an item: a code, codes, a number or words; None where it is blank.

    A code is tried first, then a label in the row's `language`, then in any language. Whether the item was
    asked is not judged here.
    """
    if not raw.strip():
        return None
    index = _indexes(published)[item.code]
    return type_of(item).parse(item, raw, partial(_find_code, item, index, language))


def is_asked(instrument: Instrument, item: Item, group: str) -> bool:
    """Return whether a target group is asked an item; an unknown group may have been asked all of them."""
    return group == UNKNOWN or item in instrument.items_for(group)


def meets_condition(item: Item, answers: Mapping[str, Answer]) -> bool:
    """Return whether the answers so far lead on to an item. No answer to the earlier item leads past it."""
    if item.asked_if is None:
        return True
    earlier = answers.get(item.asked_if.item)
    given = earlier if isinstance(earlier, tuple) else (earlier,)
    return any(code in item.asked_if.codes for code in given)


def read_answers(published: PublishedInstrument, raw: Mapping[str, str]) -> Response | list[Problem]:
    """Return one questionnaire of answers and keys by column name, or everything that is wrong with it.

    Columns are keys (`STORE_KEYS`), item codes, or `<item>:<category>` for the boxes of a multiple choice.
    Answers to items that an earlier answer leads past become not asked.
    """
    instrument = published.instrument
    keys, problems = read_keys(published, raw)
    problems += _find_unknown_columns(instrument, raw)
    language = keys.get("language")
    answers: dict[str, Answer] = {}
    texts: dict[str, str] = {}
    for item in instrument.items:
        if item.code == GENDER_ITEM:
            continue
        written = _gather(item, raw)
        found = written if isinstance(written, Problem) else resolve(published, item, written, language)
        kept = _judge(instrument, item, found, group=keys.get("target_group", UNKNOWN), answers=answers)
        if isinstance(kept, Problem):
            problems.append(kept)
        elif isinstance(kept, str):
            texts[item.code] = kept
        elif kept is not None:
            answers[item.code] = kept
    return problems or Response(keys, answers, texts)


def _judge(
    instrument: Instrument,
    item: Item,
    found: Answer | str | Problem | None,
    *,
    group: str,
    answers: Mapping[str, Answer],
) -> Answer | str | Problem | None:
    """Return what is kept of an answer, given who was asked what."""
    nothing = NOT_ASKED if type_of(item).columns(item) else None
    if isinstance(found, Problem):
        return found
    if not is_asked(instrument, item, group):
        is_empty = found is None or found == NOT_ASKED
        return nothing if is_empty else problem("A106", item.code, group=group)
    if not meets_condition(item, answers):
        return nothing
    if found == NOT_ASKED and group != UNKNOWN:
        return problem("A107", item.code, answer=found)
    return found


def _gather(item: Item, raw: Mapping[str, str]) -> str | Problem:
    """Return an item's answer as one text, from its own column or from the boxes of its categories."""
    own = raw.get(item.code, "")
    if not type_of(item).several:
        return own
    marked: list[str] = []
    for category in item.categories:
        for column in (choice_column(item.code, category.code), f"{item.code}:{category.name}"):
            mark = raw.get(column, "").strip().casefold()
            if mark in _MARKED or read_whole_number(mark) == 1:
                marked.append(str(category.code))
            elif mark not in _UNMARKED:
                return problem("A114", column, answer=raw[column])
    if marked and own.strip():
        return problem("A115", item.code)
    return ";".join(marked) or own


def _find_unknown_columns(instrument: Instrument, raw: Mapping[str, str]) -> list[Problem]:
    known = {*STORE_KEYS, *(item.code for item in instrument.items)}
    for item in instrument.items:
        if type_of(item).several:
            known |= {choice_column(item.code, c.code) for c in item.categories}
            known |= {f"{item.code}:{c.name}" for c in item.categories}
    name = f"{instrument.id}/{instrument.version}"
    return [problem("A108", key, key=key, instrument=name, hint=suggest(key, known)) for key in raw if key not in known]


def _find_code(item: Item, index: LabelIndex, language: str | None, raw: str) -> int | Problem:
    codes = index.find_codes(raw, language)
    if len(codes) == 1:
        return next(iter(codes))
    if codes:
        return problem("A102", item.code, answer=raw, codes=", ".join(map(str, sorted(codes))))
    labels = index.labels.get(language or "") or {label for all_ in index.labels.values() for label in all_}
    known = ", ".join(f"{category.code} ({category.name})" for category in item.categories)
    return problem("A101", item.code, answer=raw, hint=suggest(raw.casefold(), labels), known=known)


@lru_cache(maxsize=32)
def _indexes(published: PublishedInstrument) -> dict[str, LabelIndex]:
    """Return the labels of every item, worked out once for each published instrument."""
    return {item.code: index_labels(published.instrument, item) for item in published.instrument.items}
