"""Laws of releases: random surveys that are published table by table give nothing back; with primary alone they do.

What comes back is looked for by a programme that shares nothing with the attack. The run of a thousand is
`python3 run bench disclosure`.
"""

import sys
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "disclosure")]

import polars as pl
from benchmarks.disclosure import count_leaking, draw_history
from benchmarks.histories import find_narrow, publish_history
from small_survey import TOTALS, count_population, draw_answers, estimate_plainly

from genklang.disclosure.attack_counts import attack_counts
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect
from genklang.disclosure.releases import attack_releases
from genklang.tables.keys import DOMAIN_KEYS


@pytest.mark.parametrize("seed", range(10))
def test_nothing_comes_back_from_a_history(seed):
    releases = draw_history(seed)
    assert sum(release.height for release in releases) > 0
    assert attack_counts(releases, DEFAULT) == []


def test_primary_suppression_alone_leaks():
    assert count_leaking(range(8), primary_only=True) >= 6


@pytest.mark.parametrize("seed", range(4))
def test_tables_of_years_versions_and_pooled_years_give_nothing_back_together(seed):
    history = publish_history(seed)
    assert len(history.published) >= 4
    assert find_narrow(history.published) == []


def test_with_primary_suppression_alone_they_do():
    assert all(find_narrow(publish_history(seed, primary_only=True).published) for seed in range(4))


def test_a_withheld_count_that_two_tables_give_back_is_found_by_both():
    """The programme of the histories is not blind: it finds what the attack finds."""
    keys = {"organisation": "o0", "unit": ["u0", "u1", None], "status": ["", "c", ""]}
    tables = [
        pl.DataFrame(keys | {"count": [20, None, 23]}),
        pl.DataFrame({"organisation": ["o0"], "unit": [None], "count": [23], "status": [""]}, strict=False),
    ]
    assert [key[:2] for key in find_narrow(tables)] == [("o0", "u1")]
    assert [leak.where for leak in attack_counts(tables, DEFAULT)] == ["o0, u1"]


def publish(responses, round_):
    figures, population = (make(responses, round_=round_) for make in (estimate_plainly, count_population))
    return protect(figures, None, population, DEFAULT, totals=TOTALS).estimates


def draw_survey_history(seed):
    """A round by place, the same by group and gender, another round, the first with late answers, and whole."""
    first = draw_answers(n=140 + 20 * seed, units=2, groups=2, items=1, seed=seed)
    late = draw_answers(n=6 + 4 * seed, units=2, groups=2, items=1, seed=90 + seed)
    now, after = publish(first, "r"), publish(pl.concat([first, late]), "r")
    other = publish(draw_answers(n=120, units=2, groups=2, items=1, seed=50 + seed), "s")
    by_place = now.filter(pl.col("target_group").is_null() & pl.col("gender").is_null())
    return [by_place, now.filter(pl.col("unit").is_null()), other, after, now]


@pytest.mark.parametrize("seed", range(2))
def test_a_ledger_of_surveys_holds_no_more_than_each_of_them(seed):
    """What is refused is refused for what it gives back; what is entered gives nothing back, in whatever order."""
    ledger, refused = [], []
    for release in draw_survey_history(seed):
        (refused if attack_releases([*ledger, release], DEFAULT, totals=TOTALS) else ledger).append(release)
    assert attack_releases(ledger[::-1], DEFAULT, totals=TOTALS) == []
    assert len(ledger) >= 4
    shown = pl.concat(ledger).filter(pl.col("statistic") == "answers", pl.col("value").is_not_null())
    states = shown.group_by(DOMAIN_KEYS).agg(pl.col("value").n_unique())
    assert len(refused) == 1
    assert states["value"].max() == 1
