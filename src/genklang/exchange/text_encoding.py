"""Text in whatever encoding it comes, as UTF-8 bytes with plain line ends and no control characters."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from genklang.errors import Failure, problem

BLOCK: Final = 4 << 20
CONTROL: Final = bytes([*range(9), 11, 12, *range(14, 32), 127])
WORKBOOK: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file: its encoding by Python's name and its number of line ends."""

    path: Path
    encoding: str
    lines: int


def inspect_text(path: Path) -> TextFile:
    """Find the encoding of a file by reading all of it: UTF-8 (with or without mark), UTF-16 with mark, cp1252.

    Raises Failure where it is none of them, or not text.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(WORKBOOK):
        raise Failure(problem("A203", str(path), kind="a workbook or another packed file"))
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if marked else "utf-8-sig"
    fault = _first_fault(path, encoding)
    if fault is not None and not marked:
        if _is_mostly_utf8(path):
            raise Failure(problem("A202", str(path), line=fault))
        encoding = "cp1252"
        fault = _first_fault(path, encoding)
    if fault is not None:
        raise Failure(problem("A201", str(path), line=fault))
    return TextFile(path, encoding, _count_lines(path, is_wide=marked))


def read_blocks(file: TextFile) -> Iterator[bytes]:
    """Yield the text as UTF-8, in blocks of a few megabytes cut anywhere."""
    with file.path.open("rb") as stream:
        for text in _decode(stream, file.encoding):
            yield _clean(text.encode())


def _decode(stream: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    held = ""
    while block := stream.read(BLOCK):
        text = held + decoder.decode(block)
        held = "\r" if text.endswith("\r") else ""
        yield text.removesuffix("\r")
    yield held + decoder.decode(b"", final=True)


def _clean(text: bytes) -> bytes:
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.translate(None, CONTROL)


def _count_lines(path: Path, *, is_wide: bool) -> int:
    lines = 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            if not is_wide and b"\0" in block:
                raise Failure(problem("A203", str(path), kind="binary data"))
            lines += block.count(b"\n")
    return lines


def _first_fault(path: Path, encoding: str) -> int | None:
    """Return the line of the first byte that is not text in this encoding, None where all is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    with path.open("rb") as stream:
        while True:
            block = stream.read(BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return lines + error.object[: error.start].count(b"\n") + 1
            if not block:
                return None
            lines += block.count(b"\n")


def _is_mostly_utf8(path: Path) -> bool:
    """Whether most bytes above ASCII form UTF-8 characters: then a few were damaged on the way."""
    good = bad = 0
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        while text := stream.read(BLOCK):
            broken = len(re.findall("[\udc80-\udcff]", text))
            bad += broken
            good += len(re.findall("[^\x00-\x7f]", text)) - broken
    return good > bad
