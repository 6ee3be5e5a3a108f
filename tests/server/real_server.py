"""A server of its own: `genklang serve` in processes and threads, on databases in a folder, like an installation."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class RealServer:
    """Where it listens, what lies in its folder, the tokens of its places, and its first process.

    `kiosk`: the token of the tablet at the last unit; `kiosk_places`: the keys of its places by target group.
    """

    address: str
    folder: Path
    places: list[str]
    codes: list[str]
    seed: str
    kiosk: str
    kiosk_places: dict[str, int]
    process: int

    @property
    def database(self) -> Path:
        return self.folder / "data/genklang.sqlite3"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")


@contextmanager
def serve(folder: Path, *, cases: int = 0, workers: int = 2) -> Iterator[RealServer]:
    """Run a server with an open round until the test is done."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT}:{Path(__file__).parent}",
        "GENKLANG_MODE": "demo",
        "GENKLANG_DATA": str(folder / "data"),
        "GENKLANG_KEYS": str(folder / "keys"),
    }
    seed = Path(__file__).with_name("seed_real_server.py")
    made = subprocess.run(
        [sys.executable, str(seed), str(cases)], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[-4000:]
    port = find_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "genklang", "serve", "--port", str(port), "--workers", str(workers)],
            env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            address = f"http://localhost:{port}"
            wait_for(address, process)
            yield RealServer(address, folder, **json.loads(made.stdout.splitlines()[-1]), process=process.pid)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def find_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def wait_for(address: str, process: subprocess.Popen) -> None:
    for _ in range(200):
        assert process.poll() is None, "the server did not start"
        try:
            if httpx.get(f"{address}/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the server did not answer")
