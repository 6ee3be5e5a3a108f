"""One story taken through the real command line: import, report in every format, attack; and what the files say."""

import html
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl
import pypdfium2
from python_calamine import CalamineWorkbook

from genklang.analysis.report_files import make_file_name
from genklang.analysis.stories import StoryFiles, read_story, write_story
from genklang.analysis.story import PageClaim, Story

FORMATS = ("html", "pdf", "xlsx", "txt", "csv", "json")
READ_BY_PEOPLE = ("html", "pdf", "txt")


def run_genklang(*arguments: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own, as a user does, in `folder` if it matters where."""
    command = [sys.executable, "-m", "genklang", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=folder)


@dataclass(frozen=True)
class Journey:
    """The files of one story: what was imported, the store, and the reports by round and language."""

    story: Story
    files: StoryFiles
    place: Path

    @property
    def store(self) -> Path:
        return self.place / "store"

    def folder(self, round_id: str = "") -> Path:
        return self.place / f"reports-{round_id or self.story.round.id}"

    def path(self, suffix: str, *, unit: str = "", round_id: str = "") -> Path:
        folder = make_file_name(self.story.organisation)
        return self.folder(round_id) / folder / f"{make_file_name(unit) if unit else folder}.{suffix}"

    def text(self, suffix: str = "html", *, unit: str = "", round_id: str = "") -> str:
        """Return what a reader of one file reads, with single blanks."""
        return READERS[suffix](self.path(suffix, unit=unit, round_id=round_id))

    @cached_property
    def figures(self) -> pl.DataFrame:
        return pl.read_csv(self.path("csv"), infer_schema_length=None)


def take_journey(name: str, place: Path) -> Journey:
    """Import a story, write all its reports and attack them, each by its command; every one must end well."""
    story = read_story(name)
    journey = Journey(story, write_story(story, place / "files"), place)
    options: list[object] = ["--instrument", story.instrument, "--store", journey.store]
    for option, path in (("--offered", journey.files.offered), ("--record", journey.files.record)):
        options += [option, path] if path else []
    options += ["--benchmarks", journey.files.benchmarks] if journey.files.benchmarks else []
    must_succeed(run_genklang("import", journey.files.answers, *options))
    write_reports(journey, story.round.id, *(["--previous", story.previous] if story.previous else []))
    must_succeed(run_genklang("attack", journey.folder(), "--instrument", story.instrument))
    return journey


def write_reports(journey: Journey, round_id: str, *options: str) -> None:
    """Write the reports of one round in all formats, for the organisation and every unit."""
    story = journey.story
    chosen = [
        "--organisation",
        story.organisation,
        "--all-units",
        "--round",
        round_id,
        "--language",
        story.language,
        "--genre",
        story.genre,
    ]
    formats = ["--format", ",".join(FORMATS)]
    out = journey.folder(round_id)
    must_succeed(run_genklang("report", "--store", journey.store, "--out", out, *chosen, *options, *formats))


def must_succeed(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, f"{' '.join(done.args[2:4])} ended with {done.returncode}:\n{done.stderr}{done.stdout}"
    assert "Traceback" not in done.stderr


def check_claims(journey: Journey, claims: tuple[PageClaim, ...]) -> None:
    """Every passage that a claim asks for stands in the page and the print; none that it forbids stands anywhere."""
    assert claims
    for claim in claims:
        where = {"unit": claim.unit, "round_id": claim.round}
        for passage in claim.report:
            for suffix in ("html", "pdf"):
                found = squeeze(journey.text(suffix, **where))
                assert squeeze(passage) in found, f"{suffix} {claim.unit}: “{passage}” is not there ({claim.page})"
        for passage in claim.never:
            for suffix in READ_BY_PEOPLE:
                found = squeeze(journey.text(suffix, **where))
                assert squeeze(passage) not in found, f"{suffix} {claim.unit}: “{passage}” stands there ({claim.page})"


def squeeze(text: str) -> str:
    """Return a text without blanks and soft hyphens, for a line may be broken anywhere in print."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def _join(text: str) -> str:
    return " ".join(text.split())


def read_html(path: Path) -> str:
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return _join(html.unescape(re.sub(r"<[^>]+>", " ", page)))


def read_pdf(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages = [document[i].get_textpage().get_text_bounded() for i in range(len(document))]
    # A hyphen at a line's end is set as U+FFFE.
    return _join("\n".join(pages).replace("\ufffe", "").replace("\x02", ""))


def read_xlsx(path: Path) -> str:
    book = CalamineWorkbook.from_path(path)
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return _join(" ".join(str(cell) for row in rows for cell in row))


def read_plain(path: Path) -> str:
    return _join(path.read_text(encoding="utf-8"))


def read_json(path: Path) -> str:
    return _join(json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False))


READERS = {
    "html": read_html,
    "pdf": read_pdf,
    "xlsx": read_xlsx,
    "txt": read_plain,
    "csv": read_plain,
    "json": read_json,
}
