"""Reads scan files in limited child processes, several at a time; a file that fails is named and the others go on."""

import base64
import binascii
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from genklang.errors import Problem, problem
from genklang.paper import scan_child
from genklang.paper.identity import PageName
from genklang.paper.judge import Doubt, Verdict

SILENCE: Final = 90.0
"""Seconds after which a child that says nothing is ended."""
TELLING: Final = 1.0
"""Seconds between two tellings of how many pages are read."""
TOGETHER: Final = 40
"""Single pictures that one child reads one after the other."""
LARGE: Final = 4 << 20
"""Bytes from which on one file is shared out over several children."""
CHILD_MEGABYTES: Final = scan_child.MAX_MEMORY >> 20

Progress = Callable[[int, int | None], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """A verdict with the picture (PNG) of its question; empty where none was kept."""

    verdict: Verdict
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page of a file as the child told it.

    `unread` says why it was not read (empty: it was); `problem` where it could not even be opened; `number` counts
    the pages of the file from 0, and is −1 where the file as a whole is meant. `picture` is the page as it is shown:
    PNG where it was not read, a small JPEG of the others where those were asked for.
    """

    file: int
    number: int
    name: PageName | None = None
    shown: tuple[Shown, ...] = ()
    signature: bytes = field(default=b"", repr=False)
    is_one_bit: bool = False
    unread: str = ""
    picture: bytes = field(default=b"", repr=False)
    problem: Problem | None = None

    @property
    def is_read(self) -> bool:
        """Whether there are verdicts on it."""
        return self.problem is None and not self.unread


@dataclass(frozen=True, slots=True)
class _Job:
    files: tuple[tuple[int, Path], ...]
    part: int = 0
    parts: int = 1


def read_scans(
    paths: Sequence[Path],
    forms: Path,
    *,
    audit: float = 0.0,
    seed: int = 0,
    shows_pages: bool = False,
    processes: int | None = None,
    progress: Progress = lambda _done, _total: None,
) -> list[ScannedPage]:
    """Return every page of the files in their order, read by the form files in the folder `forms`.

    `audit` is the share of accepted questions of which a picture is kept; `seed` chooses them. `shows_pages` has a
    small picture of every page that was read.
    """
    options = [str(audit), str(seed), "1" if shows_pages else ""]
    count = processes or os.cpu_count() or 1
    jobs = list(_plan(paths, count))
    found: list[ScannedPage] = []

    def read(job: _Job) -> None:
        for page in _run(job, forms, options):
            found.append(page)  # noqa: PERF402 - others count what is there meanwhile

    with ThreadPoolExecutor(count) as pool:
        begun = [pool.submit(read, job) for job in jobs]
        waiting = set(begun)
        while waiting:
            waiting = wait(waiting, timeout=TELLING).not_done
            progress(len(found), None)
        for each in begun:
            each.result()
    return sorted(found, key=lambda page: (page.file, page.number))


def _plan(paths: Sequence[Path], processes: int) -> Iterator[_Job]:
    """Yield what each child does: a large file in parts, small pictures together."""
    small: list[tuple[int, Path]] = []
    for place, path in enumerate(paths):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png"}:
            small.append((place, path))
        elif path.stat().st_size > LARGE and processes > 1:
            yield from (_Job(((place, path),), part, processes) for part in range(processes))
        else:
            yield _Job(((place, path),))
    together = max(1, min(TOGETHER, -(-len(small) // processes)))
    yield from (_Job(tuple(small[start : start + together])) for start in range(0, len(small), together))


def _run(job: _Job, forms: Path, options: Sequence[str]) -> Iterator[ScannedPage]:
    """Yield the pages of a job; where the child dies, its file is named and another child takes the files after it."""
    files = job.files
    while files:
        ended = 0
        arguments = [str(forms), str(job.part), str(job.parts), *options]
        for line in _listen([*arguments, *(str(path) for _, path in files)]):
            if line["page"] == scan_child.END:
                ended += 1
            else:
                place, path = files[line["file"]]
                yield _read_line(line, place, path)
        if ended < len(files):
            place, path = files[ended]
            fault = problem("P206", str(path), seconds=scan_child.SECONDS, megabytes=CHILD_MEGABYTES)
            yield ScannedPage(place, -1, problem=fault)
        files = files[ended + 1 :]


def _listen(arguments: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Run a child and yield what it tells, line by line; it is ended when it falls silent for too long."""
    alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", scan_child.__name__, *arguments]
    with subprocess.Popen(  # noqa: S603 - our own module; the arguments are paths and numbers
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **alone}
    ) as child:
        if child.stdout is None:
            raise ValueError("the process has no pipe")
        try:
            while True:
                watch = threading.Timer(SILENCE, child.kill)
                watch.start()
                line = child.stdout.readline()
                watch.cancel()
                if not line.endswith(b"\n"):
                    return
                yield json.loads(line)
        finally:
            child.kill()


def _read_line(line: Mapping[str, Any], place: int, path: Path) -> ScannedPage:
    number = int(line["page"])
    where = f"{path}, page {number + 1}" if number >= 0 else str(path)
    if "error" in line:
        values = {"seconds": scan_child.SECONDS, "megabytes": CHILD_MEGABYTES, **line["values"]}
        return ScannedPage(place, number, problem=problem(line["error"], where, **values))
    name = PageName(line["form"], int(line["side"])) if "form" in line else None
    if "unread" in line:
        return ScannedPage(place, number, name, unread=line["unread"], picture=_decode(line["picture"]))
    shown = tuple(
        Shown(Verdict(v["item"], tuple(v["codes"]), v["confidence"], Doubt(v["doubt"])), _decode(v["picture"]))
        for v in line["verdicts"]
    )
    picture = _decode(line["picture"])
    return ScannedPage(place, number, name, shown, _decode(line["signature"]), line["one_bit"], picture=picture)


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
