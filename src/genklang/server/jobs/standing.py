"""Jobs that return: each is begun when its time has come, by one scheduler however many there are."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
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
    return [job.name for job in parts("genklang.server.jobs", Standing).values() if run_one(job, now)]


def run_one(job: Standing, now: datetime) -> bool:
    """Run one job if it is due and runs nowhere else, which may take longer than it waits; return whether it was."""
    with _alone(job.name) as is_alone:
        if not is_alone or not begin(job, now):
            return False
        job.run(now)
        return True


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Hold a job's lock, which the system lets go of however the process ends; False where another holds it."""
    place = Path(settings.DATA) / "workers" / f"{name}.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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
