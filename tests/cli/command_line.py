"""The command line called inside this process, and CSV as plain Python sees it."""

import contextlib
import csv
import io
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from genklang.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str


def call(*arguments: object) -> Said:
    """Run one command as the console does."""
    out, err = io.StringIO(), io.StringIO()
    hook, handler = sys.excepthook, signal.getsignal(signal.SIGTERM)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(a) for a in arguments])
        except SystemExit as end:
            code = end.code or 0
        finally:
            sys.excepthook = hook
            signal.signal(signal.SIGTERM, handler)
    return Said(code, out.getvalue(), err.getvalue())


def do(*arguments: object) -> Said:
    """Run a command that must succeed."""
    said = call(*arguments)
    assert said.code == 0, said.err
    return said


def listing(place: Path) -> set[str]:
    """Return every file and folder below a folder."""
    return {str(path.relative_to(place)) for path in place.rglob("*")}


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
