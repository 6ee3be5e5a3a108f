"""Whole responses through the web server, acknowledged when on disk, beside a bare insert of as many bytes."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import Row

PEOPLE = 400
AT_ONCE = 24
"""Conversations at a time, more than the server has threads; they share its two cores."""
SEALED_BYTES = 8241
GOAL = 0.010
"""Seconds of wall time per acknowledged response."""
HIDDEN = re.compile(r'<input type="?hidden"? name="?([^" >]+)"? value="?([^">]*)"?')
COOKIE = re.compile(r"(?i)set-cookie: ([^=]+)=([^;]*)")
LOCATION = re.compile(r"(?i)\r\nlocation: (\S+)")
LENGTH = re.compile(r"(?i)\r\ncontent-length: (\d+)")
CHOICE = re.compile(r'name="?(a\.[^" >]+)"? value="?([^" >]+)"?')


def measure() -> list[Row]:
    """Return processor time and wall time of a response on one page and on a page a question, and the ratio.

    The goal of 100 acknowledged responses a second is written as a ratio to this machine's bare insert too.
    """
    rows = []
    with tempfile.TemporaryDirectory(prefix="genklang-bench-") as folder:
        bare = time_inserts(Path(folder))
        for mode, pages in (("all", "all on one page"), ("one", "a page a question")):
            with serve(Path(folder) / mode, mode) as (address, tokens, process):
                cpu, wall, requests = drive(address, tokens, process)
            rows += [
                Row(f"processor per response, {pages} ({requests:.0f} requests)", cpu * 1000, "ms", 25.0),
                Row(f"wall per acknowledged response, {pages}", wall * 1000, "ms", GOAL * 1000),
                Row(f"wall against a bare insert, {pages}", wall / bare, "×", GOAL / bare),
            ]
    return rows


def time_inserts(folder: Path) -> float:
    """Return seconds per insert of a sealed answer's bytes with full durability, one transaction each."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE bare (id BLOB PRIMARY KEY, sealed BLOB)")
        begun = time.perf_counter()
        for _ in range(PEOPLE):
            database.execute("INSERT INTO bare VALUES (?, ?)", (os.urandom(16), os.urandom(SEALED_BYTES)))
        return (time.perf_counter() - begun) / PEOPLE


@contextmanager
def serve(folder: Path, mode: str) -> Iterator[tuple[tuple[str, int], list[str], int]]:
    """Run `genklang serve` on a seeded installation; yield its address, its places' tokens and its process."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "genklang.server.settings",
        "GENKLANG_MODE": "demo",
        "GENKLANG_DATA": str(folder / "data"),
        "GENKLANG_KEYS": str(folder / "keys"),
    }
    seed = [sys.executable, "-m", "benchmarks.server_seed", mode]
    made = subprocess.run(seed, env=environment, capture_output=True, text=True, check=True)
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "genklang", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        wait_for(("localhost", port))
        yield ("localhost", port), json.loads(made.stdout), process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def wait_for(address: tuple[str, int]) -> None:
    for _ in range(300):
        try:
            connection = HTTPConnection(*address, timeout=2)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


def drive(address: tuple[str, int], tokens: list[str], process: int) -> tuple[float, float, float]:
    """Let people answer; return processor and wall seconds, and requests, per response."""
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        list(crowd.map(lambda n: respond(address, tokens[n % len(tokens)]), range(20)))
        before, begun = read_cpu(process), time.perf_counter()
        requests = list(crowd.map(lambda n: respond(address, tokens[n % len(tokens)]), range(PEOPLE)))
        wall, cpu = time.perf_counter() - begun, read_cpu(process) - before
    return cpu / PEOPLE, wall / PEOPLE, sum(requests) / PEOPLE


def respond(address: tuple[str, int], token: str) -> int:
    """Answer as a person without scripts does; return how many requests that took. RuntimeError without a thank-you."""
    browser = Browser(address)
    page = browser.ask("GET", f"/s/{token}")
    for _ in range(20):
        if "name=go" not in page and 'name="go"' not in page:
            break
        fields = dict(HIDDEN.findall(page)) | dict(CHOICE.findall(page))
        button = "send" if 'value="send"' in page or "value=send" in page else "next"
        page = browser.ask("POST", browser.path, urlencode({**fields, "go": button}))
    if not browser.is_thanked(page):
        raise RuntimeError(page[:2000])
    return browser.requests


class Browser:
    """One person's connection, cookies and place. It does little, since it shares the server's cores."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.connection = socket.create_connection(address, timeout=60)
        self.cookies: dict[str, str] = {}
        self.path, self.requests = "/", 0

    def ask(self, method: str, path: str, body: str = "") -> str:
        """Send a request, follow where it leads, and return the page."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Language: sv", f"Cookie: {cookies}"]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self.connection.sendall("\r\n".join([*lines, "", body]).encode())
        head, page = self._receive()
        self.path, self.requests = path, self.requests + 1
        self.cookies.update(COOKIE.findall(head))
        if moved := LOCATION.search(head):
            return self.ask("GET", moved[1])
        if " 200 " not in head.partition("\r\n")[0]:
            raise RuntimeError(f"{method} {path}: {head} {page[:500]}")
        return page

    def _receive(self) -> tuple[str, str]:
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self.connection.recv(1 << 16)
        head = received[:end].decode()
        whole = end + 4 + int(LENGTH.search(head)[1])
        while len(received) < whole:
            received += self.connection.recv(1 << 16)
        return head, received[end + 4 :].decode()

    def is_thanked(self, page: str) -> bool:
        return "Tack! Dina svar är skickade" in page


def read_cpu(process: int) -> float:
    """Return the processor seconds of a process and all its children so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == process:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
