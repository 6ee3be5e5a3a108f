"""`genklang serve`: the web server."""

import socket
from typing import Final

import click

from genklang.errors import Failure, problem

WORKERS: Final = 2
CONNECTIONS: Final = 1024
"""Connections that a worker holds at once: so many that slow ones cannot keep the others out; more wait at the door."""
YEAR: Final = 365 * 86400


@click.command("serve")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def command(address: str, port: int, workers: int) -> None:
    """Serve the pages, for people who answer and for staff. Keep `genklang work` running beside it.

    Stand a proxy before it that speaks TLS (GENKLANG_TRUSTED_PROXIES=1). With unsafe settings it does not start, and
    says why.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from genklang.server.commands.safety import find_unsafe  # noqa: PLC0415

    unsafe = find_unsafe(address)
    if unsafe:
        raise Failure(*unsafe)
    _try_port(address, port)
    _collect_static()
    click.echo(f"Serving on http://{address}:{port} with {workers} workers. Stop with Ctrl-C.")
    _serve(address, port, workers)


def _try_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
        except OSError as error:
            raise Failure(problem("H112", "--port", port=port, address=address)) from error


def _collect_static() -> None:
    """Write the static files under names that hold their hashes, so that browsers may keep them for good."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("collectstatic", interactive=False, clear=False, verbosity=0)


def _serve(address: str, port: int, workers: int) -> None:
    from django.conf import settings  # noqa: PLC0415
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    Granian(
        "genklang.server.wsgi:door",
        address=address,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        backpressure=CONNECTIONS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        static_path_route=["/static"],
        static_path_mount=[settings.STATIC_ROOT],
        static_path_expires=YEAR,
    ).serve()
