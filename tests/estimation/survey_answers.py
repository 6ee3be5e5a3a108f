"""A questionnaire with every type of item, and answers to it written as small tables of text."""

from collections.abc import Iterable

import polars as pl

from genklang.estimation.plan import plan_for
from genklang.estimation.sufficient import SufficientStatistics, collect
from genklang.instrument.model import Category, Instrument, Item, PublishedInstrument, TargetGroup, Total
from genklang.tables.estimate import OFFERED_SCHEMA
from genklang.tables.keys import NO_OPINION, STORE_KEYS, WEIGHT_ONE, choice_column

NONE = Category(NO_OPINION, "no_opinion")
EASE = (
    Category(1, "very_easy", 4, positive=True),
    Category(2, "easy", 3, positive=True),
    Category(3, "hard", 2, negative=True),
    Category(4, "very_hard", 1, negative=True),
    NONE,
)
TEN = (*(Category(c, str(c), c) for c in range(1, 11)), NONE)
INSTRUMENT = Instrument(
    id="small",
    version="2",
    owner="genklang",
    status="own",
    valid_from="2020",
    areas=("access",),
    items=(
        Item("contact", "scale", "ease", EASE, area="access", comparable_with=("1",)),
        Item("reply", "scale", "ease", EASE, area="access"),
        Item("satisfied", "index_scale", "ten", TEN, index=True),
        Item("expected", "index_scale", "ten", TEN, index=True),
        Item("services", "multiple_choice", "service", (Category(1, "talks"), Category(2, "money"))),
        Item("months", "number"),
        Item("comment", "free_text"),
    ),
    target_groups=(TargetGroup("adults"), TargetGroup("youths"), TargetGroup("homes")),
    texts={},
    totals=(Total("people", ("adults", "youths")),),
)
PUBLISHED = PublishedInstrument(INSTRUMENT, "0" * 64)
PLAN = plan_for(PUBLISHED)
CHOICES = [choice_column("services", 1), choice_column("services", 2)]
ITEM_TYPES = {
    **dict.fromkeys(("contact", "reply", "satisfied", "expected", "services"), pl.Int16),
    **dict.fromkeys(CHOICES, pl.Boolean),
    "months": pl.Int32,
}
SCHEMA = {**dict.fromkeys(STORE_KEYS, pl.String), "weight_class": pl.Int64, **ITEM_TYPES}
DEFAULTS = dict.fromkeys(STORE_KEYS, "unknown") | {
    "round": "2022",
    "period": "2022",
    "instrument": "small",
    "version": "2",
    "organisation": "A",
    "weight_class": WEIGHT_ONE,
}


def responses(rows: Iterable[dict[str, object]]) -> pl.DataFrame:
    """Return rows as the store holds them; keys left out are unknown, items left out are blank."""
    full = [{**DEFAULTS, **row, "period": row.get("period", row.get("round", "2022"))} for row in rows]
    return pl.DataFrame(full, schema=SCHEMA)


def counted(rows: Iterable[dict[str, object]]) -> SufficientStatistics:
    return collect(responses(rows).lazy(), PLAN)


def answered(yes: int, no: int, item: str = "contact", **keys: object) -> list[dict[str, object]]:
    """Return `yes` positive and `no` negative responses on one item."""
    return [{**keys, item: 1}] * yes + [{**keys, item: 4}] * no


def offered(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{"round": "2022", "organisation": "A", **row} for row in rows], schema=OFFERED_SCHEMA)


def figure(frame: pl.DataFrame, **keys: object) -> dict[str, object]:
    """Return the one row with these keys; keys of the domain that are not named are all together."""
    wanted = dict.fromkeys(("organisation", "unit", "target_group", "gender")) | {"round": "2022"} | keys
    rows = frame.filter(pl.all_horizontal(pl.col(k).eq_missing(pl.lit(v)) for k, v in wanted.items()))
    assert rows.height == 1, f"{rows.height} rows for {wanted}"
    return rows.row(0, named=True)
