"""Copies a database into a folder as it is at one moment, and back into an empty one."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

MIGRATIONS: Final = "django_migrations"
COLUMNS: Final = "columns.json"


def copy_database(name: str, folder: Path) -> None:
    """Copy a database into a new folder: an SQLite file, or PostgreSQL's tables one by one.

    Only what is in force is copied: a page of SQLite that once held a deleted row is not.
    """
    folder.mkdir(parents=True)
    connection = connections[name]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "database.sqlite3")])
        return
    with transaction.atomic(using=name), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        columns = {table: _list_columns(cursor, table) for table in _list_tables(name)}
        for table, held in columns.items():
            with (
                cursor.copy(f"COPY {table} ({_quote(held)}) TO STDOUT") as source,
                (folder / table).open("wb") as target,
            ):
                target.writelines(source)
    (folder / COLUMNS).write_text(json.dumps(columns, indent=1), encoding="utf-8")


def is_empty(name: str) -> bool:
    """Return whether a database holds nothing at all, not even tables."""
    connection = connections[name]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    return not connection.introspection.table_names()


def restore_database(name: str, folder: Path) -> None:
    """Bring an empty database to what a folder holds, and then up to this version."""
    connection = connections[name]
    if connection.vendor == "sqlite":
        _restore_file(connection, folder / "database.sqlite3")
    else:
        _restore_tables(name, folder)
    call_command("migrate", database=name, verbosity=0, interactive=False)


def _restore_file(connection: Any, source: Path) -> None:  # noqa: ANN401 (Django's wrapper)
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as made:
        held.backup(made)


def _restore_tables(name: str, folder: Path) -> None:
    """Make the tables as they were at the backup, then fill them."""
    connection = connections[name]
    columns: dict[str, list[str]] = json.loads((folder / COLUMNS).read_text(encoding="utf-8"))
    executor = MigrationExecutor(connection)
    executor.migrate(_read_migrations(folder, columns[MIGRATIONS]))
    with transaction.atomic(using=name), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {', '.join(columns)} CASCADE")
        for table, held in columns.items():
            with (
                cursor.copy(f"COPY {table} ({_quote(held)}) FROM STDIN") as target,
                (folder / table).open("rb") as source,
            ):
                while some := source.read(1 << 16):
                    target.write(some)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            if any(f'"{table}"' in statement for table in columns):
                cursor.execute(statement)


def _read_migrations(folder: Path, columns: list[str]) -> list[tuple[str, str]]:
    """Return app and name of each migration that had been applied."""
    rows = (line.split("\t") for line in (folder / MIGRATIONS).read_text(encoding="utf-8").splitlines())
    named = (dict(zip(columns, row, strict=True)) for row in rows)
    return [(row["app"], row["name"]) for row in named]


def _list_tables(name: str) -> list[str]:
    """Return the tables of models; the cache's, which no migration makes, holds counts of minutes and stays out."""
    held = set(connections[name].introspection.django_table_names(only_existing=True))
    return [*sorted(held), MIGRATIONS]


def _list_columns(cursor: Any, table: str) -> list[str]:  # noqa: ANN401 (either driver's)
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position", [table]
    )
    return [name for (name,) in cursor.fetchall()]


def _quote(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
