"""Run as a process of its own: limits itself, then reads one scan file and tells each page as a line of JSON."""

import base64
import json
import resource
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from genklang.paper.form_file import read_forms
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.read import PageReading, ReadableForm, Unread, make_readable, read_page
from genklang.paper.register import Picture, straighten
from genklang.paper.scan_file import Page, ScanError, open_pages
from genklang.paper.snippets import SMALL, show_question

MAX_MEMORY: Final = 512 << 20
SECONDS: Final = 30
"""Of the processor, for opening a file and for each page."""
WHOLE_FILE: Final = -1
END: Final = -2
THUMB: Final = 900
"""Pixels on the long side of a page that was not read, as it is shown to a person."""


class LazyForms(Mapping[str, ReadableForm]):
    """The forms of a folder, each made ready when its first page comes."""

    def __init__(self, folder: Path) -> None:
        self.files = read_forms(folder)
        self.ready: dict[str, ReadableForm] = {}

    def __getitem__(self, name: str) -> ReadableForm:
        """Return a form; KeyError where there is none of the name."""
        if name not in self.ready:
            self.ready[name] = make_readable(self.files[name])
        return self.ready[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self.files)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.files)


def main(folder: str, part: str, parts: str, audit: str, seed: str, shows: str, *scans: str) -> int:  # noqa: PLR0917
    """Read files and write a line for each page, and one at the end of each file, to standard output; return 0.

    `audit` is the share of accepted questions of which a picture is kept for a second look; `shows` (not empty) lets
    each page that was read be shown small, so that a person finds the sheet.
    """
    cv2.setNumThreads(1)
    forms = LazyForms(Path(folder))
    chance = np.random.default_rng([int(seed), int(part)])
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for place, scan in enumerate(scans):
        _give_time()
        try:
            for page in open_pages(Path(scan), part=int(part), parts=int(parts)):
                told = _read(page, forms, share=float(audit), chance=chance, shows=bool(shows))
                _tell({"file": place} | told)
                _give_time()
        except ScanError as error:
            _tell({"file": place, "page": WHOLE_FILE, "error": error.code, "values": error.values})
        except MemoryError:
            _tell({"file": place, "page": WHOLE_FILE, "error": "P206", "values": {}})
        _tell({"file": place, "page": END})
    return 0


def _give_time() -> None:
    """Let the next page take so many seconds of the processor; the system ends the process after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _tell(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _read(page: Page, forms: LazyForms, *, share: float, chance: np.random.Generator, shows: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"page": page.number}
    if page.picture is None:
        error = page.error or ScanError("P203")
        return told | {"error": error.code, "values": error.values}
    found = read_page(page.picture, forms)
    if isinstance(found, Unread):
        shown = "" if found.reason == "empty" else _encode(_shrink(page.picture))
        named = {"form": found.name.form, "side": found.name.page} if found.name else {}
        return told | {"unread": found.reason, "picture": shown, **named}
    layout = forms[found.name.form].layout
    asked = {q.item: q for q in layout.questions}
    verdicts = []
    for verdict in found.verdicts:
        is_audited = not verdict.doubt and chance.random() < share
        is_shown = verdict.doubt or is_audited
        shown = _encode(show_question(page.picture, found.registration, asked[verdict.item])) if is_shown else ""
        verdicts.append(
            {
                "item": verdict.item,
                "codes": verdict.codes,
                "confidence": round(verdict.confidence, 5),
                "doubt": verdict.doubt.value,
                "picture": shown,
            }
        )
    states = found.chances.argmax(axis=1).tolist()
    return told | {
        "form": found.name.form,
        "side": found.name.page,
        "verdicts": verdicts,
        "states": states,
        "signature": base64.b64encode(found.signature.tobytes()).decode(),
        "one_bit": found.is_one_bit,
        "picture": _show_page(page.picture, found) if shows else "",
    }


def _show_page(picture: Picture, found: PageReading) -> str:
    """Return a page that was read upright, small, and packed hard: to be known by, not to be read from."""
    upright = straighten(picture, found.registration.to_pixels, (0, 0, PAGE_WIDTH, PAGE_HEIGHT), scale=SMALL)
    return base64.b64encode(cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, 40])[1].tobytes()).decode()


def _shrink(picture: Picture) -> Picture:
    scale = min(1.0, THUMB / max(picture.shape))
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encode(picture: Picture) -> str:
    return base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
