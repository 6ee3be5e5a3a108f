"""The cube of ten million responses against a raw scan of the same columns; then every estimate from it."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks import Row
from benchmarks.answers import ITEMS, make_plan, open_answers, write_answers
from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.sufficient import SufficientStatistics, collect
from genklang.tables.keys import STORE_KEYS

LATTICE_KEYS = ("round", "organisation", "target_group", "gender")


def measure() -> list[Row]:
    """Return the figures of one run: the cube in a process of its own, the estimates from the cube it made."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_answers(folder / "answers")
        command = [sys.executable, "-m", "benchmarks.cube", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        stats = SufficientStatistics(pl.read_parquet(folder / "cube.parquet"), make_plan())
    return [
        Row("raw scan of 10 M responses", found["scan"], "s", float("inf")),
        Row("cube of 10 M responses", found["cube"] / found["scan"], "× the raw scan", 3.5),
        Row("memory of the cube, beyond an idle process", found["memory"], "MB", 300.0),
        *_measure_estimates(stats),
    ]


def _measure_estimates(stats: SufficientStatistics) -> list[Row]:
    offered = stats.cells.select(
        "round",
        "organisation",
        "unit",
        "target_group",
        "gender",
        (pl.col("responses") * 2).cast(pl.Int64).alias("offered"),
    )
    domains = Domains(("round", "organisation", "target_group"))
    names = [f"{key}" for key in LATTICE_KEYS]
    margins = [tuple(k for i, k in enumerate(names) if chosen >> i & 1) for chosen in range(16)]
    shares = estimate(stats, "share_positive", domains, offered)
    return [
        Row(
            f"{shares.height:,} shares with exact intervals",
            _fastest(lambda: estimate(stats, "share_positive", domains, offered)),
            "s",
            1.0,
        ),
        Row("all 16 margins of the cube", _fastest(lambda: roll_up(stats, margins)) * 1000, "ms", 50.0),
    ]


def _fastest(work: Callable[[], object], times: int = 3) -> float:
    """Return the least of a few times, in seconds: what the work takes when nothing else is in the way."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def _scan(answers: pl.LazyFrame) -> pl.DataFrame:
    """Read every value of every column once: sums of numbers, the largest of the texts."""
    texts = [k for k in STORE_KEYS if k != "weight_class"]
    return answers.select(pl.col(*ITEMS, "weight_class").sum(), pl.col(texts).max()).collect(engine="streaming")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_cube(folder: Path) -> dict[str, float]:
    """Time scan and cube in this process, write the cube beside the answers, and return seconds and megabytes."""
    answers, plan = open_answers(folder / "answers"), make_plan()
    collect(pl.LazyFrame(schema=answers.collect_schema()), plan)
    idle = _peak()
    cube = _fastest(lambda: collect(answers, plan))
    memory = _peak() - idle
    collect(answers, plan).cells.write_parquet(folder / "cube.parquet")
    return {"scan": _fastest(lambda: _scan(answers)), "cube": cube, "memory": memory}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run_cube(Path(sys.argv[1]))))
