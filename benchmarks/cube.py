"""The cube of ten million responses against a raw scan of the same columns, in a process of its own."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks import Row
from benchmarks.answers import ITEMS, make_plan, open_answers, write_answers
from genklang.estimation.sufficient import collect
from genklang.tables.keys import STORE_KEYS

TIMES = 10
STATUS = Path("/proc/self/status")


def measure() -> list[Row]:
    """Return the time of the cube in raw scans, and what it takes of memory beyond an idle process."""
    with tempfile.TemporaryDirectory() as name:
        write_answers(Path(name))
        found = {}
        for part in ("time", "memory", "many"):
            command = [sys.executable, "-m", "benchmarks.cube", part, name]
            found |= json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [
        Row(f"cube of 10 M responses ({found['counters']} counters)", found["ratio"], "× raw scan", 3.5),
        Row("memory of the cube", found["memory"], "MB", 300.0),
        Row(f"memory of the cube of {TIMES * 10} M responses", found["many"], "MB", 1000.0),
    ]


def measure_time(folder: Path) -> dict[str, float]:
    """Return how many raw scans the cube takes, the fastest of five each, taken in turn."""
    answers, plan = open_answers(folder), make_plan()
    pairs = [(_time(lambda: scan(answers)), _time(lambda: collect(answers, plan))) for _ in range(5)]
    raw, cube = (min(times) for times in zip(*pairs, strict=True))
    return {"ratio": cube / raw, "counters": len(plan.counters)}


def measure_memory(folder: Path) -> dict[str, float]:
    """Return the peak of resident memory that the cube adds, in megabytes."""
    answers, plan = open_answers(folder), make_plan()
    collect(pl.LazyFrame(schema=answers.collect_schema()), plan)
    idle = _read_peak()
    collect(answers, plan)
    return {"memory": _read_peak() - idle}


def measure_many(folder: Path) -> dict[str, float]:
    """Return the peak that the cube of ten times as many responses adds: the same parts, read ten times."""
    files = sorted(folder.glob("*/*.parquet")) * TIMES
    answers, plan = pl.scan_parquet(files), make_plan()
    collect(pl.LazyFrame(schema=answers.collect_schema()), plan)
    idle = _read_peak()
    collect(answers, plan)
    return {"many": _read_peak() - idle}


def scan(answers: pl.LazyFrame) -> pl.DataFrame:
    """Read every value of every column once: sums of numbers, the largest of texts."""
    texts = [k for k in STORE_KEYS if k != "weight_class"]
    return answers.select(pl.col(*ITEMS, "weight_class").sum(), pl.col(texts).max()).collect(engine="streaming")


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _read_peak() -> float:
    """Return the process's own peak, which the peak of its parent cannot hide as it does in getrusage."""
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    part, folder = sys.argv[1:]
    sys.stdout.write(
        json.dumps({"time": measure_time, "memory": measure_memory, "many": measure_many}[part](Path(folder)))
    )
