"""Excel workbooks: the first visible sheet, read by a limited child process; nothing in it is run or followed."""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from genklang.errors import Failure, Problem, problem
from genklang.exchange import Exchange, Table, xlsx_child
from genklang.exchange.csv import open_delimited

SECONDS: Final = 60
MAX_BYTES: Final = 100 << 20
OLD_KIND: Final = b"\xd0\xcf\x11\xe0"
"""How an old workbook (.xls) begins, and one that is locked with a password."""


def read_xlsx(path: Path) -> Table:
    """Open the first visible sheet of a workbook as a table; numbers and days become text.

    Raises Failure (A214, A216–A219, and those of CSV for the sheet's own faults).
    """
    _check(path)
    with tempfile.TemporaryDirectory(prefix="genklang-") as folder:
        sheet = Path(folder) / "sheet.csv"
        _convert(path, sheet)
        # The sheet is open when its folder goes: the rest of it is read all the same.
        return open_delimited(sheet, name=str(path))


def read_rows(path: Path, sheet: str = "") -> list[list[str]]:
    """Return all rows of a visible sheet, the first where none is named, as text.

    Raises Failure (A214, A216–A219; D111 where there is no such sheet).
    """
    _check(path)
    with tempfile.TemporaryDirectory(prefix="genklang-") as folder:
        rows = Path(folder) / "sheet.csv"
        _convert(path, rows, sheet)
        with rows.open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))


def _check(path: Path) -> None:
    if path.stat().st_size > MAX_BYTES:
        raise Failure(problem("A214", str(path), what="the whole file", limit=f"{MAX_BYTES >> 20} MB"))
    with path.open("rb") as stream:
        if stream.read(4) == OLD_KIND:
            raise Failure(problem("A217", str(path)))


part = Exchange("Excel", (".xlsx",), read_xlsx)


def _convert(path: Path, target: Path, sheet: str = "") -> None:
    script = xlsx_child.__file__
    # -P keeps this folder, with a `csv` of its own, out of the child's way.
    command = [sys.executable, "-P", script, str(path), str(target), str(SECONDS), sheet]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise Failure(_too_heavy(path)) from error
    if done.returncode:
        raise Failure(_explain(done.returncode, done.stdout, path, sheet))


def _explain(code: int, said: str, path: Path, sheet: str) -> Problem:
    if code == xlsx_child.DAMAGED:
        return problem("A216", str(path))
    if code == xlsx_child.NO_SHEET:
        return problem("D111", str(path), sheet=sheet)
    if code == xlsx_child.TOO_LARGE:
        return problem("A218", str(path), what=said, limit=f"{xlsx_child.MAX_UNPACKED >> 20} MB")
    return _too_heavy(path)


def _too_heavy(path: Path) -> Problem:
    return problem("A219", str(path), seconds=SECONDS, megabytes=xlsx_child.MAX_MEMORY >> 20)
