"""A printed form as data: which version it is, what is asked where, and the place of every box in mm."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

FORMAT: Final = "genklang-form/1"

STANDARD: Final = "standard"
EASY_READ: Final = "easy_read"
LARGE_PRINT: Final = "large_print"
VARIANTS: Final = (STANDARD, EASY_READ, LARGE_PRINT)

Kind = Literal["marks", "digits", "lines"]


@dataclass(frozen=True, slots=True)
class FormVersion:
    """What one form stands for: everything but the person. `script` names a set of instructions (empty: a survey)."""

    instrument: str
    version: str
    language: str
    round: str
    organisation: str
    unit: str
    target_group: str
    variant: str = STANDARD
    script: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One item as it stands on the form. `region` is x, y, width, height in mm of all that belongs to it.

    `bounds` are the least and the largest number that a machine may read; None where a person reads it.
    """

    item: str
    kind: Kind
    page: int
    region: tuple[float, float, float, float]
    several: bool = False
    alone: tuple[int, ...] = ()
    asked_if: tuple[str, tuple[int, ...]] | None = None
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """One box, one cell for a digit, or one field for words: its upper left corner and its size in mm."""

    item: str
    code: int
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class FormLayout:
    """A laid-out form: its id, its pages, the places on them, and `document`, all that is printed, as JSON.

    `instructions` holds, on instruction sheets alone, the kind of mark and the code asked for by item.
    """

    id: str
    version: FormVersion
    pages: int
    questions: tuple[Question, ...]
    boxes: tuple[Box, ...]
    cells: tuple[Box, ...] = ()
    fields: tuple[Box, ...] = ()
    document: str = field(default="", repr=False)
    instructions: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def question(self, item: str) -> Question:
        """Return the question of an item; KeyError where it is not on the form."""
        found = next((q for q in self.questions if q.item == item), None)
        if found is None:
            raise KeyError(item)
        return found

    def boxes_on(self, page: int) -> tuple[Box, ...]:
        """Return the boxes of one page, in the order asked."""
        return tuple(b for b in self.boxes if b.page == page)

    def cells_of(self, item: str) -> tuple[Box, ...]:
        """Return the cells of a number, in the order in which its digits are written."""
        return tuple(sorted((c for c in self.cells if c.item == item), key=lambda c: c.code))


def to_content(layout: FormLayout) -> dict[str, Any]:
    """Return the layout as JSON values."""
    return asdict(layout)


def from_content(content: Mapping[str, Any]) -> FormLayout:
    """Return the layout of JSON values; KeyError, TypeError or ValueError where they are not one."""
    values = dict(content)
    values["version"] = FormVersion(**values["version"])
    values["questions"] = tuple(_read_question(q) for q in values["questions"])
    for name in ("boxes", "cells", "fields"):
        values[name] = tuple(Box(**box) for box in values[name])
    values["instructions"] = {item: (str(kind), int(code)) for item, (kind, code) in values["instructions"].items()}
    return FormLayout(**values)


def to_json(layout: FormLayout) -> str:
    """Return the layout as the text of a file."""
    return json.dumps(to_content(layout), ensure_ascii=False)


def _read_question(raw: Mapping[str, Any]) -> Question:
    values = dict(raw)
    x, y, width, height = map(float, values["region"])
    values["region"] = (x, y, width, height)
    values["alone"] = tuple(values["alone"])
    if values["asked_if"] is not None:
        item, codes = values["asked_if"]
        values["asked_if"] = (item, tuple(codes))
    if values.get("bounds") is not None:
        low, high = map(int, values["bounds"])
        values["bounds"] = (low, high)
    return Question(**values)
