"""Finds what makes an installation unsafe: the server does not start with any of it."""

from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE, S_ISGID
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from genklang.errors import Problem, problem

SHORTEST_SECRET: Final = 50
DURABLE: Final = ("fsync", "full_page_writes", "synchronous_commit")
"""What PostgreSQL must have on, so that acknowledged means on disk."""
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def find_unsafe(address: str) -> list[Problem]:
    """Return everything that keeps the server from starting on `address`, settings first, then the databases."""
    kept_apart = [*_check_settings(address), *_check_keys(settings.DATA, settings.KEYS)]
    return [*kept_apart, *(fault for name in connections for fault in check_database(connections[name]))]


def _check_settings(address: str) -> Iterator[Problem]:
    if settings.DEBUG:
        yield problem("H104", "DEBUG")
    if settings.DEMO:
        if address not in LOOPBACK:
            yield problem("H110", "GENKLANG_MODE=demo")
        return
    if not _has_good_secret():
        yield problem("H101", "GENKLANG_SECRET_KEY")
    hosts = [host.strip() for host in settings.ALLOWED_HOSTS]
    if not any(hosts) or any(host in {"*", "."} for host in hosts):
        yield problem("H102", "GENKLANG_HOSTS", hosts=",".join(hosts))
    if settings.TRUSTED_PROXIES < 1:
        yield problem("H113", "GENKLANG_TRUSTED_PROXIES")
    if urlsplit(settings.BASE_URL).scheme != "https":
        yield problem("H103", "GENKLANG_BASE_URL", address=settings.BASE_URL)


def _has_good_secret() -> bool:
    try:
        secret = settings.SECRET_KEY
    except ImproperlyConfigured:
        return False
    return len(secret) >= SHORTEST_SECRET and len(set(secret)) >= SHORTEST_SECRET // 5


def _check_keys(data: Path, keys: Path) -> Iterator[Problem]:
    """Yield what is wrong with the folder of keys; one that this process cannot see is for the jobs alone, as meant."""
    if keys.resolve().is_relative_to(data.resolve()):
        yield problem("H105", "GENKLANG_KEYS", keys=keys)
    try:
        mode = S_IMODE(keys.stat().st_mode)
    except (FileNotFoundError, PermissionError):
        return
    # A folder that hands its group down is how a web server of another user leaves a new key for the jobs.
    closed = 0o007 if mode & S_ISGID else 0o077
    if mode & closed:
        yield problem("H106", str(keys), mode=f"{mode:o}")


def check_database(connection: BaseDatabaseWrapper) -> list[Problem]:
    """Return what is wrong with one database: it does not answer, loses answers, or waits for migrations."""
    where = f"database {connection.alias}"
    try:
        return [*_check_durability(connection, where), *_check_migrations(connection, where)]
    except DatabaseError as error:
        return [problem("H111", where, reason=str(error).splitlines()[0])]


def _check_durability(connection: BaseDatabaseWrapper, where: str) -> Iterator[Problem]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for setting in DURABLE:
                if _read(cursor, f"SHOW {setting}") in {"off", "local", "remote_write"}:
                    yield problem("H107", where, setting=setting)
        else:
            for setting, wanted in (("journal_mode", "wal"), ("synchronous", 2)):
                value = _read(cursor, f"PRAGMA {setting}")
                if value != wanted:
                    yield problem("H108", where, setting=setting, value=value)


def _read(cursor: Any, statement: str) -> object:  # noqa: ANN401 (the cursor of either database)
    cursor.execute(statement)
    return cursor.fetchone()[0]


def _check_migrations(connection: BaseDatabaseWrapper, where: str) -> Iterator[Problem]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield problem("H109", where, count=len(waiting))
