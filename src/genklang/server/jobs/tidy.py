"""The standing job that deletes what was only kept for a while."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from genklang.server.jobs import mail_staff
from genklang.server.jobs.standing import Standing
from genklang.server.jobs.uploads import drop_old_uploads
from genklang.server.organisation.models import Invitation


def tidy(now: datetime) -> None:
    """Delete uploads that nobody decided on, the records of jobs long done, sessions and invitations that ran out."""
    drop_old_uploads(now)
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - timedelta(days=30))
    done.delete()
    # Whoever asked for a new password typed an address, which may be anybody's.
    ended = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    mails = DBTaskResult.objects.filter(task_path__startswith=mail_staff.__name__, status__in=ended)
    mails.filter(finished_at__lt=now - timedelta(days=1)).delete()
    SessionStore.clear_expired()
    Invitation.objects.filter(expires_at__lt=now - timedelta(days=90)).delete()


part = Standing("tidy", timedelta(hours=1), tidy)
