"""A small survey in a store."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import do, read_rows, write_rows


@dataclass(frozen=True)
class Survey:
    """Simulated answers, how many were offered, and the store they were taken into."""

    answers: Path
    offered: Path
    store: Path


@pytest.fixture(scope="session")
def survey(tmp_path_factory) -> Survey:
    """Two organisations of two units, two rounds, five groups, three genders."""
    place = tmp_path_factory.mktemp("survey")
    answers, offered, store = place / "a.csv", place / "a.offered.csv", place / "store"
    size = ("--organisations", 2, "--units", 2, "--rounds", 2, "--responses", 500, "--seed", 11)
    do("simulate", "skr-ifo", "--out", answers, *size)
    do("import", answers, "--instrument", "skr-ifo", "--store", store, "--offered", offered)
    return Survey(answers, offered, store)


@pytest.fixture(scope="session")
def plain_survey(survey, tmp_path_factory) -> Survey:
    """The same people when neither gender nor group was asked: quick to protect and to report on."""
    place = tmp_path_factory.mktemp("plain")
    answers, offered, store = place / "a.csv", place / "offered.csv", place / "store"
    for source, target in ((survey.answers, answers), (survey.offered, offered)):
        rows = read_rows(source)
        write_rows(target, [{k: v for k, v in r.items() if k not in {"gender", "target_group"}} for r in rows])
    do("import", answers, "--instrument", "skr-ifo", "--store", store, "--offered", offered)
    return Survey(answers, offered, store)


@pytest.fixture
def room(plain_survey, tmp_path, monkeypatch) -> Path:
    """A folder to work in, with the plain survey's files and its store."""
    shutil.copy(plain_survey.answers, tmp_path / "a.csv")
    shutil.copy(plain_survey.offered, tmp_path / "offered.csv")
    shutil.copytree(plain_survey.store, tmp_path / "store")
    monkeypatch.chdir(tmp_path)
    return tmp_path
