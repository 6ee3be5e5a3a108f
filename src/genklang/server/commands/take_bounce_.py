"""`genklang take-bounce`: read one returned mail from the mail server."""

import sys

import click


@click.command("take-bounce")
@click.option("--to", "receiver", default="", help="The address it came to, where the mail server tells it.")
def command(*, receiver: str) -> None:
    """Read one mail that came back from standard input, and stop writing to an address that is gone.

    The mail server pipes each mail to the bounce domain here; what is no report of a failure is passed over.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from django.utils import timezone  # noqa: PLC0415

    from genklang.server.jobs.take_bounce import MAX_BYTES, take_bounce  # noqa: PLC0415

    take_bounce(sys.stdin.buffer.read(MAX_BYTES), timezone.localdate(), receiver=receiver)
