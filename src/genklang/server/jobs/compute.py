"""The results of a round: its answers into the store, then protected and attacked reports of every unit and of all."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from genklang.analysis import ReportRequest, WrittenReport, import_frame, prepare_reports, write_reports
from genklang.disclosure.protected import ProtectedTables
from genklang.errors import Failure, problem, write_problems
from genklang.instrument.model import REPORT_LANGUAGES, PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.reporting.model import Letterhead
from genklang.server.fieldwork.models import Round, State
from genklang.server.fieldwork.rules.policies import find_source
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.noting import Noting
from genklang.server.jobs.round_frames import frame_answers, frame_offered, is_comparable, name_units
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.queries import read_logo
from genklang.server.results.models import Publication, ReportFile

FORMATS: Final = ("html", "pdf", "xlsx", "txt", "csv", "json")
MIXED: Final = (State.MIXED, State.DRAFT, State.PUBLISHED)
LANGUAGES: Final = {"SE": "sv", "DK": "da"}
"""The language of a country's reports; those of its rounds' languages that reports are written in come after it."""


def find_store(organisation: Organisation, published: PublishedInstrument) -> Path:
    """Return where the answers of an organisation to a questionnaire are kept."""
    return Path(settings.DATA) / "stores" / organisation.code / f"{published.instrument.id}-{published.digest[:12]}"


def compute(round: Round, *, now: datetime) -> Publication:  # noqa: A002 (the field's word)
    """Compute the results of a mixed round and return their publication, a draft until somebody releases it.

    What stopped it, such as the attack finding something or an error of ours, is kept in `problems`; no file
    of it can be read then. Killed anywhere and begun again, it makes one publication. Refusals: only_mixed, is_test.
    """
    _require_mixed(round)
    publication = Publication.objects.filter(round=round, is_complete=False).first()
    publication = publication or Publication.objects.create(round=round, made_at=now, policy=round.policy)
    Publication.objects.filter(pk=publication.pk).update(problems=[], files_done=0, files_total=0)
    with Noting(round.title) as problems:
        _complete(publication, _make_reports(round, publication))
    if problems:
        Publication.objects.filter(pk=publication.pk).update(problems=write_problems(problems))
    publication.refresh_from_db()
    return publication


@transaction.atomic
def begin_again(publication: Publication) -> bool:
    """Have results computed again that something stopped; False where nothing did, or where somebody was first."""
    stopped = Publication.objects.filter(pk=publication.pk, is_complete=False).exclude(problems=[])
    if not stopped.update(problems=[]):
        return False
    compute_round.enqueue(publication.round_id)
    return True


@task()
def compute_round(round_id: int) -> bool:
    """Compute the results of a mixed round; return whether they are there."""
    round_ = Round.objects.select_related("organisation").get(pk=round_id)
    return compute(round_, now=timezone.now()).is_complete


def _require_mixed(round_: Round) -> None:
    if round_.state not in MIXED:
        raise Refusal("only_mixed")
    if round_.is_test:
        raise Refusal("is_test")


def _make_reports(round_: Round, publication: Publication) -> list[ReportFile]:
    published = from_json(round_.instrument)
    store = find_store(round_.organisation, published)
    if not _fill_store(round_, published, store):
        raise Failure(problem("T103", round_.title))
    out = Path(settings.DATA) / "reports" / round_.organisation.code / round_.code / str(publication.pk)
    shutil.rmtree(out, ignore_errors=True)
    languages = _choose_languages(round_, published)
    request = ReportRequest(
        organisation=round_.organisation.name,
        all_units=True,
        round=round_.code,
        language=languages[0],
        formats=FORMATS,
        policy=find_source(round_),
    )
    prepared = prepare_reports(store, request)
    Publication.objects.filter(pk=publication.pk).update(answers=_list_answers(prepared.tables, round_))
    letterhead = Letterhead(read_logo(round_.organisation), round_.organisation.accent)
    files: list[ReportFile] = []
    for number, language in enumerate(languages):
        progress = _tell(publication, parts=len(languages), part=number)
        written = write_reports(prepared, out / language, language=language, letterhead=letterhead, progress=progress)
        files += _list_files(publication, written, language)
    return files


def _list_answers(tables: ProtectedTables, round_: Round) -> dict[str, int]:
    """Return how many have answered the round, by the unit's code ("": in all), where the tables tell it."""
    codes: dict[str | None, str] = {name: code for code, name in name_units(round_.organisation).items()} | {None: ""}
    own = (pl.col("round") == round_.code) & (pl.col("organisation") == round_.organisation.name)
    told = tables.estimates.filter(own, pl.col("target_group", "gender").is_null(), pl.col("answers").is_not_null())
    rows = told.group_by("unit").agg(pl.col("answers").max()).iter_rows()
    return {codes[unit]: answers for unit, answers in rows if unit in codes}


def _fill_store(round_: Round, published: PublishedInstrument, store: Path) -> bool:
    """Bring the store up to what this server has asked; return whether this round has an answer.

    All the organisation’s rounds with the same core of questions are written, so that their units have one name each.
    """
    same = Round.objects.filter(organisation=round_.organisation, is_test=False)
    found = False
    for each in same.filter(state__in=MIXED).select_related("organisation").order_by("closed_at"):
        if not is_comparable(from_json(each.instrument), published):
            continue
        answers = frame_answers(each, published)
        if answers.height:
            import_frame(answers, offered=frame_offered(each, published), published=published, place=store)
            found = found or each.pk == round_.pk
    return found


def _choose_languages(round_: Round, published: PublishedInstrument) -> list[str]:
    home = LANGUAGES.get(round_.organisation.country, "en")
    wanted = [home, *(language for language in round_.languages if language in REPORT_LANGUAGES)]
    return [language for language in dict.fromkeys(wanted) if language in published.instrument.texts]


def _tell(publication: Publication, *, parts: int, part: int) -> Callable[[int, int | None], None]:
    """Return a function that keeps how far the reports of one language have come, of all languages."""

    def tell(done: int, total: int | None) -> None:
        whole = total or 0
        Publication.objects.filter(pk=publication.pk).update(files_done=part * whole + done, files_total=parts * whole)

    return tell


def _list_files(publication: Publication, written: list[WrittenReport], language: str) -> list[ReportFile]:
    organisation = publication.round.organisation
    codes = {name: code for code, name in name_units(organisation).items()}
    units = {unit.code: unit for unit in organisation.units.all()}
    return [
        ReportFile(
            publication=publication,
            unit=units[codes[each.unit]] if each.unit else None,
            language=language,
            format=each.format,
            path=str(each.path.relative_to(settings.DATA)),
        )
        for each in written
        if each.unit is None or each.unit in codes
    ]


def _complete(publication: Publication, files: list[ReportFile]) -> None:
    with transaction.atomic():
        ReportFile.objects.bulk_create(files)
        Publication.objects.filter(pk=publication.pk).update(
            is_complete=True, files_done=len(files), files_total=len(files)
        )
        Round.objects.filter(pk=publication.round_id, state=State.MIXED).update(state=State.DRAFT)
