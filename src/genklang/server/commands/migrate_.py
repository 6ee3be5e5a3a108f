"""`genklang migrate`: make the databases, or bring them up to this version."""

import click


@click.command("migrate")
def command() -> None:
    """Make the databases, or bring them up to this version. Make a backup first."""
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    migrate()
    click.echo("The databases are up to date.")


def migrate() -> None:
    """Take every step that is not taken yet, in both databases."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    settings.DATA.mkdir(parents=True, exist_ok=True)
    for name in connections:
        call_command("migrate", database=name, verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
