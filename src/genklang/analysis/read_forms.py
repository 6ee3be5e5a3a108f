"""The use case: scans of paper forms into a table of answers, with all doubts in a folder for a person to look at."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from genklang.analysis.answer_rows import write_rows
from genklang.analysis.place_files import check_folder, check_target, place_files, placing
from genklang.analysis.review_files import Pending, write_review
from genklang.errors import Failure, Problem, problem
from genklang.instrument.publish import from_json
from genklang.paper.form_file import FormFile, read_forms
from genklang.paper.judge import Doubt
from genklang.paper.scans import ScannedPage, read_scans
from genklang.paper.sheets import Sheet, make_sheets
from genklang.tables.response import Answer

Progress = Callable[[int, int | None], object]
AUDITED = 0.01
"""Share of accepted questions that a person looks at again."""


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """What became of the scans: pages by what they were, sheets accepted, for review, blank; problems by file."""

    pages: int
    sheets: int
    accepted: int
    review: int
    blank: int
    questions: int
    doubts: int
    one_bit: int
    unread: Mapping[str, int]
    problems: tuple[Problem, ...] = field(default=())


def read_scanned_forms(
    scans: Sequence[Path],
    *,
    forms: Path,
    out: Path,
    review: Path,
    round: str | None = None,  # noqa: A002 — the field's word, and the option's name
    progress: Progress = lambda _done, _total: None,
    rng: Random | None = None,
) -> ReadSummary:
    """Read scans by the form files in `forms`; write the answers of sure sheets to `out`, the rest to `review`.

    The rows are shuffled and carry nothing that leads back to a page; a sheet with any doubt waits in `review` until
    it is decided (`finish_review`). Pages of forms that are not there, or of another round than `round`, are never
    counted. Failures F001, F002, F003, F005 (`review` is not empty), P110–P112. A bad scan is named in the summary.
    """
    _check(scans, out, review)
    known = read_forms(forms)
    published = from_json(next(iter(known.values())).questionnaire, where=str(forms))
    chance = rng or Random(secrets.randbits(64))  # noqa: S311 — a seed from the system's own randomness
    pages = read_scans(scans, forms, audit=AUDITED, seed=chance.getrandbits(32), shows_pages=True, progress=progress)
    pages = [_refuse_round(page, known, round) for page in pages]
    layouts = {name: form.layout for name, form in known.items()}
    sheets = make_sheets(pages, layouts)
    chance.shuffle(sheets)
    sure = [s for s in sheets if _is_sure(s) and not _is_blank(s)]
    pending = [Pending(f"{chance.getrandbits(40):010x}", s) for s in sheets if not _is_sure(s)]
    place_files(write_review(pending, sure, pages, scans, known=known, published=published), review)
    with placing(out) as (draft,):
        write_rows(draft, published, [(known[s.form].layout.version, collect_answers(s)) for s in sure])
    return _sum_up(pages, sheets, pending, scans)


def collect_answers(sheet: Sheet) -> dict[str, Answer]:
    """Return the codes of every question that was answered with marks."""
    found: dict[str, Answer] = {}
    for shown in sheet.shown:
        if shown.verdict.codes:
            found[shown.verdict.item] = shown.verdict.codes
    return found


def _check(scans: Sequence[Path], out: Path, review: Path) -> None:
    absent = [path for path in scans if not path.is_file()]
    if absent:
        raise Failure(*(problem("F001", str(path)) for path in absent))
    check_target(out, [".csv"])
    check_folder(review)
    if review.is_dir() and any(review.iterdir()):
        raise Failure(problem("F005", str(review)))


def _refuse_round(page: ScannedPage, known: Mapping[str, FormFile], wanted: str | None) -> ScannedPage:
    """Return the page as unread where its form is of another round."""
    if not wanted or not page.is_read or page.name is None:
        return page
    if known[page.name.form].layout.version.round == wanted:
        return page
    return ScannedPage(page.file, page.number, page.name, unread="other_round")


def _is_sure(sheet: Sheet) -> bool:
    return sheet.is_whole and not sheet.is_twice and not any(s.verdict.doubt for s in sheet.shown)


def _is_blank(sheet: Sheet) -> bool:
    return not any(s.verdict.codes or s.verdict.doubt for s in sheet.shown)


def _sum_up(
    pages: Sequence[ScannedPage], sheets: Sequence[Sheet], pending: Sequence[Pending], scans: Sequence[Path]
) -> ReadSummary:
    verdicts = [s.verdict for sheet in sheets for s in sheet.shown]
    blank = sum(_is_sure(s) and _is_blank(s) for s in sheets)
    return ReadSummary(
        pages=sum(page.number >= 0 for page in pages),
        sheets=len(sheets),
        accepted=len(sheets) - len(pending) - blank,
        review=len(pending),
        blank=blank,
        questions=len(verdicts),
        doubts=sum(v.doubt is not Doubt.NONE for v in verdicts),
        one_bit=sum(page.is_one_bit for page in pages),
        unread=Counter(page.unread for page in pages if page.unread),
        problems=tuple(_list_problems(pages, sheets, scans)),
    )


def _list_problems(pages: Sequence[ScannedPage], sheets: Sequence[Sheet], scans: Sequence[Path]) -> Iterator[Problem]:
    yield from (page.problem for page in pages if page.problem)
    apart = {page.file for sheet in sheets if sheet.is_apart for page in sheet.pages}
    yield from (problem("P207", str(scans[file])) for file in sorted(apart))
