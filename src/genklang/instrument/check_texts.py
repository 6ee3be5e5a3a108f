"""Judges the words of an instrument in each language: all there, none a placeholder, no two labels alike."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from genklang.errors import Problem, problem
from genklang.instrument.item_type import ItemType, item_types
from genklang.instrument.labels import accepted_labels, fold_label, read_whole_number
from genklang.instrument.model import REPORT_LANGUAGES, Instrument, Item, ItemTexts, Texts
from genklang.instrument.shape import suggest

TEXT_STATUSES: Final = ("official", "own-reviewed", "own-draft")
ANCHORS: Final = ("low", "high")
"""Texts at the ends of an index scale; they label no category."""

_PLACEHOLDER = re.compile(r"[.…?\-–_xX\s]+|.*(?:\bTODO\b|\bFIXME\b|\bTBD\b|\b[Ll]orem ipsum\b).*", re.DOTALL)


def find_text_faults(instrument: Instrument) -> Iterator[Problem]:
    """Yield the faults of the words, language by language."""
    for language, texts in instrument.texts.items():
        where = f"texts/{language}.toml: "
        if texts.language != language or not re.fullmatch(r"[a-z]{2,3}", language):
            yield problem("I107", f"{where}language", language=texts.language)
        if texts.status not in TEXT_STATUSES:
            hint, known = suggest(texts.status, TEXT_STATUSES), ", ".join(TEXT_STATUSES)
            yield problem("I123", f"{where}status", value=texts.status, hint=hint, known=known)
        for key, words in _list_words(instrument, texts):
            yield from _judge(words, where + key)
        for item in instrument.items:
            yield from _find_item_faults(instrument, item, texts, where)
        yield from _find_unknown_texts(instrument, texts, where)
        yield from _find_ambiguous_labels(instrument, texts, where)


def _judge(words: str, where: str) -> Iterator[Problem]:
    if not words.strip():
        yield problem("I136", where)
    elif _PLACEHOLDER.fullmatch(words):
        yield problem("I138", where, text=words)


def _list_words(instrument: Instrument, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield key and words of every text that must be there, apart from those of the items."""
    for key in ("title", "introduction", "thanks", "respondents"):
        yield key, getattr(texts, key)
    coded: Iterable[tuple[str, Mapping[str, str], Iterable[str]]] = (
        ("target_groups", texts.target_groups, (group.code for group in instrument.target_groups)),
        ("totals", texts.totals, (total.code for total in instrument.totals)),
        ("areas", texts.areas, instrument.areas),
    )
    for section, words, codes in coded:
        for code in codes:
            yield f"{section}.{code}", words.get(code, "")
    for scale, names in _scales(instrument).items():
        given = texts.scales.get(scale, {})
        for name in (*names, *(anchor for anchor in ANCHORS if anchor in given)):
            yield f"scales.{scale}.{name}", given.get(name, "")


def _find_item_faults(instrument: Instrument, item: Item, texts: Texts, where: str) -> Iterator[Problem]:
    words = texts.items.get(item.code, ItemTexts(text=""))
    needed = {"text"} | ({"easy"} if instrument.easy_read else set())
    if texts.language in REPORT_LANGUAGES:
        needed |= _reported_words(item, item_types().get(item.type))
    for key in ("text", "short", "claim", "easy", "help"):
        if key in needed or getattr(words, key):
            yield from _judge(getattr(words, key), f"{where}items.{item.code}.{key}")


def _reported_words(item: Item, kind: ItemType | None) -> set[str]:
    """Return the words without which a report cannot name the item or say what its share is a share of."""
    if item.background or kind is None or not kind.default_statistic:
        return set()
    return {"short", "claim"} if kind.tells_share else {"short"}


def _find_unknown_texts(instrument: Instrument, texts: Texts, where: str) -> Iterator[Problem]:
    scales = _scales(instrument)
    sections: list[tuple[str, str, Iterable[str], list[str]]] = [
        ("items", "item", texts.items, [item.code for item in instrument.items]),
        ("scales", "scale", texts.scales, list(scales)),
        ("also_accepted", "scale", texts.also_accepted, list(scales)),
        ("target_groups", "target group", texts.target_groups, [g.code for g in instrument.target_groups]),
        ("totals", "total", texts.totals, [total.code for total in instrument.totals]),
        ("areas", "area", texts.areas, list(instrument.areas)),
    ]
    for scale, names in scales.items():
        anchors = ANCHORS if scale in _anchored_scales(instrument) else ()
        labels, also = texts.scales.get(scale, {}), texts.also_accepted.get(scale, {})
        sections.append((f"scales.{scale}", "category", labels, [*names, *anchors]))
        sections.append((f"also_accepted.{scale}", "category", also, names))
    for section, kind, codes, known in sections:
        for code in codes:
            if code not in known:
                yield problem("I137", where + section, kind=kind, given=code, hint=suggest(code, known))


def _find_ambiguous_labels(instrument: Instrument, texts: Texts, where: str) -> Iterator[Problem]:
    scales = {item.scale or item.code: item.categories for item in instrument.items if item.categories}
    for scale, categories in scales.items():
        labels = [
            (c.name, label) for c in categories for label in (str(c.code), c.name, *accepted_labels(texts, scale, c))
        ]
        yield from _find_alike(labels, f"{where}scales.{scale}")
    groups = [
        (group.code, label)
        for group in instrument.target_groups
        for label in (group.code, texts.target_groups.get(group.code, ""))
    ]
    yield from _find_alike(groups, f"{where}target_groups")


def _find_alike(labels: list[tuple[str, str]], where: str) -> Iterator[Problem]:
    meant: dict[str, str] = {}
    for name, label in labels:
        number = read_whole_number(label)
        folded = fold_label(label) if number is None else str(number)
        first = meant.setdefault(folded, name)
        if folded and first != name:
            yield problem("I135", where, label=label, first=first, second=name)


def _scales(instrument: Instrument) -> dict[str, list[str]]:
    """Return the names of the categories of each scale in use."""
    return {i.scale or i.code: [c.name for c in i.categories] for i in instrument.items if i.categories}


def _anchored_scales(instrument: Instrument) -> set[str]:
    types = item_types()
    return {item.scale for item in instrument.items if item.type in types and types[item.type].anchored}
