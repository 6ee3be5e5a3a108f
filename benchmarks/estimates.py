"""Every estimate of a nation from its cube: 36,000 cells of 300 organisations, 6 groups, 10 years, 2 genders."""

import time
from collections.abc import Callable
from itertools import product

import numpy as np
import polars as pl

from benchmarks import Row
from benchmarks.answers import CHANCE, DRAWN, FIXED, ITEMS, RESPONSES, YEARS, make_plan
from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.plan import ANSWERED
from genklang.estimation.plan import RESPONSES as ALL_RESPONSES
from genklang.estimation.sufficient import SufficientStatistics
from genklang.tables.keys import STORE_KEYS, UNKNOWN, WEIGHT_ONE

LATTICE_KEYS = ("round", *DRAWN)
DOMAINS = Domains(("round", "organisation", "target_group"))


def measure() -> list[Row]:
    """Return the time of all shares with exact intervals, and of all margins."""
    stats = make_cube()
    keys = ["round", "organisation", "unit", "target_group", "gender"]
    offered = stats.cells.select(*keys, (pl.col(ANSWERED) * 2).cast(pl.Int64).alias("offered"))
    margins = [
        tuple(k for k, is_in in zip(LATTICE_KEYS, chosen, strict=True) if is_in) for chosen in product((1, 0), repeat=4)
    ]
    shares = estimate(stats, "share_positive", DOMAINS, offered).height
    return [
        Row(
            f"{shares:,} shares with intervals",
            _fastest(lambda: estimate(stats, "share_positive", DOMAINS, offered)),
            "s",
            1.0,
        ),
        Row("all 16 margins", 1000 * _fastest(lambda: roll_up(stats, margins)), "ms", 50.0),
    ]


def make_cube() -> SufficientStatistics:
    """Return the cube that ten million responses would have."""
    rng, plan = np.random.default_rng(20), make_plan()
    drawn = {"round": list(YEARS)} | DRAWN
    keys = pl.DataFrame(list(product(*drawn.values())), schema=list(drawn), orient="row")
    each = RESPONSES // keys.height
    counts = {ALL_RESPONSES: np.full(keys.height, each), ANSWERED: np.full(keys.height, each)}
    for item in ITEMS:
        names = [name for name in plan.names if name.startswith(f"{item}=")]
        counts |= dict(zip(names, rng.multinomial(each, CHANCE, keys.height).T, strict=True))
    fixed = FIXED | {"weight_class": WEIGHT_ONE}
    cells = keys.with_columns(
        *(pl.lit(fixed.get(key, UNKNOWN)).alias(key) for key in STORE_KEYS if key not in drawn),
        *(pl.Series(name, count, dtype=pl.Int32) for name, count in counts.items()),
    )
    return SufficientStatistics(cells.select(*plan.keys, *plan.names), plan)


def _fastest(work: Callable[[], object]) -> float:
    """Return the least of five times, in seconds: what the work takes when nothing else is in the way."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)
