"""How long a user waits for `genklang --help`."""

import statistics
import subprocess
import sys
import time

from benchmarks import Row


def measure() -> list[Row]:
    """Return the median of seven starts, in seconds."""
    times = []
    for _ in range(7):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "genklang", "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return [Row("genklang --help", statistics.median(times), "s", 0.3)]
