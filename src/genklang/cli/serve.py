"""Shows a folder to this machine alone: loopback address, safe headers, no listings."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from genklang.errors import Failure, problem

HOST: Final = "127.0.0.1"
TRIES: Final = 20
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Handler(SimpleHTTPRequestHandler):
    """Serves files and nothing else; a request under another host's name is refused."""

    server_version = "genklang"
    sys_version = ""
    extensions_map = {  # noqa: RUF012 — the base class has it so
        ".html": "text/html; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
        ".pdf": "application/pdf",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "": "application/octet-stream",
    }

    def send_head(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 — the base class has no types
        """Find the file, unless the request is meant for another host (a page elsewhere may try that)."""
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        if host not in {HOST, "localhost"}:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        return super().send_head()

    def list_directory(self, path: object) -> None:  # noqa: ARG002 — the base class's signature
        """List nothing."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Add the safe headers to every answer."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's signature
        """Log nothing: who looked at what is nobody's business."""


@contextmanager
def open_server(folder: Path, port: int) -> Iterator[ThreadingHTTPServer]:
    """Yield a server of `folder` on `port` of this machine, or on the next free one (0: any); S105 where none is."""
    server = _find_server(folder, port)
    with server:
        yield server


def _find_server(folder: Path, port: int) -> ThreadingHTTPServer:
    handler = partial(Handler, directory=str(folder))
    last = min(port + TRIES, 65535) if port else 0
    for candidate in range(port, last + 1):
        try:
            return LocalServer((HOST, candidate), handler)
        except OSError:
            continue
    raise Failure(problem("S105", "--port", first=port, last=last))


class LocalServer(ThreadingHTTPServer):
    """A server that never shares its port with another program, and may start again at once where that is safe."""

    allow_reuse_address = os.name == "posix"
    daemon_threads = True
