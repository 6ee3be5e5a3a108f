"""Installations on both databases; PostgreSQL is the tests' own, and where it is missing that is said loudly."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from engines import ENGINES, place_on
from installation import Installation
from postgres import Cluster, find_binaries, make_cluster
from power import Disk, why_not


@pytest.fixture(scope="session")
def rounds() -> int:
    """How often power is cut and processes are killed: 20 in CI, 200 with `run trust`."""
    return int(os.environ.get("GENKLANG_TRUST_ROUNDS", "20"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if find_binaries() is None:
        pytest.skip("NO POSTGRESQL: its half of the trust tests is SKIPPED (apt install postgresql to run it)")
    made = make_cluster()
    yield made
    made.stop()
    shutil.rmtree(made.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return count()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory, request) -> Callable[[str], Installation]:
    """Return an installation on an engine whose tables are made, to make others of."""

    @cache
    def make(engine: str) -> Installation:
        made = Installation(engine, tmp_path_factory.mktemp(engine))
        if engine == "postgresql":
            made = place_on(request.getfixturevalue("cluster"), made.folder, "migrated")
        made.act("migrate")
        return made

    return make


@pytest.fixture
def install(request, tmp_path, numbers, migrated) -> Callable[[str], Installation]:
    """Make an installation on an engine; its databases are empty but for their tables."""

    def make(engine: str, folder: Path = tmp_path) -> Installation:
        model = migrated(engine)
        if engine == "postgresql":
            return place_on(request.getfixturevalue("cluster"), folder, str(next(numbers)), "migrated")
        shutil.copytree(model.folder / "data", folder / "data")
        return Installation(engine, folder)

    return make


@pytest.fixture(params=ENGINES)
def installed(request, install) -> Installation:
    """An installation on SQLite and one on PostgreSQL."""
    return install(request.param)


@pytest.fixture
def disk() -> Iterator[Disk]:
    """A disk in a folder of its own: pytest's is closed to PostgreSQL's user."""
    if reason := why_not():
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="genklang-power-") as folder:
        Path(folder).chmod(0o755)
        made = Disk(Path(folder) / "image", Path(folder) / "disk").create(megabytes=256)
        yield made
        made.unmount()


@pytest.fixture
def on_disk(disk, install, request):
    """Make an installation whose databases lie on the disk; `careless` ones do not wait for it."""

    def make(engine: str, *, careless: bool) -> Installation:
        if engine == "sqlite":
            return install("sqlite", disk.place)
        if find_binaries() is None:
            pytest.skip("NO POSTGRESQL: its half of the power cuts is SKIPPED")
        cluster = Cluster(disk.place / "postgres").create()
        if careless:
            cluster.configure("synchronous_commit", "off")
        made = place_on(cluster.start(), disk.image.parent, "cut")
        request.addfinalizer(lambda: cluster.meet().kill())
        made.act("migrate")
        return made

    return make
