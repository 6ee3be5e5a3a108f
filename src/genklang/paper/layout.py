"""Lays a published instrument out as a form of a leaf, in large print of two, and checks each box's place on it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from genklang.errors import Failure, problem
from genklang.instrument.item_type import type_of
from genklang.instrument.model import Instrument, Item, PublishedInstrument
from genklang.paper import geometry
from genklang.paper.document import Cover, write_document
from genklang.paper.draw import BLANK_SCALE, Picture, find_places, rasterise, set_document
from genklang.paper.form import EASY_READ, LARGE_PRINT, STANDARD, Box, FormLayout, FormVersion, Question
from genklang.paper.identity import PLACES, PageName, draw_code, name_form, print_name
from genklang.paper.words import form_words
from genklang.tables.keys import NO_OPINION

SIZES: Final[Mapping[str, Sequence[float]]] = {
    STANDARD: (11, 10.5, 10, 9.5, 9),
    EASY_READ: (13, 12, 11, 10.5, 10),
    LARGE_PRINT: (18, 17, 16),
}
"""Type sizes in points that a variant may be set in, the largest first."""
PAGES: Final[Mapping[str, Sequence[int]]] = {
    STANDARD: (geometry.LEAF,),
    EASY_READ: (geometry.LEAF,),
    LARGE_PRINT: (geometry.LEAF, 2 * geometry.LEAF),
}
"""Most pages of a variant; the next number is tried where no size fits on so many."""
ARRANGEMENTS: Final[Mapping[str, Sequence[str]]] = {
    STANDARD: ("beside", "across", "pairs"),
    EASY_READ: ("across", "pairs"),
    LARGE_PRINT: ("beside", "pairs", "across"),
}
"""How a question may stand: alternatives beside it, in a row under it, or under it in two columns."""
AIR: Final = ((5.0, 2.6), (3.0, 2.0), (1.8, 1.6))
"""Between questions, and between a question and its alternatives, in mm."""
PICTURES: Final = (11.0, 7.0)
"""Height of pictures in mm."""
PAPER_WHITE: Final = 250


def layout(
    published: PublishedInstrument, version: FormVersion, cover: Cover | None = None
) -> tuple[FormLayout, list[Picture]]:
    """Return the laid-out form and its blank pages (10 pixels per mm).

    The largest type that fits on one leaf is taken, in large print on two where one is too small. Failures: P101,
    P102 (language), P103 (it does not fit), P104 (no such target group).
    """
    instrument = published.instrument
    _check(instrument, version)
    document = write_document(instrument, version, cover or Cover())
    return lay_out(instrument, version, document)


def lay_out(
    instrument: Instrument,
    version: FormVersion,
    document: Mapping[str, Any],
    instructions: Mapping[str, tuple[str, int]] | None = None,
) -> tuple[FormLayout, list[Picture]]:
    """Return the form of a written document and its blank pages; Failure P103 where it does not fit."""
    for most in PAGES[version.variant]:
        for settings in _list_settings(version.variant, document):
            laid = _try(instrument, version, {**document, **settings}, most=most)
            if laid is not None:
                return replace(laid[0], instructions=dict(instructions or {})), laid[1]
    raise Failure(problem("P103", version.instrument, pages=PAGES[version.variant][-1], variant=version.variant))


def _check(instrument: Instrument, version: FormVersion) -> None:
    if version.language not in instrument.texts:
        raise Failure(problem("P102", version.language, known=", ".join(instrument.texts)))
    groups = [g.code for g in instrument.target_groups]
    if version.target_group and version.target_group not in groups:
        raise Failure(problem("P104", version.target_group, known=", ".join(groups)))


def _list_settings(variant: str, document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what may be varied, the most comfortable first."""
    pictures = PICTURES if any(o["picture"] for q in document["questions"] for o in q["options"]) else (0.0,)
    for size in SIZES[variant]:
        for arrangement in ARRANGEMENTS[variant]:
            for picture in pictures:
                for between, before in AIR:
                    yield {
                        "size": size,
                        "arrangement": arrangement,
                        "picture": picture,
                        "between": between,
                        "before": before,
                    }


def _try(
    instrument: Instrument, version: FormVersion, document: dict[str, Any], *, most: int
) -> tuple[FormLayout, list[Picture]] | None:
    """Return the form where it fits on so many pages and every box stands clear, else None."""
    places = _set(version, document, name="", pages=most)[1]
    pages = max((int(p["page"]) for p in places), default=1)
    if pages > most:
        return None
    name = name_form(json.dumps([_identify(version), document], ensure_ascii=False))
    text, places = _set(version, document, name=name, pages=pages)
    blanks = rasterise(set_document(text))
    if len(blanks) != pages:
        return None
    boxes, cells, fields = (_collect(places, kind) for kind in ("box", "digit", "lines"))
    if not all(_stands_clear(box, blanks[box.page - 1]) for box in (*boxes, *cells)):
        return None
    questions = tuple(_list_questions(instrument, document, places))
    return FormLayout(name, version, pages, questions, boxes, cells, fields, text), blanks


def _identify(version: FormVersion) -> list[str]:
    return [version.instrument, version.version, version.round, version.organisation, version.unit, version.script]


def _set(
    version: FormVersion, document: Mapping[str, Any], *, name: str, pages: int
) -> tuple[str, list[dict[str, Any]]]:
    """Return the whole document as text, with codes and page words, and the places in it."""
    words = form_words(version.language)
    names = [PageName(name or "0" * 10, page) for page in range(1, pages + 1)]
    page_words = [words["page"].format(page=n.page, pages=pages) for n in names]
    for front in range(0, pages - 1, geometry.LEAF):
        page_words[front] += f" · {words['turn']}"
    text = json.dumps(
        {
            **document,
            "codes": [[draw_code(n, place) for place in range(PLACES)] for n in names],
            "names": [print_name(n) for n in names],
            "page_words": page_words,
            "geometry": geometry.template_geometry(),
        },
        ensure_ascii=False,
    )
    set_document(text)
    return text, find_places()


def _collect(places: Iterable[Mapping[str, Any]], kind: str) -> tuple[Box, ...]:
    return tuple(
        Box(str(p["item"]), int(p["code"]), int(p["page"]), *(round(float(p[k]), 3) for k in ("x", "y", "w", "h")))
        for p in places
        if p["kind"] == kind
    )


def _stands_clear(box: Box, page: Picture) -> bool:
    """Return whether nothing is printed within 1.5 mm of a box."""
    near, line = geometry.WHITE, 0.3
    outer = _cut(page, box.x - near, box.y - near, box.width + 2 * near, box.height + 2 * near)
    if outer.size == 0:
        return False
    ring = outer.copy()
    edge = round((near - line) * BLANK_SCALE)
    ring[edge:-edge, edge:-edge] = 255
    return bool(np.min(ring) >= PAPER_WHITE)


def _cut(page: Picture, x: float, y: float, width: float, height: float) -> Picture:
    left, top, right, bottom = (round(v * BLANK_SCALE) for v in (x, y, x + width, y + height))
    return page[max(top, 0) : bottom, max(left, 0) : right]


def _list_questions(
    instrument: Instrument, document: Mapping[str, Any], places: Sequence[Mapping[str, Any]]
) -> Iterator[Question]:
    ends = {(str(p["kind"]), str(p["item"])): p for p in places if p["kind"] in {"from", "to"}}
    for written in document["questions"]:
        code = written["item"]
        item, start, end = instrument.item(code), ends["from", code], ends["to", code]
        kind = type_of(item)
        condition = (item.asked_if.item, item.asked_if.codes) if item.asked_if else None
        top, height = float(start["y"]), float(end["y"]) - float(start["y"])
        yield Question(
            item=code,
            kind=kind.presentation.value,
            page=int(start["page"]),
            region=(geometry.LEFT, round(top, 3), geometry.WIDTH, round(height, 3)),
            several=kind.several,
            alone=(NO_OPINION,) if kind.several else (),
            asked_if=condition,
            bounds=_bound(item, written["cells"]) if written["kind"] == "digits" and not document["is_rtl"] else None,
        )


def _bound(item: Item, cells: int) -> tuple[int, int] | None:
    """Return the numbers that may stand in so many cells; None where some have a sign that is no digit."""
    low = item.minimum or 0
    return (low, min(item.maximum or 10**cells - 1, 10**cells - 1)) if low >= 0 else None
