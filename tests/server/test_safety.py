"""The server refuses to start where it would not be safe, and says each reason and its remedy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from genklang.server.commands.safety import check_database, find_unsafe

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
SECRET = "Vq2mZ8xK4tLw9pRb7nYc3sDf6gHj1kQe5uWi0oAzXvCbNmTrP"[:50] + "xyz"
GOOD = {
    "DEMO": False,
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": ["fragor.example"],
    "BASE_URL": "https://fragor.example",
    "TRUSTED_PROXIES": 1,
}
PRODUCTION = {
    "GENKLANG_SECRET_KEY": SECRET,
    "GENKLANG_HOSTS": "fragor.example",
    "GENKLANG_BASE_URL": "https://fragor.example",
    "GENKLANG_TRUSTED_PROXIES": "1",
}


@pytest.fixture
def safe(settings, tmp_path):
    """An installation with nothing wrong in its settings; its SQLite files are the tests' own, in memory."""
    for name, value in GOOD.items():
        setattr(settings, name, value)
    settings.DATA, settings.KEYS = tmp_path / "data", tmp_path / "keys"
    settings.KEYS.mkdir(mode=0o700)
    return settings


def codes_of_settings(address="127.0.0.1") -> list[str]:
    return [found.code for found in find_unsafe(address) if not found.where.startswith("database")]


def test_a_good_installation_has_nothing_against_it(safe):
    assert codes_of_settings("0.0.0.0") == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"DEBUG": True}, "H104"),
        ({"SECRET_KEY": ""}, "H101"),
        ({"SECRET_KEY": "short"}, "H101"),
        ({"SECRET_KEY": "demo" * 16}, "H101"),
        ({"ALLOWED_HOSTS": ["*"]}, "H102"),
        ({"ALLOWED_HOSTS": ["fragor.example", "*"]}, "H102"),
        ({"ALLOWED_HOSTS": [""]}, "H102"),
        ({"BASE_URL": ""}, "H103"),
        ({"BASE_URL": "http://fragor.example"}, "H103"),
        ({"TRUSTED_PROXIES": 0}, "H113"),
    ],
)
def test_each_unsafe_setting_is_named(safe, changes, code):
    for name, value in changes.items():
        setattr(safe, name, value)
    assert codes_of_settings() == [code]


def test_keys_inside_the_data_are_refused(safe):
    safe.KEYS = safe.DATA / "keys"
    assert codes_of_settings() == ["H105"]


def test_keys_that_others_may_read_are_refused(safe):
    safe.KEYS.chmod(0o750)
    assert codes_of_settings() == ["H106"]


def test_keys_that_only_the_jobs_can_see_are_as_they_should_be(safe):
    safe.KEYS.rmdir()
    assert codes_of_settings() == []


def test_a_demonstration_stays_on_this_machine(safe):
    safe.DEMO, safe.SECRET_KEY, safe.ALLOWED_HOSTS = True, "demo" * 16, ["localhost"]
    assert codes_of_settings("127.0.0.1") == []
    assert codes_of_settings("0.0.0.0") == ["H110"]


def test_every_reason_says_what_to_do(safe):
    safe.SECRET_KEY, safe.ALLOWED_HOSTS, safe.BASE_URL, safe.DEBUG = "", ["*"], "", True
    for found in find_unsafe("0.0.0.0"):
        assert found.remedy.endswith(".")
        assert len(str(found)) > 40


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "synchronous=OFF"])
def test_a_database_that_does_not_write_through_is_refused(pragma):
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        try:
            found = [(problem.code, problem.where) for problem in check_database(connection)]
        finally:
            cursor.execute("PRAGMA synchronous=FULL")
    assert ("H108", "database default") in found


def call(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("GENKLANG", "DJANGO"))}
    places = {"GENKLANG_DATA": str(folder / "data"), "GENKLANG_KEYS": str(folder / "keys")}
    return subprocess.run(
        [sys.executable, "-m", *command],
        env={**bare, **places, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_command_refuses_an_empty_environment(tmp_path):
    done = call("genklang", "serve", folder=tmp_path)
    assert done.returncode == 1
    assert {"H101", "H102", "H103", "H113"} <= {line.split()[0] for line in done.stderr.splitlines()}
    assert "Traceback" not in done.stderr


def test_the_command_refuses_databases_that_wait_for_a_step(tmp_path):
    (tmp_path / "data").mkdir()
    done = call("genklang", "serve", folder=tmp_path, **PRODUCTION)
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["H109", "H109"]
    assert "genklang migrate" in done.stderr


def test_django_s_own_check_of_a_deployment_has_nothing_to_say(tmp_path):
    done = call(
        "django",
        "check",
        "--deploy",
        "--fail-level=WARNING",
        folder=tmp_path,
        DJANGO_SETTINGS_MODULE="genklang.server.settings",
        **PRODUCTION,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")
