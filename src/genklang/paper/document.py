"""Writes what is printed on a form, as data for the template: questions, alternatives, cover and return text."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, Final

from genklang.instrument.folders import picture_path
from genklang.instrument.item_type import Presentation, type_of
from genklang.instrument.model import Category, Instrument, Item, Texts
from genklang.paper.form import EASY_READ, LARGE_PRINT, FormVersion
from genklang.paper.words import form_words

DIGITS: Final = 4
LINES_MM: Final = 42.0


@dataclass(frozen=True, slots=True)
class Cover:
    """What an organisation says itself: who asks, what about, where to leave the form, whom to ask."""

    sender: str = ""
    about: str = ""
    return_text: str = ""
    contact: str = ""


def write_document(instrument: Instrument, version: FormVersion, cover: Cover) -> dict[str, Any]:
    """Return all that the form says; sizes and the arrangement are chosen by the layout."""
    texts, words = instrument.texts[version.language], form_words(version.language)
    items = instrument.items_for(version.target_group) if version.target_group else instrument.items
    questions = [
        _write_question(instrument, item, place, texts=texts, words=words, version=version)
        for place, item in enumerate(items, 1)
    ]
    return {
        "language": version.language,
        "is_rtl": texts.is_rtl,
        "title": texts.title,
        "introduction": texts.introduction,
        "cover": [words["anonymous"], words["machine"], *_tell_handwriting({q["kind"] for q in questions}, words)],
        "how_to": words["how_to"],
        "sender": cover.sender or version.organisation,
        "about": cover.about or _name_about(version, texts),
        "return_text": cover.return_text or words["return_text"],
        "contact": " ".join([texts.thanks, cover.contact]).strip(),
        "questions": questions,
    }


def _tell_handwriting(kinds: Set[str], words: Mapping[str, str]) -> list[str]:
    """Return who reads what is written by hand, where words or numbers are asked for."""
    if Presentation.DIGITS in kinds:
        return [words["numbers"]]
    return [words["handwriting"]] if Presentation.LINES in kinds else []


def _name_about(version: FormVersion, texts: Texts) -> str:
    group = texts.target_groups.get(version.target_group, version.target_group)
    return " · ".join(part for part in (version.unit, group, version.round) if part)


def _write_question(
    instrument: Instrument,
    item: Item,
    place: int,
    *,
    texts: Texts,
    words: Mapping[str, str],
    version: FormVersion,
) -> dict[str, Any]:
    kind, wording = type_of(item), texts.items[item.code]
    is_easy = version.variant == EASY_READ
    options = [_write_option(item, c, texts, shows=is_easy) for c in item.categories]
    numbers = [o for o in options if o["number"]]
    hints = {Presentation.DIGITS: words["digits"], Presentation.LINES: words["lines"]}
    return {
        "item": item.code,
        "label": f"{place}.",
        "text": wording.easy if is_easy and wording.easy else wording.text,
        "hint": " ".join(
            filter(None, (wording.help, words["several"] if kind.several else hints.get(kind.presentation)))
        ),
        "condition": _write_condition(instrument, item, texts, words),
        "kind": kind.presentation.value,
        "several": kind.several,
        "options": options,
        "scale": bool(kind.anchored and numbers),
        "low": texts.scales.get(item.scale, {}).get("low", "") if numbers else "",
        "high": texts.scales.get(item.scale, {}).get("high", "") if numbers else "",
        "cells": len(str(item.maximum)) if item.maximum else DIGITS,
        "height": LINES_MM * (1.3 if version.variant == LARGE_PRINT else 1),
    }


def _write_option(item: Item, category: Category, texts: Texts, *, shows: bool) -> dict[str, Any]:
    label = texts.scales.get(item.scale, {}).get(category.name, category.name)
    path = picture_path(category.picture) if shows and category.picture else None
    numbered = type_of(item).anchored and not category.is_no_opinion
    return {
        "code": category.code,
        "label": label,
        "number": str(category.code) if numbered else "",
        "picture": path.read_text("utf-8") if path else "",
    }


def _write_condition(instrument: Instrument, item: Item, texts: Texts, words: Mapping[str, str]) -> str:
    if item.asked_if is None:
        return ""
    earlier = instrument.item(item.asked_if.item)
    labels = texts.scales.get(earlier.scale, {})
    named = [labels.get(c.name, c.name) for c in earlier.categories if c.code in item.asked_if.codes]
    number = [i.code for i in instrument.items].index(earlier.code) + 1
    return words["only_if"].format(label=", ".join(named), number=number)
