"""`genklang demo`: a country of invented organisations, with rounds that are closed and open, on this machine."""

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import click

HERE = "http://localhost:{port}"


@click.command("demo")
@click.option("--data", default=Path(".demo"), show_default=True, type=click.Path(path_type=Path), help="Folder.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Begin anew: whatever is in the folder is deleted.")
@click.option("--no-serve", is_flag=True, help="Make the country and show nothing.")
def command(data: Path, port: int, fresh: bool, no_serve: bool) -> None:
    """Show the server with invented organisations: a closed round for each year, one that is open, every role.

    On this machine alone, over plain HTTP, with a password that everybody can read below: for looking, not for use.
    """
    _prepare(data, port, fresh=fresh)
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from django.utils import timezone  # noqa: PLC0415

    from genklang.server.commands.migrate_ import migrate  # noqa: PLC0415
    from genklang.server.jobs.demo.country import read_country  # noqa: PLC0415
    from genklang.server.jobs.demo.seed import is_seeded, seed  # noqa: PLC0415

    migrate()
    if not is_seeded():
        seed(timezone.localtime(), lambda name: click.echo(f"Making {name} …"))
    country = read_country()
    click.echo(f"\nOpen {HERE.format(port=port)} and sign in; the password is: {country['password']}")
    for one in country["people"]:
        click.echo(
            f"  {one['email']:<26}{', '.join(dict.fromkeys(role.replace('_', ' ') for _, role, *_ in one['roles']))}"
        )
    if not no_serve:
        _serve(port)


def _prepare(data: Path, port: int, *, fresh: bool) -> None:
    """Set the environment of a demonstration; its secret is its own, so that links survive a new start."""
    data = data.resolve()
    if fresh and (data / "secret").is_file():
        shutil.rmtree(data)
    (data / "data").mkdir(parents=True, exist_ok=True)
    (data / "keys").mkdir(mode=0o700, exist_ok=True)
    secret = data / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(48))
        secret.chmod(0o600)
    os.environ |= {
        "GENKLANG_MODE": "demo",
        "GENKLANG_DATA": str(data / "data"),
        "GENKLANG_KEYS": str(data / "keys"),
        "GENKLANG_SECRET_KEY": secret.read_text(),
        "GENKLANG_BASE_URL": HERE.format(port=port),
    }


def _serve(port: int) -> None:
    """Run the jobs beside the web server, until either ends."""
    click.echo("Reports of last year's rounds appear within a minute or two. Ctrl-C ends it.")
    genklang = [sys.executable, "-m", "genklang"]
    parts = [
        subprocess.Popen([*genklang, *arguments])  # noqa: S603 (our own program)
        for arguments in (["work"], ["serve", "--port", str(port)])
    ]
    try:
        parts[-1].wait()
    except KeyboardInterrupt:
        click.echo("\nEnded. Start it again to go on where you were.")
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait()
