"""A million rows of labels into a store, measured in a process of their own."""

import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

from benchmarks import Row
from genklang.analysis import find_instrument, import_answers, write_simulation

ROWS = 1_000_000


def measure() -> list[Row]:
    """Return the seconds it takes and the peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.csv"
        write_simulation(find_instrument("skr-ifo"), answers, organisations=300, rounds=1, responses=ROWS)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, peak = pool.apply(take_in, (answers, Path(folder) / "store"))
    return [Row("import of 1 M rows", seconds, "s", 20), Row("its peak memory", peak, "MB", 1000)]


def take_in(answers: Path, store: Path) -> tuple[float, float]:
    """Import in this process; return seconds and peak memory in MB."""
    began = time.perf_counter()
    import_answers([answers], published=find_instrument("skr-ifo"), place=store)
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
