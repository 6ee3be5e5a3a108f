"""Jobs run once each, by however many workers, and a killed worker's job is begun again."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from genklang.server.jobs.standing import Standing, begin
from genklang.server.jobs.tidy import part as tidy
from genklang.server.jobs.uploads import find_upload, keep_upload
from genklang.server.jobs.worker import _find_presence, _presence, return_orphans

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)

NOW = datetime(2026, 9, 2, 12, tzinfo=UTC)
JOB = Standing("some-job", timedelta(hours=1), lambda now: None)


def test_a_standing_job_waits_for_its_time():
    assert [begin(JOB, NOW + timedelta(minutes=m)) for m in (0, 30, 59, 60, 61)] == [True, False, False, True, False]


SCHEDULER = """
import django, sys
django.setup()
from datetime import datetime, timedelta, timezone
from genklang.server.jobs.standing import Standing, begin
job = Standing("some-job", timedelta(hours=1), lambda now: None)
noon = datetime(2026, 9, 2, 12, tzinfo=timezone.utc)
sys.stdin.readline()
print(*(hour for hour in range(30) if begin(job, noon + timedelta(hours=hour))))
"""


def test_two_schedulers_at_once_begin_a_job_once(tmp_path):
    where = {**os.environ, "GENKLANG_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    migrate = [sys.executable, "-m", "django", "migrate", "organisation", "--skip-checks", "--verbosity", "0"]
    subprocess.run(migrate, env=where, check=True)
    command = [sys.executable, "-c", SCHEDULER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    schedulers = [subprocess.Popen(command, env=where, **pipes) for _ in range(3)]
    begun = [scheduler.communicate("go\n", timeout=60)[0].split() for scheduler in schedulers]
    assert sorted(int(hour) for hours in begun for hour in hours) == list(range(30))


def make_running(worker: str) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path="x",
        args_kwargs={"args": [], "kwargs": {}},
        status=TaskResultStatus.RUNNING,
        worker_ids=[worker],
        backend_name="default",
        run_after=NOW,
    )


def test_the_job_of_a_living_worker_is_left_alone():
    with _presence() as name:
        make_running(name)
        assert return_orphans() == 0


def test_the_job_of_a_killed_worker_goes_back():
    code = (
        "import os, tests.settings, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup()\n"
        "from genklang.server.jobs.worker import _presence\n"
        "import time\n"
        "with _presence() as name:\n    print(name, flush=True)\n    time.sleep(60)\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    name = worker.stdout.readline().strip()
    job = make_running(name)
    assert return_orphans() == 0
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert _find_presence(name).exists(), "a killed worker leaves its file, but not its lock"
    assert return_orphans() == 1
    job.refresh_from_db()
    assert job.status == TaskResultStatus.READY


ENDED = """
import django, os, signal, threading
django.setup()
from datetime import UTC, datetime
from genklang.server.jobs import worker
from genklang.server.jobs.tidy import slow
slow.enqueue()
threading.Timer(2, os.kill, (os.getpid(), signal.SIGTERM)).start()
worker.work(lambda: datetime(2026, 9, 2, tzinfo=UTC))
from django_tasks_db.models import DBTaskResult
print(*DBTaskResult.objects.values_list("status", flat=True))
"""


def test_a_worker_told_to_end_puts_its_job_back(tmp_path):
    jobs = tmp_path / "slow_job.py"
    jobs.write_text("import time\nfrom django_tasks import task\n\n\n@task()\ndef slow():\n    time.sleep(60)\n")
    where = {
        **os.environ,
        "GENKLANG_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{Path.cwd()}:{tmp_path}",
    }
    (tmp_path / "data").mkdir()
    migrate = [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"]
    subprocess.run(migrate, env=where, check=True)
    code = ENDED.replace("genklang.server.jobs.tidy", "slow_job")
    done = subprocess.run(
        [sys.executable, "-c", code], env=where, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["READY"]
    assert "KeyboardInterrupt" not in done.stderr


def test_uploads_that_nobody_decided_on_are_deleted_after_a_day():
    key = keep_upload("list.csv", [b"a;b\n1;2\n"])
    now = datetime.fromtimestamp(time.time(), UTC)
    tidy.run(now + timedelta(hours=23))
    assert find_upload(key).exists()
    tidy.run(now + timedelta(hours=25))
    assert not find_upload(key).exists()
