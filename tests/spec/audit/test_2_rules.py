"""What the audit looks for in old or foreign results. Each finding is a question to who published the figure, never a
verdict. Every rule is shown here by a figure that breaks it.

| Code | Rule |
|---|---|
| C101 | A share must be k of n for some n up to the number who answered (some may have had no opinion). |
| C102 | The number of answers must be the printed rate of some whole number offered. |
| C103 | Groups of a declared total have no more answers together than it has. |
| C104 | A total's share lies among those of its groups, but for those outside the groups and 10 per cent of all. |
| C105 | The share of all lies among those of women and men, but for a fifth of all who may have stated neither. |
| C106, C107 | Seven shares are not the same in two rounds, or of two organisations. |
| C108, C109 | Items of one organisation, or whole columns, have not changed places. |
| C110 | A distribution adds up to 100, and two tails to no more. |
| C111 | A share is what its own counts give. |
| C112 | Shares and rates lie between 0 and 100. |
| C113 | Rate and number of answers have not changed places. |

Run over the 51,287 values that Kolada published for 2016–2022 it finds 138: answers of parts that exceed the whole,
totals outside their parts, rates of no whole number of people, a municipality's year copied from the one before, and
the known entry errors.
"""

import numpy as np
import polars as pl
import pytest

from genklang.analysis.audit import audit_figures
from genklang.tables.estimate import ESTIMATE_SCHEMA

TITLE = "What is looked for"
TABLE = """
code  round  target_group  gender  item     statistic        value      answers  numerator  denominator
C101  2020   adults        -       contact  share_positive   82.7       30       -          -
C102  2018   people        -       -        response_rate    39.716312  53       -          -
C111  2020   adults        -       contact  share_positive   80         50       30         50
C112  2020   adults        -       contact  share_positive   130        50       -          -
C110  2020   adults        -       reply    share_positive   80         50       -          -
C110  2020   adults        -       reply    share_negative   30         50       -          -
C105  2018   adults        -       contact  share_positive   60         50       -          -
C105  2018   adults        K       contact  share_positive   93         -        -          -
C105  2018   adults        M       contact  share_positive   92         -        -          -
C103  2019   people        -       -        answers          51         51       -          -
C103  2019   adults        -       -        answers          28         28       -          -
C103  2019   youths        -       -        answers          29         29       -          -
C104  2019   people        -       contact  share_positive   97.5       40       -          -
C104  2019   adults        -       contact  share_positive   92.9       28       -          -
C104  2019   youths        -       contact  share_positive   91.7       12       -          -
C113  2018   adults        -       -        response_rate    300        33       -          -
C113  2018   adults        -       -        answers          33         33       -          -
"""
TOTALS = {"people": ("adults", "youths")}
ITEMS = ("contact", "information", "understanding", "asked", "influence", "overall", "improved")
USUAL = (89, 90, 86, 87, 71, 86, 76)


def shape(rows):
    """Return rows as a table of figures, absent columns empty."""
    frame = pl.DataFrame(rows)
    return frame.select(
        (pl.col(c) if c in frame.columns else pl.lit(None)).cast(kind).alias(c) for c, kind in ESTIMATE_SCHEMA.items()
    )


def read(*codes):
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    rows = [dict(zip(head, line, strict=True)) for line in lines if line[0] in codes]
    fixed = {"organisation": "A", "status": "published"}
    return shape([{k: None if v == "-" else v for k, v in row.items() if k != "code"} | fixed for row in rows])


def found(frame):
    return [finding.code for finding in audit_figures(frame, TOTALS)]


CODES = sorted({line.split()[0] for line in TABLE.strip().splitlines()[1:]})


@pytest.mark.parametrize("code", CODES)
def test_each_rule_finds_what_breaks_it(code):
    codes = found(read(code))
    assert codes.count(code) == 1
    assert set(codes) <= {code, "C112"}


def test_the_rate_is_told_with_what_would_give_it():
    (finding,) = audit_figures(read("C102"), TOTALS)
    assert "56 of 141 would give it" in finding.what


def profiles(organisations=30, rounds=("2018", "2019", "2020"), seed=5):
    """Return shares of seven items, nothing wrong with them."""
    random = np.random.default_rng(seed)
    rows = []
    for name in range(organisations):
        for year in rounds:
            values = (2 * (np.array(USUAL) + random.normal(0, 4, len(ITEMS)).clip(-8, 8))).round().clip(60, 198) / 2
            rows += [
                {"organisation": f"M{name}", "round": year, "target_group": "adults", "item": item, "value": value}
                for item, value in zip(ITEMS, values, strict=True)
            ]
    fixed = {"statistic": "share_positive", "status": "published", "answers": 200}
    return shape([row | fixed for row in rows])


def move(frame, to, **values):
    """Return the frame with a column's values taken from where `to` says, for rows with these keys."""
    chosen = pl.all_horizontal(pl.lit(value=True), *(pl.col(k) == v for k, v in values.items()))
    return frame.with_columns(to(pl.when(chosen)))


def swap(one, other):
    names = {one: other, other: one}
    return lambda chosen: chosen.then(pl.col("item").replace(names)).otherwise("item").alias("item")


def test_profiles_without_a_fault_give_none():
    assert found(profiles()) == []


def test_a_copied_round_and_a_copied_organisation():
    frame = profiles()
    again = frame.filter(organisation="M3", round="2018").with_columns(round=pl.lit("2019"))
    rest = frame.filter(~((pl.col("organisation") == "M3") & (pl.col("round") == "2019")))
    assert found(pl.concat([rest, again])) == ["C106"]
    twin = frame.filter(organisation="M4", round="2018").with_columns(organisation=pl.lit("N"))
    assert found(pl.concat([frame, twin])) == ["C107"]


def test_two_items_and_two_columns_that_have_changed_places():
    frame = move(profiles(), swap("information", "influence"), organisation="M7", round="2019")
    assert found(frame) == ["C108"]
    frame = move(profiles(), swap("information", "influence"), round="2019")
    assert found(frame) == ["C109"]


def test_small_groups_often_agree_by_chance():
    same = pl.concat([profiles(2).with_columns(value=pl.lit(v)) for v in (100.0,)])
    assert found(same) == []


def test_a_distribution_adds_up_but_for_rounding():
    def spread(*values):
        rows = [{"item": "contact", "statistic": f"distribution:{i}", "value": v} for i, v in enumerate(values)]
        return shape([row | {"round": "2020", "status": "published"} for row in rows])

    assert found(spread(33.0, 33.0, 33.0)) == []
    assert found(spread(33.0, 33.0, 30.0)) == ["C110"]
