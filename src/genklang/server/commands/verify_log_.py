"""`genklang verify-log`: try the chain of the log."""

import click

from genklang.errors import Failure, problem


@click.command("verify-log")
@click.option("--noted", default="", help="An end noted earlier, as this command printed it: NUMBER:HASH.")
def command(noted: str) -> None:
    """Try the chain of the log: that no entry was changed, removed or put elsewhere.

    Note the end that it prints somewhere outside the server: with --noted it is then seen, too, if the end of the log
    was cut off, or the whole database put back.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from genklang.server.organisation.chain import find_break  # noqa: PLC0415
    from genklang.server.organisation.models import AuditEntry, AuditHead  # noqa: PLC0415

    head = AuditHead.objects.first()
    broken = find_break(AuditEntry.objects.order_by("number").iterator(), head)
    if broken is not None:
        raise Failure(problem("H120", "log", number=broken))
    number, _, digest = noted.partition(":")
    if noted and not (number.isdigit() and AuditEntry.objects.filter(number=number, hash=digest).exists()):
        raise Failure(problem("H121", "log", noted=noted))
    click.echo(f"The log is whole. Its end: {head.number}:{head.hash}" if head else "The log is empty.")
