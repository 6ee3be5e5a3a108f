"""Run as a process of its own: limits itself, checks what a workbook unpacks to, writes its first sheet as CSV."""

import csv
import resource
import sys
import zipfile
import zlib
from datetime import datetime, time
from pathlib import Path
from typing import IO, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MAX_MEMORY: Final = 512 << 20
MAX_UNPACKED: Final = 300 << 20
MAX_ENTRIES: Final = 5_000
DAMAGED: Final = 3
TOO_LARGE: Final = 4
NO_SHEET: Final = 5
LOCAL_HEADER: Final = 30


class TooLargeError(Exception):
    """The workbook unpacks to more than it may, or than it says."""


def main(workbook: str, sheet: str, seconds: str, wanted: str = "") -> int:
    """Write a sheet of `workbook` to `sheet`, by default the first visible; return a code (and say why)."""
    _limit(int(seconds))
    try:
        _check_archive(workbook)
        return 0 if _write_sheet(workbook, Path(sheet), wanted) else NO_SHEET
    except TooLargeError as error:
        sys.stdout.write(str(error))
        return TOO_LARGE
    except (CalamineError, zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
        return DAMAGED


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_UNPACKED, MAX_UNPACKED))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _check_archive(workbook: str) -> None:
    with zipfile.ZipFile(workbook) as archive, Path(workbook).open("rb") as stream:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise TooLargeError(f"{len(entries)} parts")
        declared = sum(e.file_size for e in entries)
        if declared > MAX_UNPACKED:
            raise TooLargeError(f"{declared >> 20} MB")
        for entry in entries:
            _check_entry(entry, stream)


def _check_entry(entry: zipfile.ZipInfo, stream: IO[bytes]) -> None:
    """Unpack one part without keeping it, to see that it is no larger than it says."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
            raise zipfile.BadZipFile
        return
    stream.seek(entry.header_offset)
    header = stream.read(LOCAL_HEADER)
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    unpacker = zlib.decompressobj(-15)
    unpacked, left = 0, entry.compress_size
    while left and not unpacker.eof:
        packed = stream.read(min(left, 1 << 14))
        if not packed:
            raise EOFError
        left -= len(packed)
        unpacked += len(unpacker.decompress(packed))
        if unpacked > entry.file_size:
            raise TooLargeError("more than it says")


def _write_sheet(workbook: str, target: Path, wanted: str) -> bool:
    with CalamineWorkbook.from_path(workbook) as book, target.open("w", encoding="utf-8", newline="") as stream:
        visible = (
            s.name
            for s in book.sheets_metadata
            if s.visible == SheetVisibleEnum.Visible and s.typ == SheetTypeEnum.WorkSheet
        )
        name = next((n for n in visible if wanted in {"", n}), None)
        if name is None:
            if wanted:
                return False
            raise ValueError
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for row in book.get_sheet_by_name(name).iter_rows():
            writer.writerow([_write_cell(cell) for cell in row])
    return True


def _write_cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
