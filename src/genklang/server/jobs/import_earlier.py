"""The use case: answers or published figures of earlier years, from a file that was uploaded, beside a round's own."""

from typing import Any

from django_tasks import task

from genklang.analysis import import_answers, import_benchmarks
from genklang.errors import Failure, problem, write_problems
from genklang.instrument.publish import from_json
from genklang.server.fieldwork.models import Round, State
from genklang.server.jobs.compute import find_store
from genklang.server.jobs.uploads import drop_upload, find_upload, name_files


def import_earlier(round: Round, key: str, *, name: str, replace: bool = False) -> dict[str, Any]:  # noqa: A002
    """Take an uploaded table of answers to the round's questionnaire into its organisation's store.

    `name` is the earlier round where the file has no such column. All rows or none; returns what was taken in, or
    under `problems` what is wrong. Workbooks are read by a limited process of their own.
    """
    own = set(
        Round.objects.filter(organisation=round.organisation)
        .exclude(state=State.PLANNED)
        .values_list("code", flat=True)
    )
    if name in own:
        return {"problems": write_problems([problem("T104", name, round=name)])}
    published = from_json(round.instrument)
    place = find_store(round.organisation, published)
    names = {str(find_upload(key)): "the file", str(place): "earlier answers"}
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        taken = import_answers(
            [find_upload(key)],
            published=published,
            place=place,
            round=name,
            organisation=round.organisation.name,
            replace=replace,
        )
    except Failure as failure:
        return {"problems": write_problems(name_files(failure.problems, names))}
    finally:
        drop_upload(key)
    return {
        "responses": taken.responses,
        "rounds": list(taken.rounds),
        "comments": taken.comments,
        "warnings": write_problems(name_files(taken.warnings, names)),
        "problems": [],
    }


def import_figures(round: Round, key: str) -> dict[str, Any]:  # noqa: A002
    """Take an uploaded table of published figures into the organisation's store; returns as `import_earlier`."""
    published = from_json(round.instrument)
    place = find_store(round.organisation, published)
    names = {str(find_upload(key)): "the file", str(place): "earlier answers"}
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        return {"figures": import_benchmarks(find_upload(key), place, published), "problems": []}
    except Failure as failure:
        return {"problems": write_problems(name_files(failure.problems, names))}
    finally:
        drop_upload(key)


@task()
def import_earlier_answers(round_id: int, key: str, name: str, *, replace: bool = False) -> dict[str, Any]:
    """Take an uploaded table of earlier answers in."""
    return import_earlier(
        Round.objects.select_related("organisation").get(pk=round_id), key, name=name, replace=replace
    )


@task()
def import_earlier_figures(round_id: int, key: str) -> dict[str, Any]:
    """Take an uploaded table of published figures in."""
    return import_figures(Round.objects.select_related("organisation").get(pk=round_id), key)
