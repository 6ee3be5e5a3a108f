"""Domains that nobody answered in: they stand in every table, and may be withheld to keep others from being told."""

import polars as pl
from small_survey import TOTALS, by_place_only, count_population, draw_answers, estimate_plainly, offer_in_vain

from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect
from genklang.tables.estimate import ESTIMATE_SCHEMA
from genklang.tables.keys import DOMAIN_KEYS

FIGURE = ["item", "statistic"]


def take_turns(**people):
    """Responses of women in o0, by unit and target group (`u0a=30`), with positive and other answers in turn."""
    rows = [(key[:2], key[2:], 1 if i % 2 else 3) for key, count in people.items() for i in range(count)]
    frame = pl.DataFrame(rows, schema=["unit", "target_group", "i0"], orient="row")
    return frame.with_columns(organisation=pl.lit("o0"), gender=pl.lit("K"))


def count(responses):
    return by_place_only(estimate_plainly(responses), count_population(responses))


def statuses(estimates, *, by, **keys):
    rows = estimates.filter(
        pl.col("statistic") == "answers",
        *(pl.col(k).eq_missing(pl.lit(keys.get(k), dtype=pl.String)) for k in DOMAIN_KEYS[1:] if k != by),
    )
    return {row[by]: row["status"] for row in rows.rows(named=True)}


def print_tables(estimates, population):
    return protect(estimates, None, population, DEFAULT, totals=TOTALS).estimates


def test_women_and_men_stand_in_the_table_even_where_there_are_none():
    estimates, population = count(take_turns(u0a=30))
    printed = print_tables(estimates, population)
    assert statuses(printed, by="gender", organisation="o0") == {None: "", "K": "", "M": "w"}
    men = printed.filter(pl.col("gender") == "M")
    women = printed.filter(pl.col("gender") == "K")
    assert men.select(*FIGURE).equals(women.select(*FIGURE))
    assert set(men["status"]) == {"w"}
    assert set(men["answers"]) == {0}


def test_men_who_are_known_not_to_be_offered_it_have_no_row():
    responses = take_turns(u0a=30)
    printed = print_tables(estimate_plainly(responses), count_population(responses))
    assert set(printed["gender"]) == {None, "K"}


def test_a_table_that_is_not_by_gender_gets_no_rows_by_gender():
    estimates, population = count(take_turns(u0a=30))
    whole = estimates.filter(pl.col("gender").is_null())
    printed = print_tables(whole, population)
    assert printed.select(*DOMAIN_KEYS, *FIGURE).equals(whole.select(*DOMAIN_KEYS, *FIGURE))


def test_groups_that_may_be_empty_save_totals_of_a_sparse_table():
    """Offered unknown: every zero is known, and every withheld group holds somebody."""
    people = draw_answers(n=60, units=4, groups=5, seed=2, gender=(0.6, 0.4, 0.0))
    known_empty = protect(
        estimate_plainly(people, offered_per_answer=None),
        None,
        count_population(people, offered_per_answer=None),
        DEFAULT,
        totals=TOTALS,
    )
    estimates, population = count(people)
    for unit, group in (("u0", "d"), ("u1", "e"), ("u2", "e"), ("u3", "d"), ("u0", "e")):
        if people.filter(pl.col("unit") == unit, pl.col("target_group") == group).is_empty():
            estimates, population = offer_in_vain(estimates, population, 12, unit=unit, target_group=group)
    maybe_empty = print_tables(estimates, population)
    assert "c" in maybe_empty.filter(pl.col("gender") == "M", pl.col("answers").is_null())["status"]
    assert count_withheld(maybe_empty) < count_withheld(known_empty.estimates)
    assert attack(maybe_empty, DEFAULT, totals=TOTALS) == []


def count_withheld(estimates):
    """Totals over all genders, by place or group."""
    totals = pl.col("gender").is_null() & (pl.col("unit").is_null() | pl.col("target_group").is_null())
    return estimates.filter(totals, pl.col("statistic") == "answers", pl.col("status") == "c").height


def test_a_withheld_group_reads_the_same_whether_it_is_empty_or_not():
    counted, population = count(draw_answers(n=40, units=4, groups=4, seed=3, gender=(0.7, 0.3, 0.0)))
    printed = print_tables(counted, population)
    domains = printed.filter(pl.col("statistic") == "answers", pl.col("status") == "c").select(DOMAIN_KEYS)
    by_gender = domains.filter(pl.col("gender").is_not_null())
    assert by_gender.join(counted.select(DOMAIN_KEYS), on=DOMAIN_KEYS, how="anti", nulls_equal=True).height > 0
    rows = printed.join(by_gender, on=DOMAIN_KEYS, how="semi", nulls_equal=True)
    assert rows.select(pl.exclude(*DOMAIN_KEYS, *FIGURE)).unique().height == 1
    assert rows.group_by(DOMAIN_KEYS).len()["len"].n_unique() == 1
    of_figures = printed.filter(pl.col("gender") == "M").partition_by(FIGURE, maintain_order=True)
    assert all(part.select(DOMAIN_KEYS).equals(part.select(DOMAIN_KEYS).sort(DOMAIN_KEYS)) for part in of_figures)


def counts(*rows):
    whole = {"round": "r", "organisation": "o", "item": "", "source": "own"}
    listed = [whole | dict(zip(("unit", "gender", "statistic", "answers", "status"), row, strict=True)) for row in rows]
    frame = pl.DataFrame(listed, schema={c: k for c, k in ESTIMATE_SCHEMA.items() if c in listed[0]})
    return frame.with_columns(value=pl.col("answers").cast(pl.Float64))


FIVE = [(None, None, "answers", 5, ""), (None, None, "response_rate", 5, "")]


def test_a_withheld_unit_without_a_rate_is_known_not_to_be_empty():
    units = [(u, None, "answers", None, "c") for u in ("u1", "u2")]
    leaks = attack(counts(*FIVE, *units), DEFAULT)
    assert [(leak.low, leak.high) for leak in leaks if "u" in leak.where] == [(1, 4), (1, 4)]


def test_a_withheld_unit_that_was_offered_something_may_be_empty():
    units = [(u, None, s, None, "c") for u in ("u1", "u2") for s in ("answers", "response_rate")]
    assert attack(counts(*FIVE, *units), DEFAULT) == []


def test_withheld_women_and_men_may_be_nobody():
    genders = [(None, g, "answers", None, "c") for g in "KM"]
    assert attack(counts(*FIVE, *genders), DEFAULT) == []
    offered = [
        (None, "K", "answers", None, "c"),
        (None, "K", "response_rate", None, "c"),
        (None, "M", "answers", 0, "w"),
    ]
    assert attack(counts(*FIVE, *offered), DEFAULT) == []
