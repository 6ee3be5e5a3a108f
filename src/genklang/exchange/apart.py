"""Reads a foreign table in a process of its own, limited in memory and time, into a file of ours."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from genklang.errors import Failure, Problem, problem, read_problems, write_problems
from genklang.exchange import ROW, Table, read_table

SECONDS: Final = 60
MAX_MEMORY: Final = 512 << 20
SLICE: Final = 10_000
REFUSED: Final = 3
HANDED_ON: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TMPDIR")
"""What the child learns of its surroundings: no key and no address of a database."""
ONE_THREAD: Final = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def copy_apart(source: Path, target: Path, *, most_rows: int) -> None:
    """Write the table in `source`, of any format that is read, to `target` as an Arrow file with `ROW`.

    Failures as `read_table`'s, those of its rows among them; A214 for too many rows, A219 where it takes too much.
    Where it fails there is no `target`.
    """
    # -P keeps the folder that the server was started in out of the child's way.
    command = [sys.executable, "-P", "-m", __name__, str(source), str(target), str(most_rows)]
    surroundings = ONE_THREAD | {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=SECONDS, check=False, env=surroundings
        )
    except subprocess.TimeoutExpired as error:
        target.unlink(missing_ok=True)
        raise Failure(_too_heavy(source)) from error
    if done.returncode:
        target.unlink(missing_ok=True)
        raise Failure(*_explain(done, source))


def read_copy(path: Path) -> Table:
    """Open a table that `copy_apart` has written."""
    columns = tuple(name for name in pl.read_ipc_schema(path) if name != ROW)
    return Table(columns, None, _read_slices(path))


def _read_slices(path: Path) -> Iterator[pl.DataFrame]:
    yield from pl.read_ipc(path).iter_slices(SLICE)


def _explain(done: subprocess.CompletedProcess[str], source: Path) -> list[Problem]:
    if done.returncode != REFUSED:
        return [_too_heavy(source)]
    return list(read_problems(json.loads(done.stdout)))


def _too_heavy(source: Path) -> Problem:
    return problem("A219", str(source), seconds=SECONDS, megabytes=MAX_MEMORY >> 20)


def main(source: str, target: str, most_rows: str) -> int:
    """Do the copying, as the child process; where the table is at fault, say how on standard output."""
    # What is mapped from files does not count: the libraries alone would fill an address space of this size.
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _copy(Path(source), Path(target), int(most_rows))
    except Failure as failure:
        sys.stdout.write(json.dumps(write_problems(failure.problems)))
        return REFUSED
    return 0


def _copy(source: Path, target: Path, most_rows: int) -> None:
    table = read_table(source)
    held: list[pl.DataFrame] = [pl.DataFrame(schema={**dict.fromkeys(table.columns, pl.String), ROW: pl.Int64})]
    rows = 0
    for batch in table.batches:
        rows += batch.height
        if rows > most_rows:
            raise Failure(problem("A214", str(source), what="rows", limit=f"{most_rows:,}"))
        held.append(batch.select(*table.columns, ROW))
    pl.concat(held).write_ipc(target)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
