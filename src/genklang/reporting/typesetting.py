"""Sets reports with Typst, alone or in several processes; run as a module it is one such process."""

import os
import struct
import subprocess
import sys
from base64 import b64encode
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Final

import typst

TEMPLATES: Final = Path(__file__).parent / "formats" / "templates"
FONTS: Final = Path(__file__).parents[1] / "content" / "fonts"
NOT_STATED: Final = 0
"""Creation date (POSIX). PDF/A asks for one; a fixed one keeps the bytes of one report the same for ever."""


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(TEMPLATES / "report.typ", root=TEMPLATES, font_paths=[FONTS], ignore_system_fonts=True)


def set_pdf(document: str) -> bytes:
    """Return the PDF of a document given as JSON (PDF/UA-1 and PDF/A-2a). Its texts are never read as markup."""
    pdf = _compiler().compile(
        sys_inputs={"report": document}, format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=NOT_STATED
    )
    assert isinstance(pdf, bytes)  # noqa: S101 - only image formats give one result a page
    return pdf


def wrap_png(picture: bytes) -> str:
    """Return a PNG as an SVG, the way in which documents given as JSON hold pictures; empty where there is none."""
    if not picture:
        return ""
    width, height = struct.unpack(">II", picture[16:24])
    data = b64encode(picture).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def set_many(documents: Iterable[str], *, processes: int) -> Iterator[bytes]:
    """Yield the PDF of each document in turn, set by so many processes at once; few are held at a time."""
    with ExitStack() as stack:
        idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for _ in range(processes):
            idle.put(stack.enter_context(_start()))
        threads = stack.enter_context(ThreadPoolExecutor(processes))
        pending: deque[Future[bytes]] = deque()
        for document in documents:
            pending.append(threads.submit(_hand_over, idle, document))
            if len(pending) > 2 * processes:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


def _start() -> subprocess.Popen[bytes]:
    """Start this module as a process of its own, which works in scripts and notebooks alike."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(  # noqa: S603 - our own module, no words of a user
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )


def _hand_over(idle: SimpleQueue[subprocess.Popen[bytes]], document: str) -> bytes:
    process = idle.get()
    try:
        return _exchange(process, document)
    finally:
        idle.put(process)


def _exchange(process: subprocess.Popen[bytes], document: str) -> bytes:
    """Send one line of JSON; receive a line with a length and then as many bytes."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    process.stdin.write(document.encode() + b"\n")
    process.stdin.flush()
    length = process.stdout.readline()
    if not length:
        raise RuntimeError("typesetting ended before its work was done; what it said stands above")
    return process.stdout.read(int(length))


def _serve(source: IO[bytes], sink: IO[bytes]) -> None:
    for line in source:
        pdf = set_pdf(line.decode())
        sink.write(b"%d\n" % len(pdf) + pdf)
        sink.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
