"""The standing job that deletes what was only kept for a while."""

from datetime import datetime, timedelta

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from genklang.server.jobs.standing import Standing
from genklang.server.jobs.uploads import drop_old_uploads


def tidy(now: datetime) -> None:
    """Delete uploads that nobody decided on, and the records of jobs long done."""
    drop_old_uploads(now)
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - timedelta(days=30))
    done.delete()


part = Standing("tidy", timedelta(hours=1), tidy)
