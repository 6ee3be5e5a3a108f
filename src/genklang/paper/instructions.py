"""Instruction sheets: forms whose questions say which mark to make where, so that what is read can be held to truth."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from genklang.errors import Failure, problem
from genklang.instrument.item_type import Presentation
from genklang.instrument.model import REPORT_LANGUAGES, Item, PublishedInstrument
from genklang.paper.document import Cover, write_document
from genklang.paper.form import FormLayout, FormVersion
from genklang.paper.layout import lay_out
from genklang.paper.register import Picture
from genklang.paper.words import form_words

MARKS: Final = ("cross", "light", "heavy", "tick", "dot", "fill", "corrected", "circled", "beside", "blank")
NUMBER: Final = "number"
KINDS: Final = (*MARKS, NUMBER)
"""What a sheet asks for; `form_words` has a sentence for each as `do_<kind>`."""
SHARES: Final[Mapping[str, float]] = MappingProxyType(
    dict(zip(MARKS, (0.28, 0.12, 0.1, 0.12, 0.06, 0.06, 0.12, 0.05, 0.04, 0.05), strict=True))
)


def lay_out_instructions(
    published: PublishedInstrument, language: str, *, number: int, seed: int
) -> tuple[FormLayout, list[Picture]]:
    """Return one instruction sheet and its blank pages; the same for a number and a seed.

    Each question asks for one kind of mark in one box (code; −2 where it is to be left blank) or for a number.
    Failures P103, P106.
    """
    known = [spoken for spoken in REPORT_LANGUAGES if spoken in published.instrument.texts]
    if language not in known:
        raise Failure(problem("P106", language, known=", ".join(known)))
    rng = np.random.default_rng([seed, number])
    instrument, words = published.instrument, form_words(language)
    script = f"{words['sheet']} {number}"
    version = FormVersion(
        instrument.id, instrument.version, language, f"seed {seed}", "genklang", "", "", script=script
    )
    document = write_document(instrument, version, Cover(sender=words["sheet_title"], about=script))
    asked: dict[str, tuple[str, int]] = {}
    questions = []
    for question in document["questions"]:
        if question["kind"] == Presentation.MARKS:
            written, asked[question["item"]] = _ask_mark(question, words, rng)
            questions.append(written)
        elif question["kind"] == Presentation.DIGITS:
            written, asked[question["item"]] = _ask_number(question, instrument.item(question["item"]), words, rng)
            questions.append(written)
    document |= {
        "title": words["sheet_title"],
        "introduction": words["sheet_introduction"],
        "cover": [],
        "how_to": words["sheet_how"],
        "return_text": words["sheet_return"],
        "contact": "",
        "questions": questions,
    }
    return lay_out(instrument, version, document, asked)


NOTHING: Final = -2
"""Stands for the code where a question is to be left blank."""


def _ask_mark(
    question: Mapping[str, Any], words: Mapping[str, str], rng: np.random.Generator
) -> tuple[dict[str, Any], tuple[str, int]]:
    """Return a question that asks for one kind of mark in one box, and what it asks for."""
    kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    place, wrong = (int(n) for n in rng.choice(len(question["options"]), 2, replace=False))
    options = [{**o, "label": words["box"].format(n=n), "picture": ""} for n, o in enumerate(question["options"], 1)]
    told = words[f"do_{kind}"].format(n=place + 1, other=wrong + 1)
    code = int(question["options"][place]["code"]) if kind != "blank" else NOTHING
    return {**question, "text": told, "hint": "", "condition": "", "options": options, "low": "", "high": ""}, (
        kind,
        code,
    )


def _ask_number(
    question: Mapping[str, Any], item: Item, words: Mapping[str, str], rng: np.random.Generator
) -> tuple[dict[str, Any], tuple[str, int]]:
    """Return a question that asks for a number within the item's bounds, and that number."""
    low, high = max(item.minimum or 0, 0), 10 ** int(question["cells"]) - 1
    value = int(rng.integers(low, min(item.maximum or high, high) + 1))
    return {**question, "text": words["do_number"].format(n=value), "condition": ""}, (NUMBER, value)
