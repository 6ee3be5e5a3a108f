"""Draws one thing to look at: the picture, the question in the reader's words, and a key for each answer."""

from dataclasses import dataclass
from typing import Final

from genklang.instrument.item_type import type_of
from genklang.instrument.model import RIGHT_TO_LEFT, Instrument, Item, Texts
from genklang.server.fieldwork.models import TaskKind, TaskState
from genklang.server.jobs.scan_answers import DROP, KEEP
from genklang.server.jobs.scan_tasks import Task
from genklang.server.web.staff.rounds.pages import read_language, say
from genklang.server.web.staff.scans.pages import embed, name_date, words

KEYS: Final = "123456789"
LEAST_SURE: Final = 0.5
"""A single answer less probable than this is not proposed: it is as often wrong, and Enter would take it."""
MOST_SURE: Final = 99
"""Per cent: what a person is asked about is never told as certain."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the key that chooses it, its value, its words, and the words that are printed on the form."""

    key: str
    value: str
    label: str
    printed: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One task ready to be shown. `kind` is one, several, words or number; `readings` what others have read.

    `is_faint`: what was crossed faintly may have been lost. Of a sheet that seems to be there twice: `twin` is the
    picture of the one read before, `twin_from` says when that was, `twin_is_ink` that its ink alone is left, `differs`
    are the questions in which one of the two has a mark.
    """

    id: str
    heading: str
    printed: str
    language: str
    direction: str
    about: str
    why: str
    confidence: str
    kind: str
    choices: tuple[Choice, ...]
    written: str
    readings: tuple[str, ...]
    picture: str
    may_skip: bool
    is_faint: bool = False
    twin: str = ""
    twin_from: str = ""
    twin_is_ink: bool = False
    differs: tuple[str, ...] = ()


def draw_task(instrument: Instrument, task: Task) -> Drawn:
    """Return a task as it is shown."""
    item = instrument.item(task.item) if task.item else None
    own, printed = _find_texts(instrument, task)
    chosen = _propose(task, _name_kind(item))
    readings = tuple(_tell_reading(r, item, own) for r in task.readings) if task.state == TaskState.SETTLE else ()
    return Drawn(
        id=str(task.id),
        heading=own.items[item.code].text if item else words(f"sheet.{task.why}"),
        printed=printed.items[item.code].text if item and printed is not own else "",
        language=task.language,
        direction="rtl" if task.language in RIGHT_TO_LEFT else "ltr",
        about=f"{task.unit} · {say(f'languages.{task.language}')}",
        why=words(f"why.{_name_doubt(task)}") if task.why and item else "",
        confidence=_tell_confidence(task) if chosen else "",
        kind=_name_kind(item),
        choices=_list_choices(item, own, printed, chosen) if item else _list_fates(task),
        written="" if item is None or item.categories else ";".join(chosen),
        readings=readings,
        picture=embed(task.picture),
        may_skip=task.kind != TaskKind.SHEET,
        is_faint=task.is_one_bit and task.kind in {TaskKind.MARK, TaskKind.CHECK},
        twin=embed(task.twin),
        twin_from=words("sheet.twin_earlier", day=name_date(task.day)) if task.day else words("sheet.twin_here"),
        twin_is_ink=task.day is not None,
        differs=tuple(own.items[code].text for code in task.differs),
    )


def _find_texts(instrument: Instrument, task: Task) -> tuple[Texts, Texts]:
    """Return the questionnaire's words in a language that the reader reads, and in the form's."""
    return instrument.texts_in(read_language()), instrument.texts[task.language]


def _propose(task: Task, kind: str) -> set[str]:
    """Return what stands chosen at first: nothing where a person checks or the machine guesses, so nobody is led."""
    is_guess = kind == "one" and task.confidence is not None and task.confidence < LEAST_SURE
    return set() if is_guess or task.kind == TaskKind.CHECK else {str(code) for code in task.codes}


def _name_doubt(task: Task) -> str:
    return "empty" if task.why == "unclear" and not task.codes else task.why


def _tell_confidence(task: Task) -> str:
    if task.kind not in {TaskKind.MARK, TaskKind.TEXT} or task.confidence is None:
        return ""
    return words("confidence", per_cent=min(round(100 * task.confidence), MOST_SURE))


def _name_kind(item: Item | None) -> str:
    if item is None or (item.categories and not type_of(item).several):
        return "one"
    if item.categories:
        return "several"
    return "number" if type_of(item).numeric else "words"


def _list_choices(item: Item, own: Texts, printed: Texts, chosen: set[str]) -> tuple[Choice, ...]:
    named, on_form = own.scales.get(item.scale, {}), printed.scales.get(item.scale, {})
    keys = [*KEYS, *("" for _ in item.categories)]
    return tuple(
        Choice(
            key=key,
            value=str(category.code),
            label=named.get(category.name, category.name),
            printed=on_form.get(category.name, "") if own is not printed else "",
            is_chosen=str(category.code) in chosen,
        )
        for key, category in zip(keys, item.categories, strict=False)
    )


def _list_fates(task: Task) -> tuple[Choice, ...]:
    # Half a sheet is better scanned again than counted or not: nothing is chosen beforehand.
    proposal = DROP if task.why == "twice" else ""
    return tuple(
        Choice(key, value, words(f"sheet.{value}"), "", value == proposal)
        for key, value in zip("12", (KEEP, DROP), strict=True)
    )


def _tell_reading(reading: str, item: Item | None, own: Texts) -> str:
    """Return what a reader has said, in words."""
    if item is None or not item.categories:
        return reading or words("blank")
    labels = {str(c.code): own.scales.get(item.scale, {}).get(c.name, c.name) for c in item.categories}
    return ", ".join(labels.get(code, code) for code in reading.split(";") if code) or words("blank")
