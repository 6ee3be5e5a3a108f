"""Reads what a respondent's browser posts: answers so far, the step, the button. Nothing that it says is believed."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from genklang.instrument.clean import clean_words
from genklang.instrument.item_type import Presentation, type_of
from genklang.instrument.model import Item
from genklang.server.web.respondent.form import PREFIX, Form, order_items
from genklang.server.web.respondent.steps import START

_SUBMISSION: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_CODE: Final = re.compile(r"[a-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Posted:
    """One post: where the person was, which button was pressed, and everything answered so far."""

    step: str
    button: str
    language: str
    is_easy: bool
    is_change: bool
    submission: str


def new_submission() -> str:
    """Return a random id for one questionnaire, made when its first page is shown."""
    return secrets.token_urlsafe(16)


def read_posted(fields: QueryDict) -> Posted:
    """Return where the person is; a submission id that is not ours is replaced by a new one."""
    submission = fields.get("submission") or ""
    step = fields.get("step") or START
    return Posted(
        step=step if _CODE.fullmatch(step) else START,
        button=fields.get("go") or "next",
        language=fields.get("language") or "",
        is_easy=fields.get("easy") == "1",
        is_change=fields.get("change") == "1",
        submission=submission if _SUBMISSION.fullmatch(submission) else new_submission(),
    )


def read_fields(form: Form, fields: QueryDict) -> dict[str, str]:
    """Return the answers so far by item code. Fields of no item of the form are not looked at."""
    read = {item.code: _read_field(item, fields) for item in order_items(form.published, form.group)}
    return {code: answer for code, answer in read.items() if answer}


def flatten(answers: Mapping[str, str], *, but: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the answers as hidden fields, without those of the items that are on the page."""
    left_out = frozenset(but)
    return [(PREFIX + code, answer) for code, answer in answers.items() if code not in left_out]


def _read_field(item: Item, fields: QueryDict) -> str:
    values = [value for value in fields.getlist(PREFIX + item.code) if value]
    if type_of(item).presentation is Presentation.LINES:
        return clean_words(values[-1]) if values else ""
    if type_of(item).several:
        return ";".join(dict.fromkeys(piece.strip() for value in values for piece in value.split(";")))
    return clean_words(values[-1]) if values else ""
