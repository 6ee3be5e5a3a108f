"""A PostgreSQL that loses acknowledged answers keeps the server from starting."""

import shutil

import pytest
from django.db.backends.postgresql.base import DatabaseWrapper
from postgres import find_binaries, make_cluster

from genklang.server.commands.safety import check_database
from genklang.server.databases import read_database

DEFAULTS = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "TIME_ZONE": None, "OPTIONS": {}}
pytestmark = [
    pytest.mark.xdist_group("postgresql"),
    pytest.mark.django_db(databases=["default", "responses"]),
]


@pytest.fixture(scope="module")
def own_cluster():
    """A PostgreSQL whose settings this module changes."""
    if find_binaries() is None:
        pytest.skip("NO POSTGRESQL: unsafe settings of it are NOT TRIED (apt install postgresql to run them)")
    made = make_cluster()
    yield made
    made.stop()
    shutil.rmtree(made.folder, ignore_errors=True)


def lost(cluster) -> list[str]:
    """Return what the server would say of the database's durability."""
    address = f"postgresql://genklang@127.0.0.1:{cluster.port}/template1"
    connection = DatabaseWrapper({**DEFAULTS, **read_database(address, None)}, alias="default")
    try:
        return [str(found) for found in check_database(connection) if found.code == "H107"]
    finally:
        connection.close()


def test_as_debian_sets_it_up_nothing_is_lost(own_cluster):
    assert lost(own_cluster) == []


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_each_setting_that_loses_answers_is_named(own_cluster, setting):
    own_cluster.configure(setting, "off")
    own_cluster.stop()
    own_cluster.start()
    try:
        (said,) = lost(own_cluster)
        assert f"{setting} is off" in said
    finally:
        own_cluster.configure(setting, "on")
        own_cluster.stop()
        own_cluster.start()


def test_a_database_that_is_not_there_is_told(own_cluster):
    settings = {**DEFAULTS, **read_database(f"postgresql://genklang@127.0.0.1:{own_cluster.port}/nowhere", None)}
    connection = DatabaseWrapper(settings, alias="default")
    assert [found.code for found in check_database(connection)] == ["H111"]
