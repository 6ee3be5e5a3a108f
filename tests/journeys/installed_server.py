"""A server as an office runs it: `genklang migrate`, `create-organisation`, `serve` and `work`, with a mail server."""

import email
import email.policy
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
WORK = """
import sys, django
django.setup()
from datetime import datetime
from genklang.server.jobs.worker import work
work(lambda: datetime.fromisoformat(sys.argv[1]), once=True)
"""
TABLES = {"sealed": "fieldwork_sealedanswer", "contacts": "fieldwork_contact", "tokens": "fieldwork_casetoken"}


@dataclass
class InstalledServer:
    """Where it is, what it runs with, and what came by mail. `noon` is today's, so that mail leaves at any hour."""

    folder: Path
    port: int
    mail_port: int
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def noon(self) -> datetime:
        return datetime.now(UTC).astimezone().replace(hour=12, minute=0, second=0, microsecond=0)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "genklang.server.settings",
            "GENKLANG_MODE": "demo",
            "GENKLANG_DATA": str(self.folder / "data"),
            "GENKLANG_KEYS": str(self.folder / "keys"),
            "GENKLANG_SECRET_KEY": "a secret of sixty-four characters, made for this journey alone...",
            "GENKLANG_BASE_URL": self.address,
            "GENKLANG_SMTP_HOST": "127.0.0.1",
            "GENKLANG_SMTP_PORT": str(self.mail_port),
            "GENKLANG_SMTP_TLS": "0",
        }

    def genklang(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "genklang", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def found(self, name: str, owner: str, address: str, *, code: str) -> str:
        """Create an organisation; return its owner's link."""
        person = ("--owner-name", owner, "--owner-email", address)
        said = self.genklang("create-organisation", name, *person, "--code", code)
        return re.search(r"http\S+", said)[0]

    def work(self, now: datetime) -> None:
        """Run what is due at a moment."""
        command = [sys.executable, "-c", WORK, now.isoformat()]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def read_mails(self) -> list[tuple[str, str]]:
        """Return (receiver, link to the questions) of every mail, in the order they came."""
        found = []
        for file in sorted((self.folder / "mail").glob("*.eml"), key=lambda f: int(f.stem)):
            _, receiver, content = file.read_bytes().split(b"\n", 2)
            text = email.message_from_bytes(content, policy=email.policy.default).get_content()
            found.append((receiver.decode(), re.search(r"http\S+/k/\S+", text)[0]))
        return found

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.folder / "data/genklang.sqlite3")) as database:
            return database.execute(f"SELECT COUNT(*) FROM {TABLES[table]}").fetchone()[0]

    def is_in_files(self, words: str) -> bool:
        """Return whether words stand anywhere in the files of the databases, deleted rows and logs included."""
        return any(words.encode() in file.read_bytes() for file in (self.folder / "data").glob("*.sqlite3*"))

    def wait(self, is_so: Callable[[], bool]) -> None:
        for _ in range(600):
            if is_so():
                return
            time.sleep(0.2)
        raise TimeoutError

    def start(self, *command: str) -> None:
        with (self.folder / f"log-{len(self.processes)}").open("wb") as log:
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)


@contextmanager
def run_server(folder: Path) -> Iterator[InstalledServer]:
    """Run an empty server with its mail server until the journey is over."""
    (folder / "mail").mkdir()
    server = InstalledServer(folder, find_port(), find_port())
    server.genklang("migrate")
    mail = ROOT / "tests/server/mail_server.py"
    server.start(sys.executable, str(mail), str(server.mail_port), str(folder / "mail"))
    server.start(sys.executable, "-m", "genklang", "serve", "--port", str(server.port))
    try:
        server.wait(lambda: is_up(server.address))
        yield server
    finally:
        for process in server.processes:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def is_up(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
