"""A published questionnaire as one person sees it: its questions in order, each as a type-free presentation.

Used by the respondents' pages, the kiosk, staff's preview, keyed-in forms and assisted answering.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from genklang.errors import Problem
from genklang.instrument.answer import meets_condition, resolve
from genklang.instrument.folders import picture_path
from genklang.instrument.item_type import type_of
from genklang.instrument.model import Category, Instrument, Item, ItemTexts, PublishedInstrument, Texts
from genklang.instrument.publish import from_json
from genklang.server.fieldwork.recordings import EASY
from genklang.tables.keys import EASY_READ_FORM, STANDARD_FORM
from genklang.tables.response import Answer

Answers = Mapping[str, str]
"""What was answered so far, by item code, as it is handed on: a category code, codes parted by ";", digits or words."""

PREFIX: Final = "a."
"""What the name of a question's field begins with; the item's code follows."""
ENDS: Final = ("low", "high")
"""Names of the words at either end of a scale of numbers."""
LONGEST_WORDS: Final = 2000
"""Signs that a free text may have."""


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire for one target group in one language; `sounds` has the address of each text that is recorded."""

    published: PublishedInstrument
    group: str
    language: str
    is_easy: bool = False
    sounds: Mapping[str, str] = field(default_factory=dict)

    @property
    def instrument(self) -> Instrument:
        """The questionnaire."""
        return self.published.instrument

    @property
    def texts(self) -> Texts:
        """Its words in the form's language."""
        return self.instrument.texts[self.language]

    @property
    def version(self) -> str:
        """The form version that goes with the answer."""
        return EASY_READ_FORM if self.is_easy else STANDARD_FORM


@dataclass(frozen=True, slots=True)
class Choice:
    """One category to choose. `is_aside`: "don't know", which stands apart; `is_top`: the last of the others.

    `picture` is SVG, `sound` an address.
    """

    code: int
    label: str
    picture: str
    sound: str
    is_aside: bool
    is_top: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One item, ready to be shown. `presentation` is marks, digits or lines; `fault` keys what is wrong with it.

    `ends`: words at either end of choices that are numbers. `follows`: the earlier item that leads to it, with the
    codes that do; `only_if`: the same in words, where the page cannot leave it out.
    """

    code: str
    number: int
    text: str
    help: str
    presentation: str
    several: bool
    ends: tuple[str, ...]
    choices: tuple[Choice, ...]
    written: str
    low: int | None
    high: int | None
    sound: str
    fault: str
    follows: tuple[str, str]
    only_if: tuple[str, str]

    @property
    def name(self) -> str:
        """The name of its field."""
        return PREFIX + self.code

    @property
    def template(self) -> str:
        """The template that draws its presentation."""
        return f"presentations/{self.presentation}.html"

    @property
    def top(self) -> str:
        """The last number of a scale."""
        return next((c.label for c in self.choices if c.is_top), "")

    @property
    def answer(self) -> str:
        """What was answered, in words; empty where nothing was."""
        return ", ".join(c.label for c in self.choices if c.is_chosen) or self.written


@lru_cache(maxsize=256)
def order_items(published: PublishedInstrument, group: str) -> tuple[Item, ...]:
    """Return the items asked of a target group in the order they are asked: background questions last."""
    return tuple(sorted(published.instrument.items_for(group), key=lambda item: item.background))


def is_written_easy(published: PublishedInstrument, language: str) -> bool:
    """Return whether a questionnaire has no other wording than the easy one: it is always shown with its pictures."""
    words = published.instrument.texts[language].items.values()
    return published.instrument.easy_read and all(text.easy in {"", text.text} for text in words)


@lru_cache(maxsize=64)
def read_published(text: str) -> PublishedInstrument:
    """Return the questionnaire that a round keeps as JSON; each is read once in a process."""
    return from_json(text)


@lru_cache(maxsize=256)
def list_turnings(published: PublishedInstrument, group: str) -> tuple[Item, ...]:
    """Return the items on whose answers it depends whether others are asked."""
    items = order_items(published, group)
    deciding = {item.asked_if.item for item in items if item.asked_if}
    return tuple(item for item in items if item.code in deciding)


def list_items(form: Form, answers: Answers) -> tuple[Item, ...]:
    """Return the items that the answers so far lead to, in order."""
    items = order_items(form.published, form.group)
    turnings = list_turnings(form.published, form.group)
    given = _read_codes(form, turnings, answers)
    return tuple(item for item in items if meets_condition(item, given)) if turnings else items


def _read_codes(form: Form, items: Iterable[Item], answers: Answers) -> dict[str, Answer]:
    """Return the answers that are codes or numbers; what cannot be read is left out."""
    found: dict[str, Answer] = {}
    for item in items:
        answer = resolve(form.published, item, answers.get(item.code, ""), form.language)
        if isinstance(answer, int | float | tuple):
            found[item.code] = answer
    return found


def find_faults(form: Form, answers: Answers) -> dict[str, str]:
    """Return what is wrong with the answers, by item code, as `find_fault` says it."""
    return {item.code: fault for item in list_items(form, answers) if (fault := find_fault(form, item, answers))}


def find_fault(form: Form, item: Item, answers: Answers) -> str:
    """Return what is wrong with the answer to an item: the key of a sentence under `respondent/form.faults`, or ""."""
    raw = answers.get(item.code, "")
    if len(raw) > LONGEST_WORDS:
        return "long"
    if not isinstance(resolve(form.published, item, raw, form.language), Problem) and _is_of_the_form(item, raw):
        return ""
    return "number" if type_of(item).numeric else "choose"


def drop_unasked(form: Form, answers: Answers) -> dict[str, str]:
    """Return the answers to items that are asked; an earlier answer that was changed may lead past others."""
    return {item.code: answers[item.code] for item in list_items(form, answers) if answers.get(item.code)}


def draw_question(
    form: Form, item: Item, answers: Answers, *, number: int, fault: str = "", says_condition: bool = False
) -> Question:
    """Return one item as it is shown, with what was answered so far."""
    kind, words = type_of(item), form.texts.items.get(item.code, ItemTexts(text=item.code))
    raw = answers.get(item.code, "")
    chosen = set(raw.split(";")) if item.categories else set()
    labels = form.texts.scales.get(item.scale, {})
    return Question(
        code=item.code,
        number=number,
        text=(form.is_easy and words.easy) or words.text,
        help=words.help,
        presentation=kind.presentation.value,
        several=kind.several,
        ends=tuple(labels[end] for end in ENDS) if kind.anchored and labels.keys() >= set(ENDS) else (),
        choices=tuple(_draw_choice(form, item, category, chosen) for category in item.categories),
        written="" if item.categories else raw,
        low=item.minimum,
        high=item.maximum,
        sound=_find_sound(form, item, words),
        fault=fault,
        follows=(item.asked_if.item, " ".join(map(str, item.asked_if.codes))) if item.asked_if else ("", ""),
        only_if=_tell_condition(form, item) if says_condition else ("", ""),
    )


def draw_questions(form: Form, answers: Answers, *, faults: Mapping[str, str]) -> tuple[Question, ...]:
    """Return all items of the target group for one page; a question with a condition says when it is asked."""
    return tuple(
        draw_question(form, item, answers, number=number, fault=faults.get(item.code, ""), says_condition=True)
        for number, item in enumerate(order_items(form.published, form.group), start=1)
    )


def _is_of_the_form(item: Item, raw: str) -> bool:
    """Return whether chosen codes are those that the page offers; labels and "not asked" are not."""
    return not raw or not item.categories or set(raw.split(";")) <= {str(c.code) for c in item.categories}


def _draw_choice(form: Form, item: Item, category: Category, chosen: set[str]) -> Choice:
    label = form.texts.scales.get(item.scale, {}).get(category.name, str(category.code))
    return Choice(
        code=category.code,
        label=label,
        picture=read_picture(category.picture) if form.is_easy and category.picture else "",
        sound=form.sounds.get(f"{item.scale}/{category.name}", ""),
        is_aside=category.is_no_opinion,
        is_top=category in item.substantive[-1:],
        is_chosen=str(category.code) in chosen,
    )


def _find_sound(form: Form, item: Item, words: ItemTexts) -> str:
    """Return the address where an item is read aloud: in the wording that is shown, never in another."""
    shows_easy = form.is_easy and words.easy not in {"", words.text}
    return form.sounds.get(f"{EASY}{item.code}" if shows_easy else item.code, "")


def _tell_condition(form: Form, item: Item) -> tuple[str, str]:
    """Return the number of the earlier question and the answers that lead on to this one."""
    if item.asked_if is None:
        return ("", "")
    items = order_items(form.published, form.group)
    earlier = form.instrument.item(item.asked_if.item)
    labels = form.texts.scales.get(earlier.scale, {})
    wanted = (labels.get(c.name, str(c.code)) for c in earlier.categories if c.code in item.asked_if.codes)
    return str(items.index(earlier) + 1), ", ".join(wanted)


@lru_cache(maxsize=128)
def read_picture(name: str) -> str:
    """Return the SVG of one of the shipped pictures; empty where there is none."""
    path = picture_path(name) if name.replace("_", "").isalnum() else None
    return path.read_text(encoding="utf-8").strip() if path else ""
