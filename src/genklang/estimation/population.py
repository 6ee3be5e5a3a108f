"""The counts that disclosure control works on: every domain of the whole lattice, with every item's base."""

import polars as pl

from genklang.estimation.items import opinions, positives
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.offered import OFFERED, add_offered
from genklang.estimation.plan import ANSWERED
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.item_type import stored_items
from genklang.instrument.model import Item
from genklang.tables.estimate import POPULATION_SCHEMA
from genklang.tables.keys import DOMAIN_KEYS
from genklang.tables.schema import conform


def population(stats: SufficientStatistics, offered: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return `POPULATION_SCHEMA` for every domain of every margin within a round.

    Each round by nation, organisation and unit, each by all and each target group and declared total, each by all and
    each gender, `X` among them. `positive` is null for items without positive categories.
    """
    margins = Domains(margins=True).list_margins()
    sums = add_offered(roll_up(stats, margins), margins=margins, offered=offered, stats=stats).sort(DOMAIN_KEYS)
    frames = [_count_item(sums, item) for item in stored_items(stats.plan.instrument)]
    return pl.concat(frames) if frames else pl.DataFrame(schema=POPULATION_SCHEMA)


def _count_item(sums: pl.DataFrame, item: Item) -> pl.DataFrame:
    positive = pl.sum_horizontal(*positives(item)) if item.positive else pl.lit(None, pl.Int64)
    rows = sums.select(
        *DOMAIN_KEYS,
        pl.lit(item.code).alias("item"),
        positive.alias("positive"),
        pl.sum_horizontal(*opinions(item)).alias("base"),
        pl.col(ANSWERED).alias("answers"),
        OFFERED,
    )
    return conform(rows, POPULATION_SCHEMA)
