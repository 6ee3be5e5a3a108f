"""`genklang work`: run the server's jobs."""

import click


@click.command("work")
@click.option("--once", is_flag=True, help="Run what is due now, then end.")
def command(*, once: bool) -> None:
    """Run the server's jobs: sending, mixing, counting, reports. Keep one or more of these beside `genklang serve`.

    Run it as another user of the operating system than `genklang serve`: it alone reads the private mix keys.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from django.utils import timezone  # noqa: PLC0415

    from genklang.server.jobs.worker import work  # noqa: PLC0415

    work(timezone.localtime, once=once)
