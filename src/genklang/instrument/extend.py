"""A local extension laid over its core: the core stays as it is and comes first, local parts follow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from genklang.errors import Problem, problem
from genklang.instrument.build import (
    Raw,
    Scales,
    build_groups,
    build_item,
    build_scales,
    build_texts,
    build_totals,
    numbered_scales,
)
from genklang.instrument.model import Instrument, ItemTexts, Texts
from genklang.instrument.shape import at

_WORDS = ("title", "introduction", "thanks", "respondents")


def core_scales(core: Instrument) -> Scales:
    """Return the scales that the items of the core use."""
    return {item.scale: item.categories for item in core.items if item.scale}


def find_core_changes(raw: Raw, core: Instrument, *, file: str) -> Iterator[Problem]:
    """Yield a problem for everything in an extension's file that the core has already fixed."""
    fixed: Mapping[str, set[str]] = {
        "items": {item.code for item in core.items},
        "target_groups": {group.code for group in core.target_groups},
        "scales": set(core_scales(core)),
        "totals": {total.code for total in core.totals},
        "areas": set(core.areas),
    }
    name = f"{core.id}/{core.version}"
    for section, codes in fixed.items():
        for code in _codes(raw.get(section, ())):
            if code in codes:
                yield problem("I114", at(file, f"{section}.{code}"), core=name)


def extend_instrument(core: Instrument, raw: Raw, raw_texts: Mapping[str, Raw]) -> Instrument:
    """Return the core with the extension's own parts after it, in the languages of the extension's texts."""
    scales = build_scales(raw)
    known = {**core_scales(core), **scales}
    return replace(
        core,
        **{key: raw[key] for key in ("id", "version", "owner", "status", "valid_from", "extends")},
        **{key: raw[key] for key in ("decimals", "easy_read", "tails") if key in raw},
        valid_to=raw.get("valid_to", ""),
        items=(*core.items, *(build_item(item, known, local=True) for item in raw.get("items", ()))),
        target_groups=core.target_groups + build_groups(raw),
        totals=core.totals + build_totals(raw),
        areas=(*core.areas, *raw.get("areas", ())),
        texts={
            language: _lay_texts(core.texts.get(language), build_texts(words, numbered_scales(raw), scales))
            for language, words in raw_texts.items()
        },
    )


def _lay_texts(core: Texts | None, own: Texts) -> Texts:
    """Return the core's words with the extension's in their place; labels of the core stay accepted."""
    if core is None:
        return own
    return Texts(
        language=own.language,
        status=own.status,
        **{key: getattr(own, key) or getattr(core, key) for key in _WORDS},
        items={**core.items, **{code: _lay_item(core.items.get(code), own.items[code]) for code in own.items}},
        scales=_lay_tables(core.scales, own.scales),
        target_groups={**core.target_groups, **own.target_groups},
        totals={**core.totals, **own.totals},
        areas={**core.areas, **own.areas},
        also_accepted=_lay_accepted(core, own),
    )


def _lay_item(core: ItemTexts | None, own: ItemTexts) -> ItemTexts:
    if core is None:
        return own
    return ItemTexts(
        *(getattr(own, name) or getattr(core, name) for name in ("text", "short", "claim", "easy", "help"))
    )


def _lay_tables(core: Mapping[str, Mapping[str, Any]], own: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: {**core.get(name, {}), **own.get(name, {})} for name in {**core, **own}}


def _lay_accepted(core: Texts, own: Texts) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    replaced = {
        scale: {name: (core.scales[scale][name],) for name in names if name in core.scales.get(scale, {})}
        for scale, names in own.scales.items()
    }
    layers = (core.also_accepted, replaced, own.also_accepted)
    return {
        scale: {
            name: tuple(label for layer in layers for label in layer.get(scale, {}).get(name, ()))
            for name in {name: None for layer in layers for name in layer.get(scale, {})}
        }
        for scale in {scale: None for layer in layers for scale in layer}
        if any(layer.get(scale) for layer in layers)
    }


def _codes(section: Iterable[str | Raw]) -> Iterator[str]:
    """Yield the codes of a section of the file: keys of a table, codes of tables, or plain texts."""
    for entry in section:
        yield entry if isinstance(entry, str) else entry["code"]
