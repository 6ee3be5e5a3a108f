"""The use case: paper forms of a questionnaire, one for each unit, group, language and variant, ready to be copied."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final

import polars as pl

from genklang.analysis.place_files import place_files
from genklang.analysis.report_files import make_file_name
from genklang.analysis.simulate_design import home_language
from genklang.errors import Failure, problem
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.instrument.publish import to_json
from genklang.paper.document import Cover
from genklang.paper.draw import draw, encode_png
from genklang.paper.form import STANDARD, VARIANTS, FormLayout, FormVersion
from genklang.paper.form_file import SUFFIX, write_form_file
from genklang.paper.instructions import lay_out_instructions
from genklang.paper.layout import layout
from genklang.paper.register import Picture
from genklang.tables.formula import guard_texts

Progress = Callable[[int, int | None], object]
BATCHES: Final = "batches.csv"
OFFERED: Final = "offered.csv"
OFFERED_KEYS: Final = ("round", "organisation", "unit", "target_group", "channel")


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Which forms are asked for. No groups: one form for everybody; no languages: that which most answer in."""

    round: str
    organisation: str
    units: tuple[str, ...] = ("",)
    groups: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    variants: tuple[str, ...] = (STANDARD,)
    printed: int | None = None
    about: str = ""
    return_text: str = ""
    contact: str = ""


def print_forms(
    published: PublishedInstrument,
    out: Path,
    request: FormRequest,
    *,
    progress: Progress = lambda _done, _total: None,
) -> list[Path]:
    """Write a PDF and its form file for each unit, group, language and variant, a table of the batches with
    what was printed, and one in which what is handed out is tallied (for `import_answers`).

    The form file holds what is needed to read the form again; a form is the same for everybody who gets it. Either
    all files come into place or none. Failures P101–P105, F002, F005 (a table of another printing is there).
    """
    versions = list(_list_versions(published.instrument, request))
    cover = Cover(about=request.about, return_text=request.return_text, contact=request.contact)
    made = []
    for done, version in enumerate(versions):
        progress(done, len(versions))
        made.append(layout(published, version, cover))
    files = list(_list_files(published, made, versions))
    batches = _list_batches([laid for laid, _ in made], request)
    files.append((Path(BATCHES), _to_csv(batches)))
    offered = batches.select(*OFFERED_KEYS, pl.lit(None).alias("offered")).unique(maintain_order=True)
    files.append((Path(OFFERED), _to_csv(offered)))
    _spare_tallies(files, out)
    return place_files(files, out)


def _spare_tallies(files: Sequence[tuple[Path, bytes]], out: Path) -> None:
    """Refuse to write over the tables of another printing: the counts in them are people's own work."""
    tables = [(out / path, content) for path, content in files if path.suffix == ".csv"]
    others = [path for path, content in tables if path.is_file() and path.read_bytes() != content]
    if others:
        raise Failure(*(problem("F005", str(path)) for path in others))


def print_instructions(
    published: PublishedInstrument,
    out: Path,
    *,
    language: str,
    count: int,
    seed: int = 1,
    progress: Progress = lambda _done, _total: None,
) -> list[Path]:
    """Write `count` instruction sheets, each with its form file: they say which mark to make where.

    Filled in, scanned and scored (`score_forms`), they tell how well marks are read on an office's own machines.
    """
    made = []
    for number in range(1, count + 1):
        progress(number - 1, count)
        made.append(lay_out_instructions(published, language, number=number, seed=seed))
    return place_files(_list_files(published, made, [laid.version for laid, _ in made]), out)


def _list_versions(instrument: Instrument, request: FormRequest) -> Iterator[FormVersion]:
    for variant in request.variants:
        if variant not in VARIANTS:
            raise Failure(problem("P105", variant, known=", ".join(VARIANTS)))
    languages = request.languages or (home_language(instrument),)
    chosen = (request.units or ("",), request.groups or ("",), languages, request.variants)
    first = FormVersion(instrument.id, instrument.version, "", request.round, request.organisation, "", "")
    # What is named twice is printed once.
    for unit, group, language, variant in product(*(dict.fromkeys(each) for each in chosen)):
        yield replace(first, unit=unit, target_group=group, language=language, variant=variant)


def _list_files(
    published: PublishedInstrument,
    made: Sequence[tuple[FormLayout, Sequence[Picture]]],
    versions: Sequence[FormVersion],
) -> Iterator[tuple[Path, bytes]]:
    questionnaire = to_json(published)
    taken: set[str] = set()
    for (laid, blanks), version in zip(made, versions, strict=True):
        name = _name(version)
        name = name if name not in taken else f"{name}-{laid.id.lower()}"
        taken.add(name)
        yield Path(f"{name}.pdf"), draw(laid)
        text = write_form_file(laid, [encode_png(b) for b in blanks], questionnaire)
        yield Path(f"{name}{SUFFIX}"), text.encode()


def _name(version: FormVersion) -> str:
    variant = "" if version.variant == STANDARD else version.variant
    parts = [version.unit, version.target_group, version.language, variant, version.script]
    return "-".join(make_file_name(part) for part in parts if part)


def _to_csv(frame: pl.DataFrame) -> bytes:
    return guard_texts(frame).write_csv().encode()


def _list_batches(layouts: Sequence[FormLayout], request: FormRequest) -> pl.DataFrame:
    """Return the table of what was printed."""
    return pl.DataFrame(
        {
            "round": [f.version.round for f in layouts],
            "organisation": [f.version.organisation for f in layouts],
            "unit": [f.version.unit or None for f in layouts],
            "target_group": [f.version.target_group or None for f in layouts],
            "channel": ["paper"] * len(layouts),
            "language": [f.version.language for f in layouts],
            "variant": [f.version.variant for f in layouts],
            "form": [f.id for f in layouts],
            "pages": [f.pages for f in layouts],
            "printed": pl.Series([request.printed] * len(layouts), dtype=pl.Int64),
        }
    )
