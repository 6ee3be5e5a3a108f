"""Ten million answers as the store keeps them: 300 organisations, 6 groups, 10 years, 2 genders."""

from pathlib import Path

import numpy as np
import polars as pl

from genklang.estimation.plan import Plan, plan_for
from genklang.instrument.model import Category, Instrument, Item, PublishedInstrument, TargetGroup
from genklang.store.write import PART_ROWS, ROW_GROUP
from genklang.tables.keys import STORE_KEYS, UNKNOWN, WEIGHT_ONE

RESPONSES = 10_000_000
YEARS = tuple(str(year) for year in range(2013, 2023))
ITEMS = tuple(f"item_{i}" for i in range(7))
DRAWN = {
    "organisation": [str(1000 + i) for i in range(300)],
    "target_group": [f"group_{g}" for g in range(6)],
    "gender": ["K", "M"],
}
FIXED = {"instrument": "bench", "version": "1", "channel": "web", "language": "sv", "form_version": "standard"}
CODES, CHANCE = (1, 2, 3, 4, -1, None), (0.45, 0.3, 0.1, 0.05, 0.06, 0.04)
SCORED = tuple(Category(code, str(code), 5 - code, positive=code < 3) for code in range(1, 5))


def make_plan() -> Plan:
    """Return the plan for seven items of four categories and no opinion, pair sums off."""
    items = tuple(Item(code, "scale", "four", (*SCORED, Category(-1, "no_opinion"))) for code in ITEMS)
    groups = tuple(TargetGroup(code) for code in DRAWN["target_group"])
    instrument = Instrument("bench", "1", "genklang", "own", YEARS[0], items, groups, {})
    return plan_for(PublishedInstrument(instrument, "0" * 64), pairs=False)


def write_answers(folder: Path) -> None:
    """Write one folder of parts per round, sorted and in row groups like the store's."""
    rng = np.random.default_rng(20)
    for year in YEARS:
        place = folder / f"round={year}"
        place.mkdir(parents=True)
        for number, part in enumerate(_make_round(rng, year).iter_slices(PART_ROWS)):
            part.write_parquet(place / f"{number}.parquet", row_group_size=ROW_GROUP)


def open_answers(folder: Path) -> pl.LazyFrame:
    """Return what `write_answers` wrote as a lazy table."""
    return pl.scan_parquet(sorted(folder.glob("*/*.parquet")))


def _make_round(rng: np.random.Generator, year: str) -> pl.DataFrame:
    rows = RESPONSES // len(YEARS)
    drawn = {key: pl.Series(values)[rng.integers(0, len(values), rows)] for key, values in DRAWN.items()}
    codes = pl.Series(CODES, dtype=pl.Int16)
    items = {code: codes[rng.choice(len(codes), rows, p=CHANCE)] for code in ITEMS}
    fixed = FIXED | {"round": year, "period": year, "weight_class": WEIGHT_ONE}
    keys = [pl.lit(fixed.get(key, UNKNOWN)).alias(key) for key in STORE_KEYS if key not in drawn]
    frame = pl.DataFrame(drawn | items).with_columns(keys)
    return frame.select(*STORE_KEYS, *ITEMS).sort(STORE_KEYS + ITEMS)
