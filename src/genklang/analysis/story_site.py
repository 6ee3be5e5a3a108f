"""The demonstration: the five stories and reports of published values, written from files just as a user would."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from genklang.analysis.benchmarks import import_benchmarks
from genklang.analysis.import_answers import import_answers
from genklang.analysis.kolada import import_kolada
from genklang.analysis.report import report
from genklang.analysis.report_files import make_file_name
from genklang.analysis.report_request import ReportRequest
from genklang.analysis.simulate import write_simulation
from genklang.analysis.stories import StoryFiles, list_stories, read_story, write_story
from genklang.analysis.story import Story
from genklang.analysis.story_site_page import LANGUAGES, Card, Values, write_page
from genklang.errors import Failure, problem
from genklang.instrument.shelf import find_instrument

MARK: Final = "genklang-demo.txt"
MARK_TEXT: Final = "A demonstration written by genklang. Everything here is written anew by the next one.\n"
FORMATS: Final = ("html", "pdf", "xlsx", "txt")
PUBLISHED: Final = (("Sollentuna", "2018"), ("Köping", "2020"), ("Kalmar", "2022"))
"""Municipalities and years shown of Kolada's published values."""
SIMULATED: Final = "skr-ifo"

Progress = Callable[[int, int | None], object]


@dataclass(frozen=True, slots=True)
class Demo:
    """A written demonstration: the folder to show (`site`), and whether published values were at hand."""

    site: Path
    is_published: bool


def build_story_site(out: Path, *, kolada: Path | None = None, progress: Progress = lambda _done, _total: None) -> Demo:
    """Write all five stories and the reports of published values into `out`, and an index page in two languages.

    Without `kolada` (a Kolada table), simulated values take its place and are labelled so. What an earlier
    demonstration wrote in `out` is replaced; Failure S106 where the folder holds anything else.
    """
    site = _clear(out) / "site"
    stories = sorted(map(read_story, list_stories()), key=lambda story: story.published)
    cards = []
    for done, story in enumerate(stories):
        progress(done, len(stories) + 1)
        cards.append(_tell_story(story, out))
    progress(len(stories), len(stories) + 1)
    values = _tell_published(kolada, out) if kolada else _tell_simulated(out)
    for language in LANGUAGES:
        write_page(site, cards, values, language=language, is_published=kolada is not None)
    progress(len(stories) + 1, len(stories) + 1)
    return Demo(site, kolada is not None)


def take_in(story: Story, files: StoryFiles, store: Path) -> None:
    """Import a story's files into a store, as `genklang import` does."""
    published = find_instrument(story.instrument)
    import_answers(
        [files.answers],
        published=published,
        place=store,
        offered=files.offered,
        record=files.record,
        rng=Random(story.id),  # noqa: S311 — the same order of comments at every call
    )
    if files.benchmarks:
        import_benchmarks(files.benchmarks, store, published)


def _clear(out: Path) -> Path:
    """Make the folder an empty one of ours; Failure S106 where it holds something else."""
    if out.is_dir() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise Failure(problem("S106", str(out)))
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text(MARK_TEXT, encoding="utf-8")
    return out


def _tell_story(story: Story, out: Path) -> Card:
    store, folder = out / "stores" / story.id, out / "site" / story.id
    take_in(story, write_story(story, out / "answers" / story.id), store)
    request = ReportRequest(
        organisation=story.organisation,
        all_units=any(cell.unit for cell in story.round.cells),
        round=story.round.id,
        previous=story.previous,
        language=story.language,
        genre=story.genre,
        formats=FORMATS,
    )
    links = _link(report(store, folder, request), out / "site")
    named = {make_file_name(name): name for name in (story.organisation, *(c.unit for c in story.round.cells))}
    links = {named[stem]: formats for stem, formats in links.items()}
    news = out / "site" / links[story.subject or story.organisation]["txt"]
    return Card(story, news.read_text(encoding="utf-8"), links)


def _tell_published(kolada: Path, out: Path) -> list[Values]:
    store = out / "stores" / "kolada"
    import_kolada(kolada, store)
    requests = [
        ReportRequest(organisation=name, round=year, language="sv", formats=FORMATS) for name, year in PUBLISHED
    ]
    return [values for request in requests for values in _write_values(request, store, out)]


def _tell_simulated(out: Path) -> list[Values]:
    published = find_instrument(SIMULATED)
    folder = out / "answers"
    folder.mkdir(exist_ok=True)
    answers, offered, _truth = write_simulation(published, folder / "simulated.csv", organisations=3, responses=2000)
    store = out / "stores" / "simulated"
    import_answers([answers], published=published, place=store, offered=offered)
    return _write_values(ReportRequest(language="sv", formats=FORMATS), store, out)


def _write_values(request: ReportRequest, store: Path, out: Path) -> list[Values]:
    """Write the reports that one request asks for and return where each is and what it finds."""
    year = request.round or ""
    written = report(store, out / "site" / "values" / (year or "latest"), request)
    return [
        Values(
            f"{request.organisation or stem} {year}".strip(),
            (out / "site" / links["txt"]).read_text(encoding="utf-8").split("\n", 1)[0],
            links,
        )
        for stem, links in _link(written, out / "site").items()
    ]


def _link(written: Iterable[Path], site: Path) -> dict[str, dict[str, str]]:
    """Return the addresses of written reports under the site, by the report's name, then by format."""
    links: dict[str, dict[str, str]] = {}
    for path in written:
        links.setdefault(path.stem, {})[path.suffix.lstrip(".")] = path.relative_to(site).as_posix()
    return links
