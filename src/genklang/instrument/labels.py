"""Labels that people write, and the category code that each stands for in each language."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from genklang.instrument.model import Category, Instrument, Item, Texts
from genklang.tables.keys import NOT_ASKED

_WHOLE_NUMBER = re.compile(r"([+-]?\d{1,10})(?:[.,]0+)?")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})


def fold_label(text: str) -> str:
    """Return a label as it is compared: composed, small letters, single blanks, no invisible characters."""
    composed = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    visible = "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def read_whole_number(raw: str) -> int | None:
    """Return the whole number that `raw` writes, in the digits of any script; None where it is not one.

    `4.0` is 4, since spreadsheets write codes so.
    """
    match = _WHOLE_NUMBER.fullmatch(raw.strip())
    return int(match[1]) if match else None


def accepted_labels(texts: Texts, scale: str, category: Category) -> tuple[str, ...]:
    """Return every wording that one language accepts for a category: its label first."""
    label = texts.scales.get(scale, {}).get(category.name)
    also = texts.also_accepted.get(scale, {}).get(category.name, ())
    return (*(() if label is None else (label,)), *also)


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """The categories of one item by everything that may stand for them; labels are folded."""

    codes: frozenset[int]
    names: Mapping[str, int]
    labels: Mapping[str, Mapping[str, frozenset[int]]]

    def find_codes(self, raw: str, language: str | None) -> frozenset[int]:
        """Return the codes that `raw` may mean: none, one, or several over the languages.

        A code comes first, then a label in the row's language, then a category's name, then any language.
        """
        if (number := read_whole_number(raw)) is not None and number in self.codes:
            return frozenset((number,))
        folded = fold_label(raw)
        if own := self.labels.get(language or "", {}).get(folded):
            return own
        if folded in self.names:
            return frozenset((self.names[folded],))
        return frozenset(code for labels in self.labels.values() for code in labels.get(folded, ()))


def index_labels(instrument: Instrument, item: Item) -> LabelIndex:
    """Return the index of an item's categories over all languages; every item may be marked as not asked."""
    return LabelIndex(
        codes=frozenset((NOT_ASKED, *(category.code for category in item.categories))),
        names={fold_label(category.name): category.code for category in item.categories},
        labels={language: _fold_labels(item, texts) for language, texts in instrument.texts.items()},
    )


def _fold_labels(item: Item, texts: Texts) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for category in item.categories:
        for label in accepted_labels(texts, item.scale, category):
            folded = fold_label(label)
            found[folded] = found.get(folded, frozenset()) | {category.code}
    return found
