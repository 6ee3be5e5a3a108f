"""The bands of a stacked bar: an item's categories by tone, those of a long scale joined to five."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from genklang.instrument.model import Category, Item
from genklang.reporting.model import Tone
from genklang.reporting.words.evidence import Share

TONES: Final = tuple(Tone)
MOST: Final = len(TONES)
"""A scale with more steps than there are tones is joined to this many bands."""


@dataclass(frozen=True, slots=True)
class Band:
    """One segment: its tone, its label and its share in per cent."""

    tone: Tone
    label: str
    share: Share


def band_answers(
    item: Item, spread: Sequence[tuple[Category, Share]], *, name: Callable[[Category], str]
) -> tuple[Band, ...]:
    """Return the bands in the order of the categories; `name` labels a category."""
    if len(spread) <= MOST:
        return tuple(Band(tone_of(item, category), name(category), share) for category, share in spread)
    joined: dict[Tone, list[tuple[Category, Share]]] = {}
    for category, share in spread:
        joined.setdefault(tone_of(item, category), []).append((category, share))
    return tuple(_join(tone, found, name) for tone, found in joined.items())


def _join(tone: Tone, found: Sequence[tuple[Category, Share]], name: Callable[[Category], str]) -> Band:
    first, last = name(found[0][0]), name(found[-1][0])
    total = sum(share.value or 0.0 for _, share in found)
    return Band(tone, first if first == last else f"{first}–{last}", Share(total, n=found[0][1].n))


def tone_of(item: Item, category: Category) -> Tone:
    """Return what a category means: by its flags, on a long scale by its place among the scores."""
    if len(item.substantive) > MOST:
        better = sum(_score(c) > _score(category) for c in item.substantive)
        return TONES[better * MOST // len(item.substantive)]
    if category.positive:
        others = [c for c in item.substantive if c.positive]
        return Tone.VERY_POSITIVE if len(others) > 1 and category == max(others, key=_score) else Tone.POSITIVE
    if category.negative:
        others = [c for c in item.substantive if c.negative]
        return Tone.VERY_NEGATIVE if len(others) > 1 and category == min(others, key=_score) else Tone.NEGATIVE
    return Tone.NEUTRAL


def _score(category: Category) -> float:
    return category.score or 0.0
