"""Tries the reader on numbers made by rule: a form that asks for them, people who write them, what came of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from genklang.instrument.model import Instrument, Item, ItemTexts, TargetGroup, Texts
from genklang.paper.document import Cover, write_document
from genklang.paper.form import Box, FormVersion, Question
from genklang.paper.layout import lay_out
from genklang.paper.network import Network
from genklang.paper.read import Unread, read_page
from genklang.paper.synthesis.digits import Hand, draw_digit, draw_hand
from genklang.paper.synthesis.marks import Layer
from genklang.paper.synthesis.people import put_on_paper
from genklang.paper.synthesis.scanner import Level, scan
from genklang.paper.synthesis.trial import INK_SCALE, Outcome, TrialForm, prepare_trial

BOUNDS: Final = ((0, 120), (0, 30), (1900, 2026), (0, 999), (1, 9), (0, 99))
"""Least and largest number asked for, such as age, visits, a year; one after the other down the form."""
ASKED: Final = 18
ACTS: Final[Mapping[str, float]] = MappingProxyType(
    {"written": 0.90, "blank": 0.05, "struck": 0.015, "beyond": 0.01, "gap": 0.005, "dash": 0.01, "again": 0.01}
)
"""What people do with a number, and how often: set by us. `again`: a digit is written over another."""


def make_number_form(language: str = "sv", *, asked: int = ASKED) -> TrialForm:
    """Return a form that asks for so many numbers and nothing else, ready for trials."""
    bounds = [BOUNDS[place % len(BOUNDS)] for place in range(asked)]
    items = tuple(Item(f"n{i}", "number", minimum=low, maximum=high) for i, (low, high) in enumerate(bounds))
    wording = {item.code: ItemTexts(f"{item.minimum}–{item.maximum}") for item in items}
    words = Texts(language, "own-draft", "Numbers", "", "", "", wording, {}, {"all": ""})
    instrument = Instrument("numbers", "1", "genklang", "own", "2026", items, (TargetGroup("all"),), {language: words})
    version = FormVersion("numbers", "1", language, "trial", "", "", "")
    return prepare_trial(*lay_out(instrument, version, write_document(instrument, version, Cover())))


class Write(Protocol):
    """Writes one sign into a cell of a layer of ink."""

    def __call__(
        self, layer: Layer, sign: str, cell: Box, *, hand: Hand, scale: float, rng: np.random.Generator
    ) -> object:
        """Write it."""


@dataclass(frozen=True, slots=True)
class Writers:
    """Who fills numbers in: what they do and how often, how they write, and the pen they all hold, if it is one.

    `sign` is a digit in one of its ways (`7-bar`): every number has that digit, and it is always written so.
    """

    acts: Mapping[str, float] = field(default_factory=lambda: ACTS)
    write: Write = draw_digit
    pen: str = ""
    sign: str = ""


ANYBODY: Final = Writers()


def fill_numbers(
    form: TrialForm, rng: np.random.Generator, *, writers: Writers = ANYBODY
) -> tuple[list[Layer], dict[str, tuple[tuple[int, ...], str]]]:
    """Return the ink of each page, and by item the value that was meant (none: blank) and what was done."""
    layers = [np.zeros(page.shape, np.float32) for page in form.pages]
    hand = draw_hand(rng, writers.pen)
    meant: dict[str, tuple[tuple[int, ...], str]] = {}
    weights = np.array(list(writers.acts.values()), dtype=np.float64)
    always = writers.sign[:1]
    for question in form.layout.questions:
        act = str(rng.choice(list(writers.acts), p=weights / weights.sum()))
        cells = form.layout.cells_of(question.item)
        values = _list_values(question, len(cells), always)
        act = act if values else "blank"
        value, signs = _choose_signs(values, act, len(cells), rng)
        for each, cell in zip(signs, cells, strict=True):
            for sign in each.split():
                named = writers.sign if sign == always else sign
                writers.write(layers[question.page - 1], named, cell, hand=hand, scale=INK_SCALE, rng=rng)
        meant[question.item] = () if value is None else (value,), act
    return layers, meant


def _list_values(question: Question, cells: int, always: str) -> Sequence[int]:
    """Return the numbers that may be meant: those within the bounds in which the digit is that they always have."""
    low, high = question.bounds or (0, 10**cells - 1)
    return [n for n in range(low, high + 1) if always in str(n)]


def _choose_signs(
    values: Sequence[int], act: str, cells: int, rng: np.random.Generator
) -> tuple[int | None, list[str]]:
    """Return the number that is meant, and what is written in each cell: nothing, a sign, or one over the other."""
    if act in {"blank", "dash"}:
        return None, ["letter" if act == "dash" else "", *[""] * (cells - 1)]
    low, high = values[0], values[-1]
    beyond = [n for n in (high + 1, 10**cells - 1, max(low - 1, 0)) if not low <= n <= high and n < 10**cells]
    value = int(rng.choice(beyond)) if act == "beyond" and beyond else values[int(rng.integers(0, len(values)))]
    digits = list(str(value))
    place = int(rng.integers(0, len(digits)))
    if act in {"struck", "again"}:
        digits[place] = {"struck": "struck", "again": f"{digits[place]} {rng.integers(0, 10)}"}[act]
    left = 0 if rng.random() < 0.5 else cells - len(digits)
    signs = ["" for _ in range(cells)]
    signs[left : left + len(digits)] = digits
    if act == "gap" and cells > len(digits) > 1:
        signs = [*digits[:1], "", *digits[1:], *[""] * (cells - len(digits) - 1)]
    return value, signs


def try_numbers(
    form: TrialForm,
    level: Level,
    *,
    sheets: int,
    seed: int,
    writers: Writers = ANYBODY,
    only: str = "",
    network: Network | None = None,
) -> Outcome:
    """Fill, scan and read so many sheets and count what came of each number by what was done; the same for a seed.

    A number beyond the bounds, struck out, written over, with a gap or a dash is right only where a person sees it.
    `only` names the one fault that every scan is to have; `network` reads the digits.
    """
    outcome, known = Outcome(), {form.layout.id: form.readable}
    for number in range(sheets):
        rng = np.random.default_rng([seed, number])
        layers, meant = fill_numbers(form, rng, writers=writers)
        for blank, layer in zip(form.pages, layers, strict=True):
            made = scan(put_on_paper(blank, layer), level, rng, scale=INK_SCALE, only=only)
            found = read_page(made.picture, known, digits=network)
            outcome.pages += 1
            if isinstance(found, Unread):
                outcome.unread += 1
                continue
            for verdict in found.verdicts:
                value, act = meant[verdict.item]
                outcome.add(verdict, value, act=act, faults=" ".join(made.faults))
    return outcome
