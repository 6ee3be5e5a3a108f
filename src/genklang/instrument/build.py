"""Well-formed TOML becomes an Instrument; nothing is judged here."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from genklang.instrument.model import (
    Category,
    Condition,
    Instrument,
    Item,
    ItemTexts,
    TargetGroup,
    Texts,
    Total,
)
from genklang.tables.keys import NO_OPINION

Raw = Mapping[str, Any]
Scales = Mapping[str, tuple[Category, ...]]

NO_OPINION_NAME: Final = "no_opinion"
"""Name of the no-opinion category of a scale given by its ends."""


def build_instrument(raw: Raw, texts: Mapping[str, Texts]) -> Instrument:
    """Return the instrument of a parsed `instrument.toml` with its texts."""
    scales = build_scales(raw)
    return Instrument(
        **{key: raw[key] for key in ("id", "version", "owner", "status", "valid_from")},
        **{key: raw[key] for key in ("valid_to", "decimals", "easy_read", "tails") if key in raw},
        items=tuple(build_item(item, scales) for item in raw["items"]),
        target_groups=build_groups(raw),
        totals=build_totals(raw),
        areas=tuple(raw.get("areas", ())),
        texts=texts,
    )


def build_scales(raw: Raw) -> Scales:
    """Return the categories of each scale, in the order shown."""
    return {name: _build_scale(scale) for name, scale in raw.get("scales", {}).items()}


def build_item(raw: Raw, scales: Scales, *, local: bool = False) -> Item:
    """Return one item; a scale that is not among `scales` leaves it without categories."""
    simple = ("code", "type", "scale", "area", "overall", "index", "background", "reversed", "minimum", "maximum")
    condition = raw.get("asked_if")
    return Item(
        **{key: raw[key] for key in simple if key in raw},
        categories=scales.get(raw.get("scale", ""), ()),
        local=local,
        target_groups=tuple(raw.get("target_groups", ())),
        asked_if=Condition(condition["item"], tuple(condition["codes"])) if condition else None,
        comparable_with=tuple(raw.get("comparable_with", ())),
    )


def build_groups(raw: Raw) -> tuple[TargetGroup, ...]:
    """Return the target groups in the order written."""
    return tuple(TargetGroup(**group) for group in raw.get("target_groups", ()))


def build_totals(raw: Raw) -> tuple[Total, ...]:
    """Return the declared totals in the order written."""
    return tuple(Total(code, tuple(total["groups"])) for code, total in raw.get("totals", {}).items())


def build_texts(raw: Raw, numbered: Iterable[str], scales: Scales) -> Texts:
    """Return the words of one language; categories of `numbered` scales are labelled by their numbers."""
    numbers = {name: {str(c.code): str(c.code) for c in scales[name] if c.code > 0} for name in numbered}
    given = raw.get("scales", {})
    return Texts(
        language=raw["language"],
        status=raw["status"],
        **{key: raw.get(key, "") for key in ("title", "introduction", "thanks", "respondents")},
        items={code: ItemTexts(**{"text": "", **words}) for code, words in raw.get("items", {}).items()},
        scales={name: {**numbers.get(name, {}), **given.get(name, {})} for name in (*given, *numbers)},
        target_groups=raw.get("target_groups", {}),
        totals=raw.get("totals", {}),
        areas=raw.get("areas", {}),
        also_accepted={
            scale: {name: tuple(labels) for name, labels in names.items()}
            for scale, names in raw.get("also_accepted", {}).items()
        },
    )


def numbered_scales(raw: Raw) -> tuple[str, ...]:
    """Return the names of the scales that are given by their ends."""
    return tuple(name for name, scale in raw.get("scales", {}).items() if "from" in scale)


def _build_scale(raw: Raw) -> tuple[Category, ...]:
    if "categories" in raw:
        return tuple(_build_category(category) for category in raw["categories"])
    numbers = (Category(n, str(n), float(n)) for n in range(raw["from"], raw["to"] + 1))
    no_opinion = (Category(NO_OPINION, NO_OPINION_NAME),) if raw.get("no_opinion") else ()
    return (*numbers, *no_opinion)


def _build_category(raw: Raw) -> Category:
    score = raw.get("score")
    return Category(**{**raw, "score": None if score is None else float(score)})
