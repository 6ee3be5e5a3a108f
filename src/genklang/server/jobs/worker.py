"""Runs the jobs that wait in the table, and those that return, one after the other."""

import fcntl
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Final

from django.conf import settings
from django.db import close_old_connections
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from genklang.server.jobs.standing import run_standing

INTERRUPTED: Final = "builtins.KeyboardInterrupt"


def work(now: Callable[[], datetime], *, once: bool = False, pause: float = 1.0) -> None:
    """Run jobs until the process is told to end, or with `once` until none is left.

    A job that a killed worker left half done is begun again; every job can be.
    """
    with _presence() as name, _listening() as ended:
        while not ended:
            close_old_connections()
            return_orphans()
            run_standing(now())
            while not ended and _run_one(name):
                pass
            if once:
                break
            time.sleep(pause)
        return_interrupted()


def return_orphans() -> int:
    """Put back the jobs of workers that no longer live; return how many."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    orphans = [job.pk for job in running if not any(map(_is_alive, job.worker_ids[-1:]))]
    return DBTaskResult.objects.filter(pk__in=orphans).update(status=TaskResultStatus.READY)


def return_interrupted() -> int:
    """Put back the jobs that were stopped because their worker was told to end; return how many."""
    stopped = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, exception_class_path=INTERRUPTED)
    return stopped.update(status=TaskResultStatus.READY, exception_class_path="", traceback="", finished_at=None)


def _run_one(name: str) -> bool:
    """Run the next job that waits; return whether there was one."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.run()
    return bool(worker._run_tasks)


@contextmanager
def _listening() -> Iterator[list[int]]:
    """Note signals to end, and break off what runs: the list holds those that came."""
    came: list[int] = []

    def note(signum: int, _frame: FrameType | None) -> None:
        came.append(signum)
        # What is broken off now goes back; the package would tell of it as of a failure.
        logging.getLogger("django_tasks").disabled = True
        raise KeyboardInterrupt

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    except KeyboardInterrupt:
        if not came:
            raise
        return_interrupted()
    finally:
        logging.getLogger("django_tasks").disabled = False
        for number, handler in before.items():
            signal.signal(number, handler)


def _find_presence(name: str) -> Path:
    return Path(settings.DATA) / "workers" / name


@contextmanager
def _presence() -> Iterator[str]:
    """Hold a lock for as long as this worker lives: the system lets go of it however the process ends."""
    name = f"worker-{secrets.token_hex(8)}"
    place = _find_presence(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield name
    finally:
        place.unlink(missing_ok=True)
        os.close(handle)


def _is_alive(name: str) -> bool:
    """Return whether a worker still holds its lock."""
    with suppress(FileNotFoundError):
        handle = os.open(_find_presence(name), os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
    return False
