"""Releases with a history: each is attacked together with all before it, and the ledger keeps what was published."""

import json

import polars as pl
import pytest
from small_survey import TOTALS, count_population, draw_answers, estimate_plainly

from genklang.disclosure.attack import attack
from genklang.disclosure.ledger import BOOK, append_release, read_ledger
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect
from genklang.disclosure.releases import attack_releases
from genklang.errors import Failure


def publish(responses, round_="r"):
    figures, population = (make(responses, round_=round_) for make in (estimate_plainly, count_population))
    return protect(figures, None, population, DEFAULT, totals=TOTALS).estimates


FIRST = draw_answers(n=150, units=2, groups=2, items=1, seed=3)
PUBLISHED = publish(FIRST)


def test_another_round_and_the_same_again_give_nothing_away():
    other = publish(draw_answers(n=120, units=2, groups=2, items=1, seed=4), "s")
    assert attack_releases([PUBLISHED, other, PUBLISHED], DEFAULT, totals=TOTALS) == []


@pytest.mark.parametrize("late", [1, 4])
def test_a_revision_by_few_people_is_found(late):
    revised = publish(pl.concat([FIRST, FIRST.head(late)]))
    assert attack(revised, DEFAULT, totals=TOTALS) == []
    leaks = attack_releases([PUBLISHED, revised], DEFAULT, totals=TOTALS)
    assert (late, late) in {(leak.low, leak.high) for leak in leaks}


def test_a_revision_by_people_who_all_agree_is_found():
    agreed = FIRST.filter(pl.col("unit") == "u0", pl.col("target_group") == "a").head(8).with_columns(i0=pl.lit(1))
    leaks = attack_releases([PUBLISHED, publish(pl.concat([FIRST, agreed.cast(FIRST.schema)]))], DEFAULT, totals=TOTALS)
    assert any("i0" in leak.what and leak.low == 8 for leak in leaks)


def test_two_releases_that_withhold_different_units_are_found():
    """Each is safe by itself: the second shows what the first hides, and hides what the first shows."""
    row = {"round": "r", "organisation": "o", "item": "i", "statistic": "share_positive", "source": "own"}
    shown = {"value": 50.0, "numerator": 20, "denominator": 40, "answers": 40, "status": ""}
    whole = row | {"unit": None, "value": 50.0, "numerator": 42, "denominator": 84, "answers": 84, "status": ""}
    units = [row | {"unit": u, "status": "c"} for u in ("u1", "u2", "u3")]
    first = [whole, row | {"unit": "u1"} | shown, units[1], units[2]]
    second = [whole, units[0], row | {"unit": "u2"} | shown, units[2]]
    frames = [pl.DataFrame(rows, schema=PUBLISHED.schema) for rows in (first, second)]
    assert [attack(frame, DEFAULT) for frame in frames] == [[], []]
    assert {(leak.where, leak.low) for leak in attack_releases(frames, DEFAULT)} == {("r, o, u3", 4)}


def tell(units, *, round_="r", item="i"):
    """Figures by unit (None: all), half of them positive; a number of answers, or None where it is withheld."""
    row = {"round": round_, "organisation": "o", "item": item, "statistic": "share_positive", "source": "own"}
    rows = [
        row
        | {"unit": unit}
        | ({"status": "c"} if n is None else {"numerator": n // 2, "denominator": n, "answers": n, "status": ""})
        for unit, n in units.items()
    ]
    return pl.DataFrame(rows, schema=PUBLISHED.schema)


def test_what_two_states_bound_together_is_found():
    """Five of the six who came late are in u1, so the withheld u2 had at least eleven of its twelve before."""
    before = tell({None: 70, "u1": 40, "u2": None, "u3": None, "u4": None})
    now = tell({None: 76, "u1": 45, "u2": 12, "u3": None, "u4": None})
    assert [attack(frame, DEFAULT) for frame in (before, now)] == [[], []]
    leaks = attack_releases([before, now], DEFAULT)
    assert ("r, o, u2", "the number of answers", 11, 12) in {(x.where, x.what, x.low, x.high) for x in leaks}
    assert attack_releases([before, tell({None: 90, "u1": 45, "u2": 12, "u3": None, "u4": None})], DEFAULT) == []


def test_what_two_states_bound_together_is_found_whichever_came_first():
    """The same where answers were taken away: the smaller state is a part of the larger one."""
    before = tell({None: 76, "u1": 45, "u2": 12, "u3": None, "u4": None})
    now = tell({None: 70, "u1": 40, "u2": None, "u3": None, "u4": None})
    leaks = attack_releases([before, now], DEFAULT)
    assert ("r, o, u2", "the number of answers", 11, 12) in {(x.where, x.what, x.low, x.high) for x in leaks}


def test_states_of_which_nobody_knows_who_came_and_who_left_are_compared_figure_by_figure():
    before, now = tell({None: 90, "u1": 40, "u2": 50}), tell({None: 91, "u1": 49, "u2": 42})
    assert {x.where for x in attack_releases([before, now], DEFAULT)} == {"r, o"}
    assert attack_releases([before, tell({None: 96, "u1": 54, "u2": 42})], DEFAULT) == []


def test_all_rounds_together_give_a_withheld_round_away():
    first, second = tell({None: 40}, round_="2024"), tell({None: None}, round_="2025")
    both = tell({None: 43}, round_=None)
    assert attack_releases([first, second], DEFAULT) == []
    leaks = attack_releases([first, second, both], DEFAULT)
    assert {(leak.where, leak.low, leak.high) for leak in leaks} == {("2025, o", 3, 3)}
    wide = [first, second, tell({None: None}, round_="2023"), tell({None: 60}, round_=None)]
    assert attack_releases(wide, DEFAULT) == []


R24 = tell({None: 100, "u1": 40, "u2": 60}, round_="2024")
R25 = tell({None: 103, "u1": 43, "u2": 60}, round_="2025")
R26 = tell({None: 70, "u1": None, "u2": None, "u3": None}, round_="2026")
TWO_YEARS = tell({None: 203, "u1": 83, "u2": 120}, round_=None)
ALL_YEARS = tell({None: 273, "u1": 103, "u2": 163, "u3": None}, round_=None)
LAST_YEARS = tell({None: 173, "u1": 63, "u2": 103, "u3": None}, round_=None)


@pytest.mark.parametrize("pooled", [ALL_YEARS, LAST_YEARS], ids=["years that grow", "years that roll"])
def test_one_sum_of_rounds_less_another_gives_a_withheld_round_away(pooled):
    """Nobody says which rounds they are of; that they add up does."""
    assert attack_releases([R24, R25, TWO_YEARS, R26], DEFAULT) == []
    leaks = attack_releases([R24, R25, TWO_YEARS, pl.concat([R26, pooled])], DEFAULT)
    found = {(x.where, x.low, x.high) for x in leaks if x.what == "the number of answers"}
    assert found == {("2026, o, u1", 20, 20), ("2026, o, u2", 43, 43), ("2026, o, u3", 7, 7)}


def test_a_sum_with_a_revised_round_gives_the_other_round_away():
    other = tell({None: 103, "u1": None, "u2": None, "u3": None}, round_="2025")
    revised = tell({None: 120, "u1": 60, "u2": 60}, round_="2024")
    both = tell({None: 223, "u1": 68, "u2": 130, "u3": None}, round_=None)
    assert attack_releases([R24, other, revised], DEFAULT) == []
    leaks = attack_releases([R24, other, revised, both], DEFAULT)
    assert ("2025, o, u1", 8, 8) in {(x.where, x.low, x.high) for x in leaks}


def test_a_sum_with_a_round_that_is_not_there_is_no_contradiction():
    rolled = tell({None: 173, "u1": 63, "u2": None, "u3": None}, round_=None)
    assert attack_releases([R24, R25, rolled], DEFAULT) == []


def test_sums_are_believed_where_each_round_is_told_alike():
    """Of 2025 nothing is told by unit, so a unit's sum says no more than that 2024 is a part of it."""
    whole, by_unit = tell({None: 103}, round_="2025"), tell({None: 203, "u1": 83, "u2": None}, round_=None)
    assert attack_releases([R24, whole, by_unit], DEFAULT) == []


def test_the_ledger_keeps_what_was_published(tmp_path):
    for name in ("first", "second"):
        append_release(tmp_path / "l", PUBLISHED, day="2026-11-22", name=name, policy="genklang/1")
    entries = read_ledger(tmp_path / "l")
    assert [(e.number, e.name, e.day, e.policy) for e, _ in entries] == [
        (1, "first", "2026-11-22", "genklang/1"),
        (2, "second", "2026-11-22", "genklang/1"),
    ]
    assert all(figures.equals(PUBLISHED) for _, figures in entries)


def test_no_ledger_is_an_empty_one(tmp_path):
    assert read_ledger(tmp_path / "nowhere") == []


def change_figures(folder):
    PUBLISHED.head(3).write_parquet(folder / "000001.parquet")


def remove_figures(folder):
    (folder / "000002.parquet").unlink()


def remove_line(folder):
    book = folder / BOOK
    book.write_text("".join(book.read_text().splitlines(keepends=True)[1:]))


def change_line(folder):
    book = folder / BOOK
    first, *rest = book.read_text().splitlines()
    book.write_text("\n".join([json.dumps(json.loads(first) | {"name": "other"}), *rest]) + "\n")


def cut_line(folder):
    book = folder / BOOK
    book.write_text(book.read_text()[:-40])


@pytest.mark.parametrize("harm", [change_figures, remove_figures, remove_line, change_line, cut_line])
def test_a_ledger_that_was_changed_is_not_believed(tmp_path, harm):
    for _ in range(3):
        append_release(tmp_path, PUBLISHED, day="2026-11-22", name="", policy="genklang/1")
    harm(tmp_path)
    with pytest.raises(Failure, match="D114"):
        append_release(tmp_path, PUBLISHED, day="2026-11-23", name="", policy="genklang/1")


def test_a_place_that_is_no_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Failure, match="F002"):
        append_release(tmp_path / "file", PUBLISHED, day="2026-11-22", name="", policy="genklang/1")
