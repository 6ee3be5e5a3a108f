"""Files come into place whole or not at all: they are made beside it and moved when they are done."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from genklang.errors import Failure, problem


def check_target(path: Path, endings: Iterable[str] = ()) -> Path:
    """Return the path if a file can be written there; F002, F003 (ending) or F006 (folder) where it cannot."""
    allowed = tuple(endings)
    if allowed and path.suffix.lower() not in allowed:
        raise Failure(problem("F003", str(path), allowed=", ".join(allowed)))
    if not path.parent.is_dir():
        raise Failure(problem("F006", str(path), folder=path.parent))
    if path.is_dir():
        raise Failure(problem("F002", str(path), reason="it is a folder"))
    if not os.access(path.parent, os.W_OK):
        raise Failure(problem("F002", str(path), reason=f"{path.parent} is closed to you"))
    return path


def check_folder(out: Path) -> Path:
    """Return the folder if files can be written there, or it can be made; F002 where not."""
    found = next(place for place in (out, *out.absolute().parents) if place.exists())
    if not found.is_dir() or not os.access(found, os.W_OK):
        reason = "closed to you" if found.is_dir() else "a file and not a folder"
        raise Failure(problem("F002", str(out), reason=f"{found} is {reason}"))
    return out


@contextmanager
def placing(*paths: Path) -> Iterator[list[Path]]:
    """Yield a place to write each file at; they take the files' places when the block ends, or go when it raises.

    Failure F002 where they cannot be written.
    """
    drafts = [path.with_name(path.name + ".part") for path in paths]
    try:
        yield drafts
        for draft, path in zip(drafts, paths, strict=True):
            draft.replace(path)
    except OSError as error:
        raise Failure(problem("F002", str(paths[0]), reason=error.strerror or error)) from error
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file; F005 where there is one already, and the failures of `check_target`."""
    if path.exists():
        raise Failure(problem("F005", str(path)))
    with placing(check_target(path)) as (draft,):
        draft.write_text(text, encoding="utf-8")


def place_files(files: Iterable[tuple[Path, bytes]], out: Path) -> list[Path]:
    """Write files, given by path below `out` and content, and return their paths in order.

    A file that is already there is replaced. Failure F002 where `out` cannot be written to.
    """
    check_folder(out)
    is_new = not out.exists()
    done = False
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as workshop:
            made = [_write(Path(workshop), name, content) for name, content in files]
            _check_free(out, made)
            placed = [_move(Path(workshop), name, out) for name in made]
        done = True
    except OSError as error:
        raise Failure(problem("F002", str(error.filename or out), reason=error.strerror or error)) from error
    finally:
        if is_new and not done and out.is_dir() and not any(out.iterdir()):
            out.rmdir()
    return placed


def _write(workshop: Path, name: Path, content: bytes) -> Path:
    path = workshop / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name


def _check_free(out: Path, names: Iterable[Path]) -> None:
    """Refuse to begin to move files where one could not come into its place."""
    for place in (out / name for name in names):
        in_the_way = place if place.is_dir() else place.parent
        if in_the_way.exists() and (place.is_dir() or not in_the_way.is_dir()):
            kind = "folder" if place.is_dir() else "file"
            raise Failure(problem("F002", str(place), reason=f"{in_the_way} is a {kind}"))


def _move(workshop: Path, name: Path, out: Path) -> Path:
    place = out / name
    place.parent.mkdir(parents=True, exist_ok=True)
    (workshop / name).replace(place)
    return place
