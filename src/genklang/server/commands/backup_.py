"""`genklang backup`: both databases and the data folder in one file."""

from pathlib import Path

import click


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep-days", type=click.IntRange(min=1), help="Then delete the backups there that are older than this.")
def command(folder: Path, keep_days: int | None) -> None:
    """Write a backup of both databases, the stores and the reports into FOLDER, while the server runs.

    It holds people's addresses for as long as the server did: keep backups thirty days at most (--keep-days 30).
    The private keys of rounds are not in it: an open round needs its key's folder, or its recovery file, to be read
    after a restore. Nor is the server's secret key, which a restore needs as well.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from django.utils import timezone  # noqa: PLC0415

    from genklang.server.jobs.backup import drop_old_backups, make_backup  # noqa: PLC0415

    now = timezone.localtime()
    file = make_backup(folder, now=now)
    dropped = drop_old_backups(folder, now=now, days=keep_days) if keep_days else 0
    click.echo(f"Wrote {file}; {dropped} older deleted. The private keys of rounds are not in it.")
