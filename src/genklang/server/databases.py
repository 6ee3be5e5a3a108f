"""Two databases and the router between them: what was said lives apart from who was asked."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.db import connections

RESPONSES: Final = "responses"
"""The trust zone with a database of its own, and that database's name."""

SQLITE_OPTIONS: Final = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; "
    "PRAGMA secure_delete=ON;",
}
"""Acknowledged means on disk: with these settings no power cut has lost an answer. What is deleted is overwritten."""


def read_database(url: str, file: Path) -> dict[str, Any]:
    """Return Django's settings of the PostgreSQL database at `url`, or of the SQLite database in `file`."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "OPTIONS": dict(SQLITE_OPTIONS),
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def empty_log(database: str = "default") -> None:
    """Empty SQLite's write-ahead log into its database: until then the log still holds what was deleted."""
    if connections[database].vendor == "sqlite":
        with connections[database].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Zones:
    """Sends each model to its trust zone's database, and lets nothing relate across."""

    def db_for_read(self, model: Any, **_hints: object) -> str:  # noqa: ANN401 (Django's signature)
        """Return the database that holds a model."""
        return _database_of(model._meta.app_label)

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **_hints: object) -> bool:  # noqa: ANN401
        """Return whether two objects may relate: only within one database."""
        return _database_of(one._meta.app_label) == _database_of(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool:
        """Return whether an app's tables belong in a database."""
        return db == _database_of(app_label)


def _database_of(app_label: str) -> str:
    return RESPONSES if app_label == RESPONSES else "default"
