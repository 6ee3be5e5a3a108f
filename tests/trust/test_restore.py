"""The drill: a backup brought into an empty place gives the same tables, and answers in wait can still be read."""

import os
import subprocess
import sys

import pytest
from engines import ENGINES, place_on
from installation import ROOT, Installation


def run(place: Installation, *arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-W", "error", "-m", "genklang", *map(str, arguments)]
    environment = {**os.environ, **place.environment}
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def empty(request, tmp_path):
    """Make a place that holds nothing, not even tables."""

    def make(engine: str) -> Installation:
        folder = tmp_path / "new"
        folder.mkdir()
        if engine == "sqlite":
            return Installation("sqlite", folder)
        return place_on(request.getfixturevalue("cluster"), folder, f"new_{os.getpid()}")

    return make


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backup_in_an_empty_place_gives_the_same_tables(engine, install, empty, tmp_path):
    old, new = install(engine, tmp_path / "old"), empty(engine)
    before = old.act("restore", do="fill")
    made = run(old, "backup", tmp_path / "backups")
    assert (made.returncode, "private keys of rounds are not in it" in made.stdout) == (0, True), made.stderr
    (file,) = (tmp_path / "backups").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    (tmp_path / "new" / "recovery").write_bytes((tmp_path / "old" / "recovery").read_bytes())

    restored = run(new, "restore", file)
    assert restored.returncode == 0, restored.stderr
    assert "soderlunda/2027 need its key" in restored.stderr
    after = new.act("restore", do="read")
    assert after["tables"] == before["tables"]
    assert after["responses"] == before["responses"]
    assert (before["has_key"], after["has_key"]) == (True, False)
    assert (after["waiting"], after["used"]) == (before["waiting"], before["used"])
    assert (after["mixed"], after["new"]) == (39, True)

    again = run(new, "restore", file)
    assert again.returncode == 1
    assert "T110" in again.stderr


def test_a_backup_that_was_changed_or_is_of_another_secret_is_refused(install, empty, tmp_path):
    old, new = install("sqlite", tmp_path / "old"), empty("sqlite")
    run(old, "backup", tmp_path / "backups")
    (file,) = (tmp_path / "backups").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert "T111" in run(new, "restore", file).stderr
    file.write_bytes(whole)
    environment = {**os.environ, **new.environment, "GENKLANG_SECRET_KEY": "another" * 9}
    command = [sys.executable, "-m", "genklang", "restore", str(file)]
    said = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "T113" in said.stderr
    assert not (new.folder / "data" / "genklang.sqlite3").exists()
