"""A PostgreSQL of the tests' own, in a temporary folder, from Debian's packages; never the system's."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS = {
    "unix_socket_directories": "''",
    "listen_addresses": "'127.0.0.1'",
    "shared_buffers": "16MB",
    "max_connections": "120",
    "min_wal_size": "4MB",
    "max_wal_size": "64MB",
    "autovacuum": "off",
    "recovery_init_sync_method": "syncfs",
}


def find_binaries() -> Path | None:
    """Return the folder of PostgreSQL's own programs, 15 or newer; None where it is not installed."""
    folders = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if int(p.parent.name) >= 15]
    return max(folders, key=lambda p: int(p.parent.name), default=None)


def find_user() -> list[str]:
    """Return the words that run a command as another user where we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    names = (line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines())
    return ["runuser", "-u", "postgres" if "postgres" in names else "nobody", "--"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def is_alive(process: int) -> bool:
    """Return whether a process runs; one that is dead and unmourned does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@dataclass
class Cluster:
    """One server process and its data in `folder`."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: int = 0

    def create(self) -> "Cluster":
        self.folder.mkdir(parents=True, exist_ok=True)
        user = find_user()
        if user:
            shutil.chown(self.folder, user[2])
        self._call("initdb", "-D", self._data, "-A", "trust", "-U", "genklang", "-E", "UTF8", "--wal-segsize=1", "-N")
        lines = [f"{name} = {value}\n" for name, value in {**SETTINGS, "port": self.port}.items()]
        with (self._data / "postgresql.conf").open("a") as conf:
            conf.writelines(lines)
        return self

    def configure(self, name: str, value: str) -> None:
        with (self._data / "postgresql.conf").open("a") as conf:
            conf.write(f"{name} = {value}\n")

    def start(self) -> "Cluster":
        deadline = time.monotonic() + 30
        while True:
            try:
                self._call("pg_ctl", "-D", self._data, "-l", self.folder / "log", "-w", "-t", "30", "start")
            except subprocess.CalledProcessError as error:
                # What is left of a killed server lets go of its memory a moment later.
                if time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()[-3000:]) from error
                time.sleep(0.1)
            else:
                return self.meet()

    def meet(self) -> "Cluster":
        """Learn the process that runs here, for when the disk can no longer say."""
        self.process = int((self._data / "postmaster.pid").read_text().split()[0])
        return self

    def stop(self) -> None:
        self._call("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """Kill the server and its children as a power cut does: no goodbye. They are ours, or nothing is done."""
        running = Path(f"/proc/{self.process}")
        if running.exists() and str(self._data).encode() in (running / "cmdline").read_bytes():
            children = (running / "task" / str(self.process) / "children").read_text().split()
            processes = [self.process, *map(int, children)]
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            while any(map(is_alive, processes)):
                time.sleep(0.01)

    def create_database(self, name: str, template: str = "template1") -> str:
        """Make a database, a copy of another, and return its URL."""
        self.query("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql://genklang@127.0.0.1:{self.port}/{name}"

    def query(self, database: str, sql: str) -> list[tuple]:
        import psycopg

        url = f"postgresql://genklang@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(sql)
            return found.fetchall() if found.description else []

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _call(self, program: str, *arguments: object) -> None:
        command = [*find_user(), str(find_binaries() / program), *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, cwd="/")


def make_cluster() -> Cluster:
    """Make and start a cluster in a temporary folder that its user can reach."""
    return Cluster(Path(tempfile.mkdtemp(prefix="genklang-postgres-"))).create().start()
