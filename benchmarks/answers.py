"""Ten million answers as the store keeps them: 300 organisations, 6 groups, 10 years, 2 genders."""

from pathlib import Path

import numpy as np
import polars as pl

from genklang.estimation.plan import Plan, plan_for
from genklang.instrument.model import Category, Instrument, Item, PublishedInstrument, TargetGroup
from genklang.store.write import PART_ROWS, ROW_GROUP
from genklang.tables.keys import STORE_KEYS, UNKNOWN, WEIGHT_ONE

YEARS, ORGANISATIONS, GROUPS, ITEMS = 10, 300, 6, 7
RESPONSES = 10_000_000
CATEGORIES = (
    *(Category(code, str(code), 5 - code, positive=code < 3) for code in range(1, 5)),
    Category(-1, "no_opinion"),
)


def make_plan() -> Plan:
    """Return the plan for seven items of four categories and no opinion, pair sums off."""
    items = tuple(Item(f"item_{i}", "scale", "four", CATEGORIES) for i in range(ITEMS))
    groups = tuple(TargetGroup(f"group_{g}") for g in range(GROUPS))
    instrument = Instrument("bench", "1", "genklang", "own", "2013", items, groups, {})
    return plan_for(PublishedInstrument(instrument, "0" * 64), pairs=False)


def write_answers(folder: Path) -> None:
    """Write one folder of parts per round, sorted and in row groups like the store's."""
    rng = np.random.default_rng(20)
    for year in range(YEARS):
        place = folder / f"round={2013 + year}"
        place.mkdir(parents=True)
        frame = _make_round(rng, str(2013 + year))
        for number, part in enumerate(frame.iter_slices(PART_ROWS)):
            part.write_parquet(place / f"{number}.parquet", row_group_size=ROW_GROUP)


def open_answers(folder: Path) -> pl.LazyFrame:
    """Return what `write_answers` wrote as a lazy table."""
    return pl.scan_parquet(sorted(folder.glob("*/*.parquet")))


def _make_round(rng: np.random.Generator, year: str) -> pl.DataFrame:
    rows = RESPONSES // YEARS
    drawn = {
        "organisation": [f"{1000 + i}" for i in range(ORGANISATIONS)],
        "target_group": [f"group_{g}" for g in range(GROUPS)],
        "gender": ["K", "M"],
    }
    fixed = dict.fromkeys(STORE_KEYS, UNKNOWN) | {
        "round": year,
        "period": year,
        "instrument": "bench",
        "version": "1",
        "channel": "web",
        "language": "sv",
        "form_version": "standard",
    }
    keys = [
        pl.lit(WEIGHT_ONE).alias(k) if k == "weight_class" else _draw(rng, k, drawn[k], rows) if k in drawn else pl.lit(fixed[k]).alias(k)
        for k in STORE_KEYS
    ]
    codes = np.array([1, 2, 3, 4, -1, 0], dtype=np.int16)
    items = [
        pl.Series(f"item_{i}", rng.choice(codes, rows, p=[0.45, 0.3, 0.1, 0.05, 0.06, 0.04])).replace(0, None)
        for i in range(ITEMS)
    ]
    frame = pl.select(*(k for k in keys)).with_columns(items) if False else pl.DataFrame(items).select(*keys, pl.all())
    return frame.sort(frame.columns)


def _draw(rng: np.random.Generator, key: str, values: list[str], rows: int) -> pl.Series:
    return pl.Series(key, values)[rng.integers(0, len(values), rows)]
