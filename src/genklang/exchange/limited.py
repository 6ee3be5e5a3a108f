"""Work on foreign files in a process of its own, limited in memory and time, that knows no key and no address."""

import os
import resource
import subprocess
import sys
from typing import Final

SECONDS: Final = 60
MAX_MEMORY: Final = 512 << 20
REFUSED: Final = 3
"""What a child ends with where the file is at fault; what it says then names the fault."""
HANDED_ON: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TMPDIR")
ONE_THREAD: Final = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def run_limited(module: str, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    """Run a module as a child with these arguments; None where it takes longer than it may."""
    # -P keeps the folder that the server was started in out of the child's way.
    command = [sys.executable, "-P", "-m", module, *arguments]
    surroundings = ONE_THREAD | {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    try:
        return subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=SECONDS, check=False, env=surroundings
        )
    except subprocess.TimeoutExpired:
        return None


def limit_self() -> None:
    """Limit the process that calls it, as a child does first of all."""
    # What is mapped from files does not count: the libraries alone would fill an address space of this size.
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
