"""What has become of the files of earlier years that were uploaded for a round."""

from dataclasses import dataclass
from datetime import datetime

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from genklang.errors import Problem, read_problems
from genklang.server.fieldwork.models import Round
from genklang.server.jobs.import_earlier import import_earlier_answers, import_earlier_figures


@dataclass(frozen=True, slots=True)
class EarlierUpload:
    """One uploaded file: when, whether it is done, how much was taken in, and what was wrong with it."""

    at: datetime
    is_done: bool
    has_failed: bool
    responses: int
    figures: int
    problems: tuple[Problem, ...]


def list_uploads(round_: Round) -> list[EarlierUpload]:
    """Return the uploads of a round, the newest first, for as long as the records of jobs are kept."""
    paths = [import_earlier_answers.module_path, import_earlier_figures.module_path]
    jobs = DBTaskResult.objects.filter(task_path__in=paths).order_by("-enqueued_at")
    return [_read(job) for job in jobs if job.args_kwargs["args"][:1] == [round_.pk]]


def _read(job: "DBTaskResult[..., object]") -> EarlierUpload:
    found = job.return_value or {}
    return EarlierUpload(
        at=job.enqueued_at,
        is_done=job.status == TaskResultStatus.SUCCESSFUL,
        has_failed=job.status == TaskResultStatus.FAILED,
        responses=found.get("responses", 0),
        figures=found.get("figures") or 0,
        problems=read_problems(found.get("problems", ())),
    )
