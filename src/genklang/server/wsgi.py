"""The door for the web server: a request has come in whole before a thread is given to it; slow ones wait alone.

A thread that waits for somebody's next byte answers nobody else: eight connections that dribble would be enough.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import IO, Any, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponseBase
from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

THREADS: Final = 2
"""In each worker: one answers while another waits for the disk; more only stand in each other's way."""
PATIENCE: Final = 20.0
"""Seconds that the next part of a request may keep us waiting."""
UPLOADS: Final = "/o/"
"""Where staff's pages, and so all files that come in, have their addresses."""
LARGEST_UPLOAD: Final = 1100 << 20
"""Bytes of the largest request to staff's pages: a pile of scans. Each page has a limit of its own below it."""
LARGEST_FORM: Final = 40 << 20
"""Bytes of the largest request to any other page: enough to give answers back that come with a far too long text."""
IN_MEMORY: Final = 512 * 1024
"""Bytes of a request that are held in memory; more is held in a file."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "genklang.server.settings")
application = get_wsgi_application()
# Every page's code is loaded before the first request, which would wait for seconds otherwise.
import_module(settings.ROOT_URLCONF)


class Door:
    """Takes requests as granian hands them over (RSGI), and gives them to Django in one of a few threads."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request; 408 where it stops coming, 413 where it is larger than anything that is taken."""
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            refused = await read_body(protocol, body, most=find_limit(scope.path))
            if refused:
                protocol.response_empty(refused, [])
                return
            response = await self._run(answer, make_environ(scope, body))
            await self._send(response, protocol)

    async def _send(self, response: HttpResponseBase, protocol: HTTPProtocol) -> None:
        headers = list_headers(response)
        if not response.streaming:
            # Closed in its own thread already: the content is in memory.
            protocol.response_bytes(response.status_code, headers, response.getvalue())
            return
        try:
            transport = protocol.response_stream(response.status_code, headers)
            parts = iter(response)
            while part := await self._run(next, parts, b""):
                await transport.send_bytes(part)
        except ProtocolClosed:
            return
        finally:
            await self._run(response.close)

    def _run(self, work: Callable[..., Any], *given: object) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work, *given)


def find_limit(path: str) -> int:
    """Return how many bytes a request to an address may have."""
    return LARGEST_UPLOAD if path.startswith(UPLOADS) else LARGEST_FORM


async def read_body(protocol: HTTPProtocol, body: IO[bytes], *, most: int) -> int:
    """Read a request's body of at most `most` bytes into `body`; return the status of a refusal, or 0."""
    clock = asyncio.get_running_loop().time
    try:
        async with asyncio.timeout(PATIENCE) as limit:
            async for part in protocol:
                limit.reschedule(clock() + PATIENCE)
                body.write(part)
                if body.tell() > most:
                    return 413
    except TimeoutError:
        return 408
    return 0


def answer(environ: dict[str, Any]) -> HttpResponseBase:
    """Have Django answer, and give back what the request held (connections, files) unless more is still to be sent."""
    response = application(environ, _begin)
    if not response.streaming:
        response.close()
    return response


def _begin(_status: str, _headers: list[tuple[str, str]], _error: object = None, /) -> Callable[[bytes], object]:
    """Stand for what WSGI begins its reply with: the response itself says all of it."""
    return len


def make_environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """Return a request as WSGI has it (PEP 3333). A header whose name holds an underscore could pass for another."""
    length = body.tell()
    body.seek(0)
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": as_wsgi(scope.path),
        "QUERY_STRING": as_wsgi(scope.query_string),
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in list_fields(scope):
        joined = ";" if name == "HTTP_COOKIE" else ","
        environ[name] = f"{environ[name]}{joined}{value}" if name in environ else value
    return environ | {"CONTENT_LENGTH": str(length)}


def list_fields(scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield a request's headers by their names in WSGI."""
    for name, value in scope.headers.items():
        if "_" not in name:
            known = name.upper().replace("-", "_")
            yield known if known == "CONTENT_TYPE" else f"HTTP_{known}", as_wsgi(value)


def as_wsgi(text: str) -> str:
    """Return text as WSGI carries it: each byte as one sign."""
    return text.encode("utf-8", "replace").decode("latin-1")


def list_headers(response: HttpResponseBase) -> list[tuple[str, str]]:
    """Return a response's headers with its cookies."""
    headers = [(name.lower(), str(value)) for name, value in response.items()]
    return headers + [("set-cookie", cookie.OutputString()) for cookie in response.cookies.values()]


door = Door()
