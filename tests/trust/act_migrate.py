"""Makes the tables of an installation."""

from django.core.management import call_command
from django.db import connections


def act() -> dict:
    for database in ("default", "responses"):
        call_command("migrate", database=database, verbosity=0)
    connections.close_all()
    return {}
