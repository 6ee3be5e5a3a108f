"""Reads a foreign table in a limited process of its own, into a file of ours."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from genklang.errors import Failure, Problem, problem, read_problems, write_problems
from genklang.exchange import ROW, Table, read_table
from genklang.exchange.limited import MAX_MEMORY, REFUSED, SECONDS, limit_self, run_limited

SLICE: Final = 10_000


def copy_apart(source: Path, target: Path, *, most_rows: int) -> None:
    """Write the table in `source`, of any format that is read, to `target` as an Arrow file with `ROW`.

    Failures as `read_table`'s, those of its rows among them; A214 for too many rows, A219 where it takes too much.
    Where it fails there is no `target`.
    """
    done = run_limited(__name__, str(source), str(target), str(most_rows))
    if done is None or done.returncode:
        target.unlink(missing_ok=True)
        is_refused = done is not None and done.returncode == REFUSED
        raise Failure(*read_problems(json.loads(done.stdout)) if done and is_refused else [_too_heavy(source)])


def read_copy(path: Path) -> Table:
    """Open a table that `copy_apart` has written."""
    columns = tuple(name for name in pl.read_ipc_schema(path) if name != ROW)
    return Table(columns, None, _read_slices(path))


def _read_slices(path: Path) -> Iterator[pl.DataFrame]:
    yield from pl.read_ipc(path).iter_slices(SLICE)


def _too_heavy(source: Path) -> Problem:
    return problem("A219", str(source), seconds=SECONDS, megabytes=MAX_MEMORY >> 20)


def main(source: str, target: str, most_rows: str) -> int:
    """Do the copying, as the child process; where the table is at fault, say how on standard output."""
    limit_self()
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
