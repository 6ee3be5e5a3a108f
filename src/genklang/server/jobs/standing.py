"""Jobs that return: each is begun when its time has come, by one scheduler however many there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from genklang.registry import parts
from genklang.server.organisation.models import StandingJob


@dataclass(frozen=True, slots=True)
class Standing:
    """A job that returns: its name, how long after one beginning the next may come, and what it does."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


def run_standing(now: datetime) -> list[str]:
    """Run what is due; return the names of the jobs that this call began."""
    begun = [job for job in parts("genklang.server.jobs", Standing).values() if begin(job, now)]
    for job in begun:
        job.run(now)
    return [job.name for job in begun]


def begin(job: Standing, now: datetime) -> bool:
    """Note that a job begins now; False where it is not due, or where another scheduler was first."""
    latest = now - job.every
    if StandingJob.objects.filter(name=job.name, begun__lte=latest).update(begun=now):
        return True
    if StandingJob.objects.filter(name=job.name).exists():
        return False
    try:
        with transaction.atomic():
            StandingJob.objects.create(name=job.name, begun=now)
    except IntegrityError:
        return False
    return True
