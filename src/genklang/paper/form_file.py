"""The file that is kept beside a printed form: its layout, its blank pages and its questionnaire, to read it by."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from genklang.errors import Failure, problem
from genklang.paper.form import FORMAT, FormLayout, from_content, to_content
from genklang.paper.register import Picture

SUFFIX: Final = ".form.json"
MOST_BYTES: Final = 8 << 20


@dataclass(frozen=True, slots=True)
class FormFile:
    """A form as it was printed. `questionnaire` is the published instrument as the text of its own file."""

    layout: FormLayout
    blanks: tuple[bytes, ...]
    questionnaire: str


def write_form_file(layout: FormLayout, blanks: Sequence[bytes], questionnaire: str) -> str:
    """Return the text of the file; `blanks` are the blank pages as PNG (10 pixels per mm)."""
    content = {
        "format": FORMAT,
        "layout": to_content(layout),
        "blanks": [base64.b64encode(b).decode() for b in blanks],
        "questionnaire": json.loads(questionnaire),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_form_file(path: Path) -> FormFile:
    """Return a form that was printed earlier; Failure P110 where the file is not one."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Failure(problem("P110", str(path), reason="it is too large"))
        content: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        if content["format"] != FORMAT:
            raise Failure(problem("P110", str(path), reason=f"its format is {content['format']}"))
        blanks = tuple(base64.b64decode(b, validate=True) for b in content["blanks"])
        layout = from_content(content["layout"])
        return FormFile(layout, blanks, json.dumps(content["questionnaire"], ensure_ascii=False))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise Failure(problem("P110", str(path), reason=error)) from error


def read_forms(folder: Path) -> dict[str, FormFile]:
    """Return every form of a folder by its id; Failure P111 where there is none, P112 where two questionnaires mix."""
    found = {form.layout.id: form for form in map(read_form_file, sorted(folder.glob(f"*{SUFFIX}")))}
    if not found:
        raise Failure(problem("P111", str(folder), suffix=SUFFIX))
    kinds = {(f.layout.version.instrument, f.layout.version.version) for f in found.values()}
    if len(kinds) > 1:
        raise Failure(problem("P112", str(folder), names=", ".join(sorted("/".join(k) for k in kinds))))
    return found


def decode_blank(png: bytes) -> Picture:
    """Return a blank page of a form file."""
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    return np.asarray(picture, dtype=np.uint8)
