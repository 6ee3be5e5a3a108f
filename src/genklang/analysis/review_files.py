"""The review folder: every doubt with its picture and a proposal, what waits for it, and what was not read and why."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from genklang.errors import Failure, problem
from genklang.instrument.item_type import type_of
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import to_json
from genklang.paper.form import FormLayout, FormVersion
from genklang.paper.form_file import FormFile
from genklang.paper.register import Picture
from genklang.paper.scans import ScannedPage
from genklang.paper.sheets import Sheet
from genklang.paper.twins import show_pair
from genklang.tables.formula import guard

DECISIONS: Final = "decisions.csv"
AUDIT: Final = "audit.csv"
PAGES: Final = "pages.csv"
PENDING: Final = "pending.json"
PAGE: Final = "index.html"
WHOLE_SHEET: Final = "(sheet)"
"""Stands for the item where the sheet as a whole is to be decided on."""
HALF: Final = "half"
TWICE: Final = "twice"
APART: Final = "apart"
ASKED: Final = {
    HALF: "One side of the sheet is missing. Does what was read count all the same?",
    TWICE: "The ink is that of a sheet that was read before (right). Does it count again?",
    APART: "The other side of the sheet lies in another pile. Does what was read count all the same?",
}
"""What is asked of a sheet as a whole."""
COLUMNS: Final = ("sheet", "item", "question", "picture", "why", "proposal", "confidence", "choices", "decision")
AUDIT_COLUMNS: Final = ("check", "item", "question", "picture", "read", "choices", "right")
STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#17202A}"
    "img{max-width:100%;box-sizing:border-box;border:1px solid #D9D5CB}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:0 1rem}dt{font-weight:700}dd{margin:0}"
)
BETWEEN: Final = " · "
"""Stands between the choices of a question."""
PAGE_COLUMNS: Final = ("file", "page", "why", "form", "picture")


@dataclass(frozen=True, slots=True)
class Pending:
    """A sheet that waits for decisions, under a name drawn by chance."""

    key: str
    sheet: Sheet


def write_review(
    pending: Sequence[Pending],
    sure: Sequence[Sheet],
    pages: Sequence[ScannedPage],
    scans: Sequence[Path],
    *,
    known: Mapping[str, FormFile],
    published: PublishedInstrument,
) -> Iterator[tuple[Path, bytes]]:
    """Yield the files of a review folder by path and content; sheets in the order given, which is a shuffled one."""
    decisions = [row for each in pending for row in _list_doubts(each, known, published)]
    audit = list(_list_checks([*sure, *(p.sheet for p in pending)], known, published))
    unread = list(_list_unread(pages, scans))
    yield from (file for _, file in (*decisions, *audit, *unread) if file is not None)
    rows = [row for row, _ in decisions]
    yield Path(DECISIONS), _to_csv(COLUMNS, rows)
    yield Path(AUDIT), _to_csv(AUDIT_COLUMNS, [row for row, _ in audit])
    yield Path(PAGES), _to_csv(PAGE_COLUMNS, [row for row, _ in unread])
    waiting = {p.key: _write_pending(p.sheet, known) for p in pending}
    accepted = sum(not s.verdict.doubt for sheet in (*sure, *(p.sheet for p in pending)) for s in sheet.shown)
    content = {"questionnaire": json.loads(to_json(published)), "accepted": accepted, "sheets": waiting}
    text = json.dumps(content, ensure_ascii=False)
    yield Path(PENDING), text.encode()
    yield Path(PAGE), _write_page(rows, [row for row, _ in unread]).encode()


def read_pending(review: Path) -> dict[str, Any]:
    """Return what waits in a review folder; Failure P303 where it is not one."""
    try:
        content: dict[str, Any] = json.loads((review / PENDING).read_text("utf-8"))
        if not {"questionnaire", "accepted", "sheets"} <= content.keys():
            raise Failure(problem("P303", str(review)))
    except (OSError, ValueError, AttributeError) as error:
        raise Failure(problem("P303", str(review))) from error
    return content


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of one of the folder's tables, whichever of comma and semicolon a spreadsheet has left."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(problem("P303", str(path.parent))) from error
    head = text.partition("\n")[0]
    between = ";" if head.count(";") > head.count(",") else ","
    return [{k: v or "" for k, v in row.items() if k} for row in csv.DictReader(io.StringIO(text), delimiter=between)]


File = tuple[Path, bytes]
Row = dict[str, str]


def _list_doubts(
    pending: Pending, known: Mapping[str, FormFile], published: PublishedInstrument
) -> Iterator[tuple[Row, File | None]]:
    sheet, language = pending.sheet, known[pending.sheet.form].layout.version.language
    if not sheet.is_whole or sheet.is_twice:
        why = TWICE if sheet.is_twice else APART if sheet.is_apart else HALF
        both = _show_sheet(sheet, known[sheet.form].layout)
        place = Path("pictures") / f"{pending.key}-sheet.jpg"
        yield (
            {
                "sheet": pending.key,
                "item": WHOLE_SHEET,
                "question": ASKED[why],
                "picture": str(place) if both else "",
                "why": why,
                "proposal": "drop" if sheet.is_twice else "keep",
                "confidence": "",
                "choices": f"keep{BETWEEN}drop",
                "decision": "",
            },
            (place, both) if both else None,
        )
    for shown in sheet.shown:
        verdict = shown.verdict
        if not verdict.doubt:
            continue
        name = Path("pictures") / f"{pending.key}-{verdict.item}.png"
        yield (
            {
                "sheet": pending.key,
                "item": verdict.item,
                "question": published.instrument.texts[language].items[verdict.item].text,
                "picture": str(name),
                "why": verdict.doubt.value,
                "proposal": ";".join(map(str, verdict.codes)),
                "confidence": f"{verdict.confidence:.3f}",
                "choices": _list_choices(published, verdict.item, language),
                "decision": "",
            },
            (name, shown.picture),
        )


def _show_sheet(sheet: Sheet, layout: FormLayout) -> bytes:
    """Return a sheet that may not count as JPEG, beside the one that it seems to be; nothing where none was kept."""
    if not sheet.is_twice:
        return sheet.pages[0].picture
    pair = show_pair(sheet, layout)
    both = [_decode(each) for each in (pair.own, pair.twin) if each]
    height = max(each.shape[0] for each in both)
    level = [np.pad(each, ((0, height - each.shape[0]), (0, 0)), constant_values=255) for each in both]
    return cv2.imencode(".jpg", np.hstack(level))[1].tobytes()


def _decode(jpeg: bytes) -> Picture:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def _list_checks(
    sheets: Iterable[Sheet], known: Mapping[str, FormFile], published: PublishedInstrument
) -> Iterator[tuple[Row, File | None]]:
    """Yield the accepted questions of which a picture was kept, numbered in the sheets' shuffled order."""
    kept = [(s, shown) for s in sheets for shown in s.shown if shown.picture and not shown.verdict.doubt]
    for number, (sheet, shown) in enumerate(kept, 1):
        item, language = shown.verdict.item, known[sheet.form].layout.version.language
        name = Path("pictures") / f"check-{number}.png"
        yield (
            {
                "check": str(number),
                "item": item,
                "question": published.instrument.texts[language].items[item].text,
                "picture": str(name),
                "read": ";".join(map(str, shown.verdict.codes)) or "blank",
                "choices": _list_choices(published, item, language),
                "right": "",
            },
            (name, shown.picture),
        )


def _list_unread(pages: Sequence[ScannedPage], scans: Sequence[Path]) -> Iterator[tuple[Row, File | None]]:
    for number, page in enumerate((p for p in pages if p.unread or p.problem), 1):
        if page.unread == "empty":
            continue
        name = Path("pages") / f"page-{number}.png" if page.picture else None
        yield (
            {
                "file": scans[page.file].name,
                "page": str(page.number + 1) if page.number >= 0 else "",
                "why": str(page.problem) if page.problem else page.unread,
                "form": page.name.form if page.name else "",
                "picture": str(name or ""),
            },
            (name, page.picture) if name else None,
        )


def _list_choices(published: PublishedInstrument, code: str, language: str) -> str:
    item = published.instrument.item(code)
    labels = published.instrument.texts[language].scales.get(item.scale, {})
    if type_of(item).anchored or not item.categories:
        return ""
    return BETWEEN.join(f"{c.code} {labels.get(c.name, c.name)}" for c in item.categories)


def _write_pending(sheet: Sheet, known: Mapping[str, FormFile]) -> dict[str, Any]:
    version: FormVersion = known[sheet.form].layout.version
    return {
        "version": {name: getattr(version, name) for name in FormVersion.__dataclass_fields__},
        "is_whole": sheet.is_whole,
        "is_twice": sheet.is_twice,
        "answers": {s.verdict.item: list(s.verdict.codes) for s in sheet.shown if not s.verdict.doubt},
        "doubts": [s.verdict.item for s in sheet.shown if s.verdict.doubt],
    }


def _to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guard(value) for name, value in row.items()} for row in rows)
    return stream.getvalue().encode()


def _write_page(decisions: Sequence[Row], unread: Sequence[Row]) -> str:
    """Return a page to look at beside decisions.csv: each picture with its question, choices and proposal."""
    shown = "".join(_show_doubt(row) for row in decisions)
    others = "".join(
        f"<li>{escape(_tell_place(row))}: {escape(row['why'])}<br>{_show_picture(row)}</li>" for row in unread
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Review</title><style>{STYLE}</style>'
        f"<h1>Review</h1><p>Write each decision in decisions.csv.</p>{shown}<h1>Not read</h1><ul>{others}</ul></html>\n"
    )


def _show_doubt(row: Row) -> str:
    proposal = f"{escape(row['proposal']) or '–'} ({escape(row['confidence'])})"
    return (
        f"<section><h2>{escape(row['sheet'])} · {escape(row['item'])}</h2>"
        f'<p dir="auto">{escape(row["question"])}</p>{_show_picture(row)}{_show_choices(row["choices"])}'
        f"<p><b>{escape(row['why'])}</b>: {proposal}</p></section>"
    )


def _show_choices(choices: str) -> str:
    """Return each choice on a line of its own, its code first whichever way its words are written."""
    parted = (choice.partition(" ") for choice in choices.split(BETWEEN) if choice)
    return f"<dl>{''.join(f'<dt>{escape(c)}</dt><dd><bdi>{escape(words)}</bdi></dd>' for c, _, words in parted)}</dl>"


def _tell_place(row: Row) -> str:
    return f"{row['file']}, page {row['page']}" if row["page"] else row["file"]


def _show_picture(row: Row) -> str:
    return f'<img src="{escape(row["picture"])}" alt="">' if row["picture"] else ""
