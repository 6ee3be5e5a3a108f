"""Many files into a folder, all or none: they are made beside it and moved when the last one is done."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from genklang.errors import Failure, problem


def place_files(files: Iterable[tuple[Path, bytes]], out: Path) -> list[Path]:
    """Write files, given by path below `out` and content, and return their paths in order.

    A file that is already there is replaced. Failure F002 where `out` cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as workshop:
            made = [_write(Path(workshop), name, content) for name, content in files]
            return [_move(Path(workshop), name, out) for name in made]
    except OSError as error:
        raise Failure(problem("F002", str(error.filename or out), reason=error.strerror or error)) from error


def _write(workshop: Path, name: Path, content: bytes) -> Path:
    path = workshop / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name


def _move(workshop: Path, name: Path, out: Path) -> Path:
    place = out / name
    place.parent.mkdir(parents=True, exist_ok=True)
    (workshop / name).replace(place)
    return place
