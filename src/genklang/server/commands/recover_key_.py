"""`genklang recover-key`: a round's private key, put back from its recovery file."""

from pathlib import Path

import click

from genklang.errors import Failure, problem


@click.command("recover-key")
@click.argument("name", metavar="ORGANISATION/ROUND")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.password_option("--passphrase", prompt="Passphrase", confirmation_prompt=False, help="Asked for if left out.")
def command(name: str, file: Path, passphrase: str) -> None:
    """Put a round's private key back from its recovery file, after a disk or its folder of keys was lost.

    Run it as the user that runs genklang work.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    recover(name, file, passphrase)
    click.echo("The key is back.")


def recover(name: str, file: Path, passphrase: str) -> None:
    """Put the key back; F001 (no such file), T105 (no such round), T106 (not its file or passphrase)."""
    from genklang.server.fieldwork.models import Round  # noqa: PLC0415
    from genklang.server.jobs.keys import recover_key  # noqa: PLC0415

    organisation, _, code = name.partition("/")
    round_ = Round.objects.select_related("organisation").filter(organisation__code=organisation, code=code).first()
    if round_ is None:
        raise Failure(problem("T105", name))
    if not file.is_file():
        raise Failure(problem("F001", str(file)))
    if not recover_key(round_, file.read_bytes(), passphrase):
        raise Failure(problem("T106", str(file), round=name))
