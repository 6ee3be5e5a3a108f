"""Responses drawn at random, for the laws of counting: few keys, so that cells meet, and every kind of answer."""

import polars as pl
from hypothesis import strategies as st

from genklang.estimation.plan import plan_for
from genklang.instrument.model import Category, Instrument, Item, PublishedInstrument, TargetGroup, Total
from genklang.tables.keys import NO_OPINION, NOT_ASKED, STORE_KEYS, WEIGHT_ONE

EASE = tuple(Category(c, str(c), 5 - c, positive=c < 3) for c in range(1, 5))
TEN = tuple(Category(c, str(c), c) for c in range(1, 11))
INSTRUMENT = Instrument(
    id="laws",
    version="1",
    owner="genklang",
    status="own",
    valid_from="2020",
    areas=("access",),
    items=(
        Item("contact", "scale", "ease", EASE, area="access"),
        Item("reply", "scale", "ease", EASE, area="access"),
        Item("satisfied", "index_scale", "ten", TEN, index=True),
        Item("expected", "index_scale", "ten", TEN, index=True),
        Item("services", "multiple_choice", "service", (Category(1, "talks"), Category(2, "money"))),
        Item("months", "number"),
    ),
    target_groups=(TargetGroup("adults"), TargetGroup("youths"), TargetGroup("homes")),
    texts={},
    totals=(Total("people", ("adults", "youths")),),
)
PLAN = plan_for(PublishedInstrument(INSTRUMENT, "0" * 64))
SCHEMA = {
    **dict.fromkeys(STORE_KEYS, pl.String),
    "weight_class": pl.Int64,
    **dict.fromkeys(("contact", "reply", "satisfied", "expected", "services"), pl.Int16),
    **dict.fromkeys(("services:1", "services:2"), pl.Boolean),
    "months": pl.Int32,
}


def codes(most: int) -> st.SearchStrategy[int | None]:
    return st.sampled_from([None, NOT_ASKED, NO_OPINION, *range(1, most + 1)])


def rows(*, weights: tuple[int, ...] = (WEIGHT_ONE,)) -> st.SearchStrategy[dict[str, object]]:
    keys = {name: st.just("same") for name in STORE_KEYS} | {
        "round": st.sampled_from(["2021", "2022"]),
        "organisation": st.sampled_from(["A", "B"]),
        "unit": st.sampled_from(["east", "west"]),
        "target_group": st.sampled_from(["adults", "youths", "homes"]),
        "gender": st.sampled_from(["K", "M", "X"]),
        "weight_class": st.sampled_from(weights),
    }
    items = {"contact": codes(4), "reply": codes(4), "satisfied": codes(10), "expected": codes(10)}
    choices = st.sampled_from(
        [(None, None, None), (-1, None, None), (1, True, False), (1, True, True), (1, False, True)]
    )
    months = st.sampled_from([None, NOT_ASKED, NO_OPINION, 0, 7, 100_000])
    return st.fixed_dictionaries({**keys, **items, "choices": choices, "months": months}).map(_spread)


def _spread(row: dict[str, object]) -> dict[str, object]:
    services, talks, money = row.pop("choices")  # type: ignore[misc]
    return row | {"services": services, "services:1": talks, "services:2": money}


def many(**options: tuple[int, ...]) -> st.SearchStrategy[list[dict[str, object]]]:
    return st.lists(rows(**options), max_size=25)


def frame(responses: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(responses, schema=SCHEMA, orient="row")
