"""The use case: answers or published figures of earlier years, from a file that was uploaded, beside a round's own."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django_tasks import task

from genklang.analysis import import_answers, import_benchmarks
from genklang.analysis.import_answers import ImportSummary
from genklang.errors import Failure, problem, write_problems
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.server.fieldwork.models import EarlierUpload, Round, State, UploadKind
from genklang.server.jobs.compute import find_store
from genklang.server.jobs.noting import Noting
from genklang.server.jobs.uploads import drop_upload, find_upload, name_files


def import_earlier(
    round: Round,  # noqa: A002 (the field's word)
    key: str,
    *,
    name: str,
    offered: str = "",
    replace: bool = False,
) -> ImportSummary:
    """Take an uploaded table of answers to the round's questionnaire into its organisation's store.

    `name` is the earlier round where the file has no such column, `offered` the key of an uploaded table of how many
    were offered the questionnaire. All rows of both or none. Failure names every fault; workbooks are read by a
    limited process of their own.
    """
    with _settling(round, key, offered) as (published, place, names):
        if name in _list_own(round):
            raise Failure(problem("T104", name, round=name))
        taken = import_answers(
            [find_upload(key)],
            published=published,
            place=place,
            offered=find_upload(offered) if offered else None,
            round=name,
            organisation=round.organisation.name,
            replace=replace,
        )
        return dataclasses.replace(taken, warnings=tuple(name_files(taken.warnings, names)))


def import_figures(round: Round, key: str) -> int:  # noqa: A002
    """Take an uploaded table of published figures into the organisation's store and return how many. Failures of it."""
    with _settling(round, key) as (published, place, _):
        return import_benchmarks(find_upload(key), place, published)


@task()
def take_earlier(upload_id: int, key: str, offered: str = "", *, replace: bool = False) -> bool:
    """Take an uploaded file of an earlier year in, and keep what became of it; return whether it was taken."""
    upload = EarlierUpload.objects.select_related("round__organisation").get(pk=upload_id)
    with Noting("the file") as problems:
        if upload.kind == UploadKind.FIGURES:
            upload.taken = import_figures(upload.round, key)
        else:
            found = import_earlier(upload.round, key, name=upload.period, offered=offered, replace=replace)
            upload.taken, upload.warnings = found.responses, write_problems(found.warnings)
    upload.is_done, upload.problems = True, write_problems(problems)
    upload.save()
    return not problems


@contextmanager
def _settling(round_: Round, *keys: str) -> Iterator[tuple[PublishedInstrument, Path, dict[str, str]]]:
    """Give the questionnaire, the store, and how problems call places on this machine; drop the uploads at the end."""
    published = from_json(round_.instrument)
    place = find_store(round_.organisation, published)
    place.parent.mkdir(parents=True, exist_ok=True)
    uploads = [key for key in keys if key]
    called = zip((str(find_upload(key)) for key in uploads), ("the file", "the file of those offered"), strict=False)
    names = {**dict(called), str(place): "earlier answers"}
    try:
        yield published, place, names
    except Failure as failure:
        raise Failure(*name_files(failure.problems, names)) from failure
    finally:
        for key in uploads:
            drop_upload(key)


def _list_own(round_: Round) -> set[str]:
    asked = Round.objects.filter(organisation=round_.organisation).exclude(state=State.PLANNED)
    return set(asked.values_list("code", flat=True))
