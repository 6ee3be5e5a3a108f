"""`genklang restore`: an empty installation from a backup."""

from pathlib import Path

import click


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Bring an empty installation to what a backup holds: empty databases, an empty data folder, the old secret key.

    Says which rounds need their private key put back (genklang recover-key) before their answers can be read.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from genklang.server.commands.migrate_ import migrate  # noqa: PLC0415
    from genklang.server.jobs.backup import restore_backup  # noqa: PLC0415

    keyless = restore_backup(file)
    migrate()
    click.echo("Restored.")
    for round_ in keyless:
        name = f"{round_.organisation.code}/{round_.code}"
        click.echo(f"The answers to {name} need its key: genklang recover-key {name} FILE", err=True)
