"""A PLS path model of the usual size: 250 respondents, 24 items in seven blocks."""

import time

import numpy as np
import polars as pl

from benchmarks import Row
from genklang.analysis import pls

SIZES = {"image": 5, "expected": 3, "quality": 7, "value": 2, "satisfied": 3, "complaints": 1, "loyal": 3}
PATHS = [
    ("image", "expected"),
    ("expected", "quality"),
    ("expected", "value"),
    ("quality", "value"),
    ("image", "satisfied"),
    ("expected", "satisfied"),
    ("quality", "satisfied"),
    ("value", "satisfied"),
    ("satisfied", "complaints"),
    ("image", "loyal"),
    ("satisfied", "loyal"),
    ("complaints", "loyal"),
]


def measure() -> list[Row]:
    """Return the time of one model from a frame, the median of 21."""
    rng = np.random.default_rng(24)
    blocks = {name: [f"{name}{i}" for i in range(size)] for name, size in SIZES.items()}
    common = rng.normal(size=250)
    items = [item for listed in blocks.values() for item in listed]
    frame = pl.DataFrame({i: np.clip(np.round(6 + 1.5 * common + rng.normal(size=250)), 1, 10) for i in items})
    times = []
    for _ in range(21):
        began = time.perf_counter()
        pls(frame, blocks, PATHS)
        times.append(time.perf_counter() - began)
    return [Row(f"PLS path model of 250 × {len(items)}", 1000 * float(np.median(times)), "ms", 50.0)]
