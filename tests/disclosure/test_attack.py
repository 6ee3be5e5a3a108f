"""The attack finds what wrong suppressors leave open, and its limits are those of plain enumeration."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_array
from small_survey import TOTALS, count_population, draw_answers, estimate_plainly

from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import find_agreed, mask_estimates, protect
from genklang.disclosure.ranges import Inconsistent, Relations, find_determined, find_ranges
from genklang.disclosure.standing import Standing, find_standing
from genklang.errors import Failure
from genklang.tables.estimate import ESTIMATE_SCHEMA
from genklang.tables.keys import DOMAIN_KEYS

RESPONSES = draw_answers(n=200, units=4, groups=3, items=2, seed=2)


def stand(responses=RESPONSES):
    estimates = estimate_plainly(responses)
    population = count_population(responses)
    return (
        estimates,
        population,
        find_standing(population, DEFAULT, totals=TOTALS, tables={}, agreed=find_agreed(estimates)),
    )


def only_primary(population, standing):
    """The standing of a suppressor that stops at the small cells."""
    smallest = population.group_by(DOMAIN_KEYS).agg(smallest=pl.col("base").min())

    def reset(frame):
        joined = frame.join(smallest, on=DOMAIN_KEYS, nulls_equal=True, how="left", maintain_order="left")
        primary = joined.with_columns(hidden=pl.col("smallest") < 5)
        if "coarse" in frame.columns:
            primary = primary.with_columns(coarse=pl.col("smallest") < 10, withheld=pl.lit(value=False))
        return primary.select(frame.columns)

    return Standing(reset(standing.domains), reset(standing.items))


def test_protected_tables_give_nothing_back():
    estimates, population, _ = stand()
    tables = protect(estimates, None, population, DEFAULT, totals=TOTALS)
    statuses = set(tables.estimates["status"])
    assert statuses == {"", "c", "s", "ge"}
    assert attack(tables, DEFAULT, totals=TOTALS) == []


def test_primary_suppression_alone_is_undone():
    estimates, population, standing = stand()
    leaks = attack(mask_estimates(estimates, only_primary(population, standing), DEFAULT), DEFAULT, totals=TOTALS)
    exact = [leak for leak in leaks if leak.low == leak.high]
    hidden = only_primary(population, standing).domains.filter("hidden").height
    assert len(exact) > hidden / 2


def test_complementary_suppression_by_gender_alone_is_undone_over_units():
    estimates, population, standing = stand()
    primary = only_primary(population, standing)

    def hide_both_genders(frame):
        keys = [k for k in DOMAIN_KEYS if k != "gender"]
        by_gender = pl.col("gender").is_not_null()
        return frame.with_columns(
            hidden=pl.col("hidden") | (by_gender & (pl.col("hidden") & by_gender).any().over(keys))
        )

    wrong = Standing(hide_both_genders(primary.domains), hide_both_genders(primary.items))
    leaks = attack(mask_estimates(estimates, wrong, DEFAULT), DEFAULT, totals=TOTALS)
    assert [leak for leak in leaks if "the number of answers" in leak.what]


def test_a_suppressor_that_forgets_gender_x_is_caught():
    """Two women's and men's counts and their sum are printed: the three of gender X are what is left."""
    tables = counts_table({("K",): 30, ("M",): 27, (None,): 60})
    leaks = attack(tables, DEFAULT)
    assert [(leak.where, leak.low, leak.high) for leak in leaks] == [("r, o, X", 3, 3)]


def test_gender_x_that_is_nobody_or_not_few_is_no_leak():
    for x in (0, 5):
        assert attack(counts_table({("K",): 30, ("M",): 27, (None,): 57 + x}), DEFAULT) == []


def counts_table(by_gender):
    rows = [
        {
            "round": "r",
            "organisation": "o",
            "gender": gender,
            "item": "",
            "statistic": "answers",
            "value": float(n),
            "denominator": n,
            "answers": n,
            "source": "own",
            "status": "",
        }
        for (gender,), n in by_gender.items()
    ]
    return pl.DataFrame(rows, schema_overrides={c: k for c, k in ESTIMATE_SCHEMA.items() if c in rows[0]})


def share_row(unit, k, n, status=""):
    """One printed share; a status other than shown keeps from it what that status keeps."""
    row = {
        "round": "r",
        "organisation": "o",
        "unit": unit,
        "item": "i",
        "statistic": "share_positive",
        "value": 100 * k / n,
        "numerator": k,
        "denominator": n,
        "answers": n,
        "source": "own",
        "status": status,
    }
    if status in {"ge", "le"}:
        limit = 95.0 if n >= 20 else float(100 * (n - 1) // n)
        row |= {"value": limit if status == "ge" else 100 - limit, "numerator": None}
    if status == "s":
        row |= {"value": float(round(100 * k / n)), "numerator": None, "denominator": None, "answers": None}
    if status == "c":
        row |= dict.fromkeys(("value", "numerator", "denominator"))
    return row


def table_of(*rows):
    return pl.DataFrame(list(rows), schema_overrides={c: k for c, k in ESTIMATE_SCHEMA.items() if c in rows[0]})


def test_a_limit_that_is_undone_by_subtraction_is_caught():
    tables = table_of(share_row("u1", 12, 12, "ge"), share_row("u2", 9, 18), share_row(None, 21, 30))
    leaks = attack(tables, DEFAULT)
    assert [(leak.where, leak.low, leak.high) for leak in leaks] == [("r, o, u1", 0, 0)]


def test_a_limit_beside_another_withheld_share_holds():
    tables = table_of(
        share_row("u1", 12, 12, "ge"), share_row("u2", 9, 18, "c"), share_row("u3", 9, 18), share_row(None, 30, 48)
    )
    assert attack(tables, DEFAULT) == []


def test_unrounded_shares_give_their_counts_away():
    row = share_row("u1", 5, 7, "s") | {"value": 500 / 7}
    tables = table_of(row, share_row("u2", 3, 4, "c") | {"answers": None}, share_row(None, 8, 11))
    assert (4, 4) in [(leak.low, leak.high) for leak in attack(tables, DEFAULT)]


def test_what_is_printed_against_the_policy_is_named():
    """Estimates as they come, unprotected."""
    leaks = attack(estimate_plainly(RESPONSES), DEFAULT, totals=TOTALS)
    printed = [leak for leak in leaks if leak.how == "It is printed, although the policy withholds it."]
    assert {leak.high for leak in printed if "the base of" in leak.what} == {1, 2, 3, 4}
    assert {leak.high for leak in printed if "not positive" in leak.what} == {0, 1}
    assert {leak.where.split(", ")[-1] for leak in leaks if leak not in printed} == {"X"}


def test_tables_are_read_together():
    """A first release hides one unit and shows the total; the second, a year's revision, shows all but another."""
    first = table_of(
        share_row("u1", 3, 4, "c") | {"answers": None},
        share_row("u2", 9, 18, "c") | {"answers": None},
        share_row(None, 12, 22),
    )
    second = table_of(share_row("u2", 9, 18))
    assert attack(first, DEFAULT) == []
    leaks = attack([first, second], DEFAULT)
    assert {(leak.where, leak.low, leak.high) for leak in leaks} == {("r, o, u1", 4, 4)}


def test_that_a_group_is_empty_where_its_total_is_printed_as_empty_is_no_secret():
    nobody = share_row(None, 9, 18, "c") | {"status": "z", "answers": 40}
    hidden = [share_row(f"u{i}", 9, 18, "c") | {"answers": None} for i in (1, 2)]
    assert attack(table_of(nobody, *hidden), DEFAULT) == []


def test_a_leak_reads_as_a_sentence():
    leak = attack(counts_table({("K",): 30, ("M",): 27, (None,): 60}), DEFAULT)[0]
    assert str(leak) == "r, o, X: the number of answers is 3. One subtraction after another gives it."


def test_figures_that_contradict_each_other_are_refused():
    tables = table_of(share_row("u1", 9, 18), share_row("u2", 30, 40), share_row(None, 10, 25))
    with pytest.raises(Failure, match="D106"):
        attack(tables, DEFAULT)


@pytest.mark.parametrize("seed", range(8))
def test_limits_agree_with_enumeration(seed):
    """A 3 × 3 table with margins: every table of whole numbers that fits is tried."""
    rng = np.random.default_rng(seed)
    inside = rng.integers(0, 5, size=(3, 3))
    whole = np.zeros((4, 4), dtype=int)
    whole[:3, :3] = inside
    whole[3] = whole.sum(axis=0)
    whole[:, 3] = whole[:, :3].sum(axis=1)
    hidden = np.zeros((4, 4), dtype=bool)
    hidden[:3, :3] = rng.random((3, 3)) < 0.5
    hidden[rng.integers(3), 3] = True
    low, high = least_and_most_of_all_tables(whole, hidden)
    found_low, found_high = find_ranges(
        two_way_sums(),
        np.where(hidden, 0, whole).ravel().astype(float),
        np.where(hidden, 12, whole).ravel().astype(float),
        targets=hidden.ravel(),
        enough=1000,
    )
    assert np.allclose(found_low[hidden.ravel()], low[hidden])
    assert np.allclose(found_high[hidden.ravel()], high[hidden])


def two_way_sums():
    rows = []
    for i in range(4):
        across, down = np.zeros((4, 4)), np.zeros((4, 4))
        across[i, :3], across[i, 3] = 1, -1
        down[:3, i], down[3, i] = 1, -1
        rows += [across.ravel(), down.ravel()]
    return Relations(csr_array(np.array(rows)), np.ones(8, dtype=bool))


def least_and_most_of_all_tables(whole, hidden):
    low, high = np.full((4, 4), 99), np.full((4, 4), -1)
    choices = [range(13) if hidden[i, j] else [whole[i, j]] for i, j in product(range(3), range(3))]
    # Rows first: only the row totals that are shown prune, and the columns are checked in the end.
    rows = [
        [r for r in product(*choices[3 * i : 3 * i + 3]) if sum(r) <= 12 and (hidden[i, 3] or sum(r) == whole[i, 3])]
        for i in range(3)
    ]
    for table in product(*rows):
        inner = np.array(table)
        if (inner.sum(axis=0) == whole[3, :3]).all():
            full = np.zeros((4, 4), dtype=int)
            full[:3, :3], full[:3, 3], full[3, :3] = inner, inner.sum(axis=1), inner.sum(axis=0)
            full[3, 3] = inner.sum()
            low, high = np.minimum(low, full), np.maximum(high, full)
    return low, high


def test_determined_cells_are_those_that_no_hidden_rectangle_touches():
    known = np.ones((4, 4), dtype=bool)
    for cell in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)]:
        known[cell] = False
    determined = find_determined(two_way_sums(), known.ravel(), used=np.ones(16, dtype=bool))
    assert np.flatnonzero(determined).tolist() == [10]


def test_limits_that_no_table_fits_are_named():
    low = np.ones(16)
    with pytest.raises(Inconsistent):
        find_ranges(two_way_sums(), low, low, targets=low > 0, enough=5)
